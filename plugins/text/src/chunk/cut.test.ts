import { validate } from '@bowerbird/core';
import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';
import { type Cut, type CutText, cutText } from './cut.ts';
import { characters, measureBy } from './measure.ts';
import { type ChunkOptions, chunkOptions } from './options.ts';

const measure = await measureBy('o200k_base');
const count = (text: string) => countTokens(text, { disallowedSpecial: new Set() });

function cutBy(
  budget: number,
  text: string,
  more: Partial<CutText> & { overlap?: number; chapterLevels?: number } = {},
) {
  const { overlap = 0, chapterLevels = 1, spans = [], language } = more;
  return cutText({ text, spans, language }, characters, { budget, overlap, chapterLevels });
}

const textsOf = (text: string, cuts: readonly Cut[]) => cuts.map(({ start, end }) => text.slice(start, end));
function inTexts(budget: number, text: string, more: Parameters<typeof cutBy>[2] = {}): readonly string[] {
  return textsOf(text, cutBy(budget, text, more));
}

describe('structure', () => {
  it('never cuts across chapters, and tells the headings above each chunk', () => {
    const text = '# One\n\nA.\n\n## Part\n\nB.\n\n# Two\n\nC.\n';
    const cuts = cutBy(100, text);
    expect(textsOf(text, cuts)).toEqual(['# One\n\nA.\n\n## Part\n\nB.', '# Two\n\nC.']);
    expect(cuts.map(({ path }) => path)).toEqual([['One'], ['Two']]);
    expect(inTexts(100, text, { chapterLevels: 0 })).toEqual([text.trim()]);
    expect(inTexts(100, text, { chapterLevels: 2 })).toEqual(['# One\n\nA.', '## Part\n\nB.', '# Two\n\nC.']);
  });

  it('takes sections from spans, where there are some', () => {
    const text = 'First.\n\nSecond.';
    const section = (start: number, end: number, ...path: string[]) => ({
      start,
      end,
      locator: { kind: 'section', path } as const,
    });
    const cuts = cutBy(100, text, { spans: [section(0, 8, 'A'), section(8, 15, 'B')] });
    expect(textsOf(text, cuts)).toEqual(['First.', 'Second.']);
    expect(cuts.map(({ path }) => path)).toEqual([['A'], ['B']]);
  });

  it('cuts between speakers, unless what they say is small', () => {
    const turns = ['Yes.', 'No.', 'x '.repeat(30).trim(), 'Well.'];
    let text = '';
    const spans = turns.map((said, index) => {
      const speaker = 'AB'[index % 2] ?? '';
      text += `${text && '\n\n'}**${speaker}:** `;
      const start = text.length;
      text += said;
      return {
        start,
        end: text.length,
        locator: { kind: 'time', startMs: index, endMs: index + 1, speaker } as const,
      };
    });
    const cuts = cutBy(100, text, { spans });
    expect(textsOf(text, cuts)).toEqual(['**A:** Yes.\n\n**B:** No.', `**A:** ${turns[2]}`, '**B:** Well.']);
    expect(cuts.map(({ speakers }) => speakers)).toEqual([['A', 'B'], ['A'], ['B']]);
  });

  it('cuts between messages', () => {
    const text = `${'a '.repeat(30)}\n\n${'b '.repeat(30)}`;
    const message = (start: number, end: number, messageId: string) => ({
      start,
      end,
      locator: { kind: 'message', messageId, file: 'f', byteStart: start, byteEnd: end } as const,
    });
    const cuts = cutBy(200, text, { spans: [message(0, 60, '<1>'), message(62, 122, '<2>')] });
    expect(cuts.map(({ messageIds }) => messageIds)).toEqual([['<1>'], ['<2>']]);
  });

  it('keeps a heading with what comes below it', () => {
    const text = '# T\n\nSome words here.\n\n## S\n\nMore words are here.';
    expect(inTexts(30, text)).toEqual(['# T\n\nSome words here.', '## S\n\nMore words are here.']);
  });

  it('keeps tables and code whole where they fit', () => {
    const table = '| a | b |\n| --- | --- |\n| 1 | 2 |';
    const code = '```js\none();\n\ntwo();\n```';
    expect(inTexts(40, `Some words before it.\n\n${table}\n\n${code}\n\nEnd.`)).toEqual([
      'Some words before it.',
      table,
      `${code}\n\nEnd.`,
    ]);
    expect(inTexts(20, table)).toEqual(['| a | b |', '| --- | --- |', '| 1 | 2 |']);
  });

  it('cuts paragraphs between sentences, also where lines are broken', () => {
    const text = 'This is the first\nsentence. This is the second. 这是第三句。这是第四句。';
    expect(inTexts(30, text)).toEqual([
      'This is the first\nsentence.',
      'This is the second. 这是第三句。',
      '这是第四句。',
    ]);
  });

  it('cuts sentences between words, and words between characters', () => {
    expect(inTexts(16, 'one two three four five six seven')).toEqual([
      'one two three',
      'four five six',
      'seven',
    ]);
    const family = '👩‍👩‍👧';
    const pieces = inTexts(16, family.repeat(4));
    expect(pieces.join('')).toBe(family.repeat(4));
    for (const piece of pieces) expect(piece).toBe(family.repeat(piece.length / family.length));
  });
});

it('begins a chunk with the last sentences of the one before, where that is asked for', () => {
  const text = 'One is here. Two is here. Three is here. Four is here.';
  expect(inTexts(28, text, { overlap: 16 })).toEqual([
    'One is here. Two is here.',
    'Two is here. Three is here.',
    'Three is here. Four is here.',
  ]);
});

it('reads blocks as Markdown has them', () => {
  const text = 'p\np\n\n~~~\n# no heading\n~~~\n# h\n|a|\ntext\n````\n```\n````';
  expect(blocksOf(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['prose', 'p\np'],
    ['code', '~~~\n# no heading\n~~~'],
    ['heading', '# h'],
    ['table', '|a|'],
    ['prose', 'text'],
    ['code', '````\n```\n````'],
  ]);
});

const words = fc.constantFrom(
  'The quick brown fox. ',
  'Ελληνικά γράμματα, ',
  'Русский текст. ',
  'עברית ',
  'العربية؟ ',
  'हिन्दी में। ',
  'ภาษาไทยไม่มีช่องว่าง',
  '日本語の文章。',
  '한국어 문장. ',
  '漢字',
  '👩‍👩‍👧',
  '\n',
  '\n\n',
  ' ',
  '\t',
  '# H\n',
  '## S\n',
  '- item\n',
  '| a | b |\n',
  '```\n',
  '...',
  '====',
  '<|endoftext|>',
  'a'.repeat(300),
  '的'.repeat(200),
  '\ud800',
  'e\u0301\u0301',
  '\u200b',
  '\ufeff',
  '\r\n',
  "don't ",
  '12345678901 ',
  'Wörter ',
  'x_y-z ',
);
const texts = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(''));
const spansOf = (text: string, places: readonly number[]) => {
  const ends = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
  return ends.slice(1).map((end, index) => ({
    start: ends[index] ?? 0,
    end,
    locator:
      index % 3 === 0
        ? ({ kind: 'section', path: [`C${index % 2}`, 'S'] } as const)
        : ({ kind: 'time', startMs: 0, endMs: 1, speaker: `${index % 2}` } as const),
  }));
};

it('covers any text in order, within the budget, whatever the spans', () => {
  const budgets = fc.constantFrom(16, 24, 64, 512);
  fc.assert(
    fc.property(
      texts,
      budgets,
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 8 }),
      (text, budget, overlaps, places) => {
        const spans = spansOf(text, places);
        const overlap = overlaps ? budget / 2 : 0;
        for (const [by, size] of [
          [measure, count],
          [characters, (part: string) => part.length],
        ] as const) {
          const cuts = cutText({ text, spans, language: undefined }, by, {
            budget,
            overlap,
            chapterLevels: 1,
          });
          let [start, end] = [-1, 0];
          for (const cut of cuts) {
            const part = text.slice(cut.start, cut.end);
            expect(part).toBe(part.trim());
            expect(size(part)).toBeLessThanOrEqual(budget);
            expect(cut.start).toBeGreaterThan(start);
            expect(cut.end).toBeGreaterThan(end);
            if (overlap === 0) expect(cut.start).toBeGreaterThanOrEqual(end);
            expect(text.slice(end, cut.start).trim()).toBe('');
            [start, end] = [cut.start, cut.end];
          }
          expect(text.slice(end).trim()).toBe('');
        }
      },
    ),
    { numRuns: 500 },
  );
});

it.each(['cl100k_base', 'p50k_base', 'r50k_base'])('keeps to the budget with %s', async (encoding) => {
  const own = await measureBy(encoding);
  const { countTokens: exact } = (await import(`gpt-tokenizer/encoding/${encoding}`)) as {
    countTokens: typeof countTokens;
  };
  fc.assert(
    fc.property(texts, (text) => {
      for (const { start, end } of cutText({ text, spans: [], language: 'en' }, own, {
        budget: 32,
        overlap: 0,
        chapterLevels: 1,
      }))
        expect(exact(text.slice(start, end), { disallowedSpecial: new Set() })).toBeLessThanOrEqual(32);
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['one letter', 'a'.repeat(100_000)],
  ['one ideograph', '的'.repeat(30_000)],
  ['white space', ' '.repeat(100_000)],
  ['signs', '=#'.repeat(50_000)],
  ['one character of many marks', `e${'\u0301'.repeat(30_000)}`],
  ['fences', '```\n'.repeat(20_000)],
  ['headings', '# a\n'.repeat(5_000)],
])('ends on hostile text: %s', (_, text) => {
  const cuts = cutText({ text, spans: [], language: undefined }, measure, {
    budget: 512,
    overlap: 100,
    chapterLevels: 1,
  });
  expect(cuts.at(-1)?.end ?? 0).toBe(text.trimEnd().length);
});

it.each([
  [{ maxTokens: 100, maxCharacters: 100 }, /not both/],
  [{ maxTokens: 8 }, /16/],
  [{ maxTokens: 100, overlap: 51 }, /half/],
  [{ tokens: 5 }, /tokens/],
])('refuses options that cannot be meant: %j', async (options, message) => {
  await expect(validate(chunkOptions, options, 'options')).rejects.toThrow(message);
});

it('has defaults', async () => {
  const options: ChunkOptions = await validate(chunkOptions, undefined, 'options');
  expect(options).toEqual({ overlap: 0, tokenizer: 'o200k_base', chapterLevels: 1, keepDocument: true });
});
