import { describe, expect, it } from 'vitest';
import { sentencesOf, speechIn, turnsOf } from './speech.ts';

/** A WAV file of silence: 16 kHz, one channel, 16 bits. */
function wav(seconds: number, { extra = Buffer.alloc(0), size = seconds * 32_000 } = {}): Buffer {
  const header = Buffer.alloc(36);
  header.write('RIFF');
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt32LE(32_000, 28);
  const data = Buffer.alloc(8);
  data.write('data');
  data.writeUInt32LE(size, 4);
  return Buffer.concat([header, extra, data, Buffer.alloc(seconds * 32_000)]);
}

describe('the length of an audio', () => {
  it.each([
    ['a WAV file', wav(3)],
    ['a WAV file with a chunk of odd length ahead', wav(3, { extra: Buffer.from('LIST\x03\0\0\0abc\0') })],
    ['a WAV file that was still being written', wav(3, { size: 0xffffffff })],
  ])('is read from %s', (_, bytes) => {
    expect(speechIn(bytes, {}).seconds).toBe(3);
  });
  it('is 60 s of anything else, or what the options say', () => {
    for (const audio of [Buffer.from('no WAV'), 'https://example.org/a.mp3', wav(3).subarray(0, 20)]) {
      expect(speechIn(audio, {}).seconds).toBe(60);
      expect(speechIn(audio, { seconds: 90 }).seconds).toBe(90);
    }
  });
});

describe('what an audio says', () => {
  const digest = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  it('comes from its address or its digest', () => {
    const transcripts = { [digest]: 'By its\n digest.', 'https://example.org/a.mp3': 'By its address.' };
    expect(speechIn(Buffer.from('hello'), { transcripts })).toMatchObject({
      audio: digest,
      text: 'By its digest.',
    });
    expect(speechIn('https://example.org/a.mp3', { transcripts }).text).toBe('By its address.');
  });
  it('is nothing, if it is silent', () => {
    expect(speechIn(Buffer.from('hello'), { transcripts: { [digest]: '' } })).toMatchObject({
      text: '',
      words: [],
    });
  });
  it('is else made from its name: the same each time, another for another', () => {
    const [first, again, other] = ['a', 'a', 'b'].map((text) => speechIn(Buffer.from(text), {}));
    expect(first).toEqual(again);
    expect(first?.text).not.toBe(other?.text);
    expect(first?.words.length).toBe(120);
  });
  it('is spoken in order, within the audio, by two people in turn', () => {
    const { words } = speechIn(wav(30), {});
    for (const [index, { startMs, endMs }] of words.entries()) {
      expect(endMs).toBeGreaterThan(startMs);
      expect(startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0);
    }
    expect(words.at(-1)?.endMs).toBeLessThanOrEqual(30_000);
    expect(turnsOf(words).map((turn) => turn[0]?.speaker)).toEqual(['A', 'B', 'A', 'B']);
    expect(sentencesOf(words)).toHaveLength(7);
    expect(sentencesOf(words).flat()).toEqual(words);
  });
});
