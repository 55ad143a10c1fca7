import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCaptions } from '../formats/read-captions.ts';
import { toCues } from './cues.ts';
import { toSrt, toVtt } from './export.ts';
import { fold, segmentsOf } from './from-cues.ts';

const segments = [
  { text: 'Is <b> & "c" --> d?', startMs: 0, endMs: 1500, speaker: 'Jane Doe' },
  { text: 'It is.', startMs: 3_723_004, endMs: 3_724_000 },
  { text: 'Nobody knows when.' },
];

it('writes WebVTT', () => {
  expect(toVtt({ segments }, 'en')).toBe(
    'WEBVTT\nLanguage: en\n\n00:00:00.000 --> 00:00:01.500\n<v Jane Doe>Is &lt;b&gt; &amp; "c" --&gt; d?\n\n01:02:03.004 --> 01:02:04.000\nIt is.\n',
  );
});

it('writes the times of words, which are read again', () => {
  const words = ['It', 'is', 'a&b'].map((text, index) => ({
    text,
    startMs: 1000 + index * 500,
    endMs: 1500 + index * 500,
  }));
  const timed = { text: 'It is a&b', startMs: 1000, endMs: 2500, words };
  const vtt = toVtt({ segments: [timed] });
  expect(vtt).toContain('It <00:00:01.500>is <00:00:02.000>a&amp;b');
  expect(segmentsOf(readCaptions(Buffer.from(vtt))?.cues ?? [])).toEqual([timed]);
});

it('writes SubRip', () => {
  expect(toSrt({ segments })).toBe(
    '1\n00:00:00,000 --> 00:00:01,500\nJane Doe: Is <b> & "c" -> d?\n\n2\n01:02:03,004 --> 01:02:04,000\nIt is.\n',
  );
});

it('writes WebVTT that reads as it was', () => {
  const segment = fc.record({
    text: fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => fold(text) !== '' && !/>>|≫|^[-–—>]/.test(fold(text))),
    startMs: fc.nat(36_000_000),
  });
  fc.assert(
    fc.property(fc.array(segment), (given) => {
      const said = given.map(({ text, startMs }, index) => ({
        text: `${index}x ${fold(text)}`,
        startMs,
        endMs: startMs + 900,
        speaker: 'A',
      }));
      const sorted = said.toSorted((a, b) => a.startMs - b.startMs);
      const read = segmentsOf(readCaptions(Buffer.from(toVtt({ segments: sorted })))?.cues ?? []);
      expect(read).toEqual(sorted.map((each) => ({ ...each, text: fold(each.text) })));
    }),
  );
});

it('shows words as cues of two lines', () => {
  const words =
    'It is a bower. It is blue, and it is made of so many sticks that nobody who has seen it has ever counted them all.'
      .split(' ')
      .map((text, index) => ({ text, startMs: index * 300, endMs: index * 300 + 250, speaker: 'A' }));
  const cues = toCues(words);
  expect(cues.map(({ text }) => text).join(' ')).toBe(words.map(({ text }) => text).join(' '));
  expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toMatchObject([
    [0, 1150],
    [1200, expect.anything()],
    [6900, 7750],
  ]);
});
