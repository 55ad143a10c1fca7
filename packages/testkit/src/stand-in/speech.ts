import { createHash } from 'node:crypto';

/** A word as somebody spoke it. */
export interface SpokenWord {
  readonly text: string;
  /** Milliseconds from the start of the audio. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** `A` or `B`. */
  readonly speaker: string;
}

/** What a stand-in hears in an audio. */
export interface Speech {
  /** What names the audio: its address, or `sha256:` and the digest of its bytes. */
  readonly audio: string;
  /** The words with single spaces between them. */
  readonly text: string;
  /** How long the audio is. */
  readonly seconds: number;
  readonly words: readonly SpokenWord[];
}

/** What a stand-in hears, and how long it is. */
export interface SpeechOptions {
  /**
   * Texts by the audio's address, or by `sha256:` and the digest of its bytes in hex. Any other audio has a text that is made from
   * its name: always the same, and of no meaning.
   */
  readonly transcripts?: Readonly<Record<string, string>> | undefined;
  /** How long an audio is that is no WAV file, in seconds. Default: 60. */
  readonly seconds?: number | undefined;
}

/** What an audio says. @param audio its bytes, or its address: addresses are not opened */
export function speechIn(
  audio: Uint8Array | string,
  { transcripts = {}, seconds: otherwise = 60 }: SpeechOptions,
): Speech {
  const name = typeof audio === 'string' ? audio : `sha256:${sha256(audio).toString('hex')}`;
  const seconds = (typeof audio === 'string' ? undefined : secondsOfWav(audio)) ?? otherwise;
  const words = (transcripts[name] ?? babble(name, seconds)).split(/\s+/).filter((word) => word !== '');
  return { audio: name, text: words.join(' '), seconds, words: spread(words, seconds) };
}

/** Groups of words that follow each other. @param endsGroup whether a group ends with its last word, before `next` */
export function groupWords(
  words: readonly SpokenWord[],
  endsGroup: (group: readonly SpokenWord[], next: SpokenWord) => boolean,
): readonly (readonly SpokenWord[])[] {
  const groups: SpokenWord[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    if (group === undefined || endsGroup(group, word)) groups.push([word]);
    else group.push(word);
  }
  return groups;
}

/** Words by sentences. */
export function sentencesOf(words: readonly SpokenWord[]): readonly (readonly SpokenWord[])[] {
  return groupWords(words, (group) => endsSentence(group.at(-1)?.text ?? ''));
}

/** Words by speakers' turns. */
export function turnsOf(words: readonly SpokenWord[]): readonly (readonly SpokenWord[])[] {
  return groupWords(words, (group, next) => group.at(-1)?.speaker !== next.speaker);
}

/** A group of words as one piece: text, start, end, confidence, speaker. */
export function joinWords(words: readonly SpokenWord[]): SpokenWord {
  const [first] = words;
  return {
    text: words.map(({ text }) => text).join(' '),
    startMs: first?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    confidence: Math.min(...words.map(({ confidence }) => confidence)),
    speaker: first?.speaker ?? 'A',
  };
}

function endsSentence(word: string): boolean {
  return /[.?!]$/.test(word);
}

/** The words over the time of the audio; after each two sentences the other person speaks. */
function spread(words: readonly string[], seconds: number): readonly SpokenWord[] {
  const step = (seconds * 1000) / words.length;
  let sentence = 0;
  return words.map((text, index) => {
    const speaker = sentence % 4 < 2 ? 'A' : 'B';
    if (endsSentence(text)) sentence += 1;
    return {
      text,
      startMs: Math.round(index * step),
      endMs: Math.round((index + 0.9) * step),
      confidence: 0.9 + (index % 10) / 100,
      speaker,
    };
  });
}

const SYLLABLES = [
  'ba',
  'do',
  'fi',
  'ga',
  'ku',
  'la',
  'mi',
  'no',
  'pe',
  'ra',
  'su',
  'ta',
  'vo',
  'we',
  'yu',
  'zo',
];
const WORDS_PER_SECOND = 2;
const LONGEST_SENTENCE = 9;
const MOST_WORDS = 400;

/** A text made from a name. */
function babble(name: string, seconds: number): string {
  const digest = sha256(name);
  const count = Math.min(MOST_WORDS, Math.max(LONGEST_SENTENCE, Math.round(seconds * WORDS_PER_SECOND)));
  return Array.from({ length: count }, (_, index) => {
    const seed = (digest[index % digest.length] ?? 0) ^ (index * 37);
    const word = `${SYLLABLES[seed & 15]}${SYLLABLES[(seed >> 4) & 15]}`;
    const starts = index % LONGEST_SENTENCE === 0;
    const ends = index % LONGEST_SENTENCE === LONGEST_SENTENCE - 1 || index === count - 1;
    return `${starts ? `${word[0]?.toUpperCase()}${word.slice(1)}` : word}${ends ? '.' : ''}`;
  }).join(' ');
}

function sha256(data: Uint8Array | string): Buffer {
  return createHash('sha256').update(data).digest();
}

/** How long a WAV file is, by its header (RIFF, chunks `fmt ` and `data`), or `undefined` if it is none. */
function secondsOfWav(bytes: Uint8Array): number | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.toString('latin1', 0, 4) !== 'RIFF' || view.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= view.length; ) {
    const chunk = view.toString('latin1', at, at + 4);
    const size = view.readUInt32LE(at + 4);
    if (chunk === 'fmt ' && at + 20 <= view.length) bytesPerSecond = view.readUInt32LE(at + 16);
    // Who writes a file while it is recorded leaves the size at its highest.
    if (chunk === 'data')
      return bytesPerSecond > 0 ? Math.min(size, view.length - at - 8) / bytesPerSecond : undefined;
    at += 8 + size + (size % 2);
  }
  return undefined;
}
