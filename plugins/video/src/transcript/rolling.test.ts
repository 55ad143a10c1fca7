import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson3, asRollingSrt, asRollingVtt, asSrv3, type SpokenWord } from '../../test/rolling-captions.ts';
import { readCaptions } from '../formats/read-captions.ts';
import { segmentsOf } from './from-cues.ts';

const FORMS = { json3: asJson3, srv3: asSrv3, vtt: asRollingVtt, srt: asRollingSrt };

function read(captions: string) {
  return segmentsOf(readCaptions(Buffer.from(captions))?.cues ?? []);
}

function wordsIn(captions: string): readonly string[] {
  return read(captions).flatMap(({ text }) => text.split(' '));
}

/** Speech in which nearly each word comes again soon. */
const speech = fc
  .array(
    fc.record({
      text: fc.constantFrom('no', 'yes', 'well', 'the', 'bower', 'is', 'blue', '42'),
      pause: fc.integer({ min: 120, max: 900 }),
    }),
    {
      minLength: 13,
      maxLength: 120,
    },
  )
  .map((words): readonly SpokenWord[] => {
    let startMs = 0;
    return words.map(({ text, pause }) => {
      startMs += pause;
      return { text, startMs };
    });
  });

describe('captions that roll', () => {
  it.each(Object.entries(FORMS))('have each word once, and lose none: %s', (_, write) => {
    fc.assert(
      fc.property(speech, (words) => {
        expect(wordsIn(write(words))).toEqual(words.map(({ text }) => text));
      }),
    );
  });

  it('keep the times of the words where there are any', () => {
    const words = Array.from({ length: 30 }, (_, index) => ({
      text: `word${index}`,
      startMs: 500 + index * 310,
    }));
    for (const write of [asJson3, asSrv3, asRollingVtt]) {
      const found = read(write(words)).flatMap(({ words: timed }) => timed ?? []);
      expect(found.map(({ text, startMs }) => ({ text, startMs }))).toEqual(words);
      expect(found.every(({ startMs, endMs }) => endMs > startMs)).toBe(true);
    }
  });

  it('that grow word by word have each word once', () => {
    const grown = ['It', 'It is', 'It is a', 'It is a bower', 'a bower\nof', 'a bower\nof sticks'];
    const cues = grown.map((text, index) => `00:0${index}.000 --> 00:0${index + 1}.000\n${text}`);
    expect(wordsIn(`WEBVTT\n\n${cues.join('\n\n')}`)).toEqual('It is a bower of sticks'.split(' '));
  });
});

describe('captions that do not roll', () => {
  it('keep what is said twice', () => {
    const lines = ['La la la', 'La la la', 'La la la', 'No.', 'No.', 'Not that.', 'Well', 'Well, well'];
    const cues = lines.map((text, index) => `00:0${index}.000 --> 00:0${index + 1}.000\n${text}`);
    expect(read(`WEBVTT\n\n${cues.join('\n\n')}`).map(({ text }) => text)).toEqual(lines);
  });
});
