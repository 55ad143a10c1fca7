import { findDocumentProblem } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atTime, escapeMarkdown, writeTranscript } from './markdown.ts';
import { toParagraphs } from './paragraphs.ts';
import type { Segment } from './transcript.ts';

const turns: readonly Segment[] = [
  { text: 'Good morning.', startMs: 0, endMs: 900, speaker: 'A' },
  { text: 'Is it * good *?', startMs: 61_000, endMs: 62_500, speaker: 'B' },
  { text: 'It is.', startMs: 3_723_000, endMs: 3_724_000, speaker: 'A' },
];

describe('turns', () => {
  it('are paragraphs with their speakers', () => {
    expect(writeTranscript({ segments: turns }, { timestamps: false }).text).toBe(
      '**A:** Good morning.\n\n**B:** Is it \\* good \\*?\n\n**A:** It is.',
    );
  });

  it('have times, names, and are those of some speakers, if asked for', () => {
    const form = { onlySpeakers: ['A'], speakerNames: { A: 'Jane', B: 'Joe' } };
    const { text, spans } = writeTranscript({ segments: turns }, form);
    expect(text).toBe('[00:00:00] **Jane:** Good morning.\n\n[01:02:03] It is.');
    expect(spans.map(({ locator }) => locator)).toEqual([
      { kind: 'time', startMs: 0, endMs: 900, speaker: 'Jane' },
      { kind: 'time', startMs: 3_723_000, endMs: 3_724_000, speaker: 'Jane' },
    ]);
  });

  it('stand under the chapters in which they begin', () => {
    const chapters = [
      { title: 'Later', startMs: 60_000 },
      { title: 'First', startMs: 0 },
      { title: 'After the end', startMs: 9_000_000 },
    ];
    const form = { onlySpeakers: ['A'], timestamps: false };
    expect(writeTranscript({ segments: turns, chapters }, form).text).toBe(
      '## First\n\n**A:** Good morning.\n\n## Later\n\nIt is.',
    );
    const without = { ...form, chapterHeadings: false };
    expect(writeTranscript({ segments: turns, chapters }, without).text).not.toContain('#');
  });

  it('are what their spans hold', () => {
    const time = fc.nat(36_000_000);
    const turn = fc.record({
      text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ mode: 'sentences', maxCount: 3 })),
      startMs: time,
      endMs: time,
      speaker: fc.option(fc.constantFrom('A', 'B', '*C*'), { nil: undefined }),
    });
    const form = fc.record({
      timestamps: fc.boolean(),
      onlySpeakers: fc.option(fc.constant<readonly string[]>(['A', '*C*']), { nil: undefined }),
      speakerNames: fc.constantFrom({}, { A: 'Jane_' }),
    });
    fc.assert(
      fc.property(fc.array(turn), form, (said, how) => {
        const kept = toParagraphs(said)
          .filter(({ speaker }) => how.onlySpeakers?.includes(speaker ?? '') ?? true)
          .map(({ text }) => escapeMarkdown(text))
          .filter((text) => text !== '');
        const { text, spans } = writeTranscript({ segments: said }, how, {
          url: 'https://example.org/watch?v=1',
        });
        expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(kept);
        if (text !== '') expect(findDocumentProblem({ id: 'x', text, spans })).toBeUndefined();
      }),
    );
  });
});

describe('words without speakers', () => {
  const words = (text: string, pauseMs = 100): readonly Segment[] =>
    text.split(' ').map((word, at) => ({
      text: word,
      startMs: at * (400 + pauseMs),
      endMs: at * (400 + pauseMs) + 400,
    }));

  it('are joined to paragraphs that end with a sentence', () => {
    const said = 'A sentence of nine words that is soon over. '.repeat(20).trim();
    const joined = toParagraphs(words(said));
    expect(joined.length).toBeGreaterThan(1);
    expect(joined.map(({ text }) => text).join(' ')).toBe(said);
    expect(joined.every(({ text }) => text.endsWith('.') && text.length < 500)).toBe(true);
    expect(joined[0]).toMatchObject({ startMs: 0 });
  });

  it('are parted after a sentence that a pause follows', () => {
    const texts = (pauseMs: number) => toParagraphs(words('Yes. No way.', pauseMs)).map(({ text }) => text);
    expect(texts(100)).toEqual(['Yes. No way.']);
    expect(texts(2000)).toEqual(['Yes.', 'No way.']);
  });

  it('have paragraphs without punctuation too', () => {
    const joined = toParagraphs(words('word '.repeat(2000).trim()));
    expect(joined.length).toBeGreaterThan(4);
    expect(joined.every(({ text }) => text.length < 1700)).toBe(true);
  });

  it('have no spaces between them in languages without', () => {
    expect(toParagraphs(['今日', 'は', '。'].map((text) => ({ text })))).toEqual([
      expect.objectContaining({ text: '今日は。' }),
    ]);
  });
});

describe('speech', () => {
  it.each([
    ['# of birds', '\\# of birds'],
    ['#MeToo', '#MeToo'],
    ['1. May', '1\\. May'],
    ['- no', '\\- no'],
    ['2 * 3 < 7', '2 \\* 3 \\< 7'],
    ['snake_case and _this_', 'snake_case and \\_this\\_'],
    ['[PERSON_NAME] said', '[PERSON_NAME] said'],
    ['[a](b)', '\\[a](b)'],
    ['AT&T &amp; x', 'AT&T \\&amp; x'],
    ['  two\nlines ', 'two lines'],
  ])('%j is written as %j', (speech, markdown) => {
    expect(escapeMarkdown(speech)).toBe(markdown);
  });
});

it.each([
  ['https://www.youtube.com/watch?v=abc', 'https://www.youtube.com/watch?v=abc&t=62'],
  ['https://vimeo.com/1', 'https://vimeo.com/1?t=62'],
  ['https://example.org/a(1).mp3?x=1', 'https://example.org/a%281%29.mp3?x=1#t=62'],
])('a moment of %s is %s', (url, moment) => {
  expect(atTime(url, 62_900)).toBe(moment);
  const { text } = writeTranscript(
    { segments: [{ text: 'Yes.', startMs: 62_900, endMs: 63_000 }] },
    {},
    { url },
  );
  expect(text).toBe(`[00:01:02](${moment}) Yes.`);
});

it('begins a paragraph with a chapter', () => {
  const segments = [
    { text: 'One of', startMs: 0, endMs: 900 },
    { text: 'two.', startMs: 1000, endMs: 1900 },
  ];
  const chapters = [
    { title: 'A', startMs: 0 },
    { title: 'B', startMs: 1300 },
  ];
  expect(writeTranscript({ segments, chapters }, {}).text).toBe(
    '## A\n\n[00:00:00] One of\n\n## B\n\n[00:00:01] two.',
  );
});
