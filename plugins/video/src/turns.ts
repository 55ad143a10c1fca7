import type { Span } from '@bowerbird/core';

/** What somebody said without a break. Times in milliseconds from the start; a turn without them has no span. */
export interface Turn {
  readonly text: string;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly speaker?: string | undefined;
}

/** A part of the whole with a heading of its own. */
export interface Chapter {
  readonly title: string;
  readonly startMs: number;
}

/** What is done with turns once they are there. It costs nothing, so it can be changed at any time. */
export interface TurnForm {
  /** `[00:01:02]` before each turn. */
  readonly timestamps?: boolean | undefined;
  /** These speakers alone, by the labels of the provider. */
  readonly onlySpeakers?: readonly string[] | undefined;
  /** Names by label. */
  readonly speakerNames?: Readonly<Record<string, string>> | undefined;
}

/** Turns as Markdown, a paragraph for each, with a span for what was said in it. */
export function writeTurns(
  turns: readonly Turn[],
  { timestamps = false, onlySpeakers, speakerNames = {} }: TurnForm,
  chapters: readonly Chapter[] = [],
): { readonly text: string; readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  const ahead = [...chapters].sort((a, b) => a.startMs - b.startMs);
  let text = '';
  for (const { text: said, startMs, endMs, speaker: label } of turns) {
    const spoken = escapeMarkdown(said);
    const isAsked = onlySpeakers === undefined || (label !== undefined && onlySpeakers.includes(label));
    if (!isAsked || spoken === '') continue;
    for (const title of chaptersUntil(ahead, startMs)) text += `${gap(text)}## ${escapeMarkdown(title)}`;
    const speaker = label === undefined ? undefined : (speakerNames[label] ?? label);
    text += gap(text);
    if (timestamps && startMs !== undefined) text += `[${clock(startMs)}] `;
    if (speaker !== undefined) text += `**${escapeMarkdown(speaker)}:** `;
    const start = text.length;
    text += spoken;
    if (startMs === undefined || endMs === undefined) continue;
    const locator = { kind: 'time', startMs, endMs, ...(speaker !== undefined && { speaker }) } as const;
    spans.push({ start, end: text.length, locator });
  }
  return { text, spans };
}

function gap(text: string): string {
  return text === '' ? '' : '\n\n';
}

/** Takes the chapters off that have begun. Of several only the last one, in which nothing was left out. */
function chaptersUntil(ahead: Chapter[], startMs = 0): readonly string[] {
  const begun = ahead.findIndex((chapter) => chapter.startMs > startMs);
  return ahead
    .splice(0, begun === -1 ? ahead.length : begun)
    .slice(-1)
    .map(({ title }) => title);
}

/** `00:01:02` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

const SENTENCE_END = /[.?!…。！？]["'”’)\]]*$/;
const PARAGRAPH_LENGTH = 400;
const PAUSE_MS = 1500;

/** Pieces that follow each other as paragraphs: a new one with each other speaker, and after a sentence that a pause follows or that is the last of many. */
export function joinPieces(pieces: readonly Turn[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const piece of pieces) {
    const open = turns.at(-1);
    const text = piece.text.trim();
    if (text === '') continue;
    if (open === undefined || endsParagraph(open, piece)) turns.push({ ...piece, text });
    else
      turns.splice(-1, 1, { ...open, text: `${open.text}${spaceBefore(piece)}${text}`, endMs: piece.endMs });
  }
  return turns;
}

function endsParagraph(open: Turn, next: Turn): boolean {
  if (open.speaker !== next.speaker) return true;
  // Who speaks is known, so a turn ends where another one speaks.
  if (open.speaker !== undefined || !SENTENCE_END.test(open.text)) return false;
  const pause = (next.startMs ?? 0) - (open.endMs ?? 0);
  return open.text.length >= PARAGRAPH_LENGTH || pause >= PAUSE_MS;
}

// Languages that are written without spaces come word by word all the same.
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}。、，！？]/u;

function spaceBefore({ text }: Turn): string {
  return UNSPACED.test(text.trim()) ? '' : ' ';
}

/** Speech as Markdown that shows just it: nothing in it is markup, and it is one line. */
export function escapeMarkdown(speech: string): string {
  return speech
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*<|]|~(?=~)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\[(?=[^\]]*\]\()|&(?=#?\w+;)/gu, '\\$&')
    .replace(/^(?:#{1,6}(?= |$)|[-+>=])/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2');
}
