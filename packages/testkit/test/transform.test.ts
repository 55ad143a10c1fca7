import { type Delivered, defineTransform } from '@bowerbird/core';
import { expect, it, test } from 'vitest';
import type { TransformSuiteOptions } from '../src/transform/options.ts';
import { transformSuite } from '../src/transform/transform-suite.ts';
import { letters } from './fixtures/letters.ts';
import { runSuite } from './wrong/wrong.ts';

const paragraphs = defineTransform({
  name: 'paragraphs',
  summary: 'One document per paragraph.',
  create: () => ({
    async transform(document) {
      const { id, text, spans = [] } = document;
      return [...text.matchAll(/[^\n]+(?:\n[^\n]+)*/g)].map(({ 0: part, index: start }) => {
        const end = start + part.length;
        const inside = spans.filter((span) => span.start < end && span.end > start);
        return {
          ...document,
          id: `${id}#${start}`,
          text: part,
          spans: inside.map(({ locator, ...span }) => ({
            start: Math.max(span.start - start, 0),
            end: Math.min(span.end, end) - start,
            locator,
          })),
          partOf: { id, start, end },
        };
      });
    },
  }),
});

const unique = defineTransform({
  name: 'unique',
  summary: 'Drops documents whose text came before.',
  create() {
    const seen = new Set<string>();
    return {
      async transform(document) {
        if (seen.has(document.text)) return [];
        seen.add(document.text);
        return [document];
      },
    };
  },
});

const trimmed = defineTransform({
  name: 'trimmed',
  summary: 'Takes white space off the ends, in a worker.',
  create: () => ({
    async transform(document, { compute, log }) {
      log('trims', { id: document.id });
      const text = await compute<string>(new URL('./fixtures/trim.ts', import.meta.url), document.text);
      if (text === '') throw new Error('nothing is left');
      return [{ ...document, text, spans: undefined }];
    },
  }),
});

const finer = defineTransform({
  name: 'finer',
  summary: 'Spans without the white space around them, split in two.',
  create: () => ({
    async transform(document) {
      const spans = document.spans?.flatMap(({ start, end, locator }) => {
        const covered = document.text.slice(start, end);
        const from = start + covered.length - covered.trimStart().length;
        const to = start + covered.trimEnd().length;
        const middle = document.text.indexOf(' ', from);
        if (middle < 0 || middle >= to) return [{ start: from, end: to, locator }];
        return [
          { start: from, end: middle, locator },
          { start: middle + 1, end: to, locator },
        ];
      });
      return [{ ...document, spans }];
    },
  }),
});

transformSuite(test, finer, { cases: letters });
transformSuite(test, paragraphs, {
  cases: [
    {
      name: 'two paragraphs',
      document: { id: 'a', text: 'One\nstill one\n\nTwo\n' },
      expect: [
        { id: 'a#0', text: 'One\nstill one', spans: [], partOf: { id: 'a', start: 0, end: 13 } },
        { id: 'a#15', text: 'Two', spans: [], partOf: { id: 'a', start: 15, end: 18 } },
      ],
    },
    ...letters,
  ],
});
transformSuite(test, unique, { cases: letters, remembers: true });
transformSuite(test, trimmed, {
  cases: [{ document: { id: 'a', text: ' x ' }, check: ([one]) => expect(one?.text).toBe('x') }],
  refuses: (document: Delivered) => document.text.trim() === '',
});

async function failuresOf(definition: typeof paragraphs, options: TransformSuiteOptions): Promise<string> {
  const ran = await runSuite((test) => transformSuite(test, definition, options));
  return ran.map(({ error }) => (error instanceof Error ? error.message : '')).join('\n');
}

it.each<[string, typeof paragraphs, TransformSuiteOptions, RegExp]>([
  ['no case', paragraphs, { cases: [] }, /the suite was given no case\n {2}→ Give the suite `cases`/],
  ['a memory that is not told', unique, { cases: letters }, /tell the suite `remembers: true`/],
  [
    'a memory that is not there',
    paragraphs,
    { cases: letters, remembers: true },
    /every document gets the same answer .*\n {2}→ Leave `remembers` out/,
  ],
  [
    'a refusal that does not come',
    paragraphs,
    { cases: letters, refuses: ({ text }) => text === '' },
    /told that it refuses "", and it has answered\n {2}→ Let `refuses`/,
  ],
  [
    'another answer than expected',
    paragraphs,
    { cases: [{ document: { id: 'a', text: 'One\n' }, expect: [{ id: 'a', text: 'One' }] }] },
    /something else came of "a" than the case expects/,
  ],
])('tells of %s', async (_, definition, options, message) => {
  expect(await failuresOf(definition, options)).toMatch(message);
});
