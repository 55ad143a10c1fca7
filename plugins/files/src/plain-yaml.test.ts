import type { JsonObject } from '@bowerbird/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyString, document, documentsOf } from '../test/documents.ts';
import { canonical } from './canonical.ts';
import { stringifyMatter } from './front-matter.ts';
import { plainYaml } from './plain-yaml.ts';

// Texts made of what matters to YAML: whole random strings seldom hold two of them.
const pieces = fc.constantFrom(
  ...[
    'a',
    'B',
    'é',
    '漢',
    '🦄',
    '0',
    '1',
    '9',
    ' ',
    ':',
    '#',
    '-',
    '?',
    ',',
    '.',
    '/',
    '=',
    '~',
    '+',
    '_',
    '|',
    '>',
  ],
  ...['"', "'", '\\', '`', '@', '%', '&', '*', '!', '[', ']', '{', '}', '<<', '\n', '\t', '\u00a0', '\ufeff'],
  ...['no', 'Yes', 'null', 'true', 'e3', '0x', '.inf', 'nan', '2026-11-20', 'T10:00:00Z', '---', '...'],
);
const text = fc.oneof(
  anyString,
  fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join('')),
);
const scalar = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const object = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
  object: fc.dictionary(
    fc.oneof(fc.constantFrom('id', 'y', 'null', 'a_1', 'contentType', 'constructor'), text),
    tie('value'),
    { maxKeys: 3 },
  ) as fc.Arbitrary<JsonObject>,
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 3 }), tie('object')),
})).object;

test('is what yaml writes, or nothing', async () => {
  const one = fc.oneof(
    object,
    documentsOf(text).map((any) => canonical(any) as JsonObject),
  );
  await fc.assert(
    fc.asyncProperty(one, async (any) => {
      const value = canonical(any) as JsonObject;
      if (Object.keys(value).length === 0) return;
      const plain = plainYaml(value);
      if (plain !== undefined) expect(plain).toBe(await stringifyMatter(value));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  'a',
  'Text',
  "it's",
  'a "word"',
  'x, y',
  'Title: part',
  '# 1',
  "'a'",
  '2026-11-20',
  '',
  'a:b',
  'ends:',
])('is there for the text %j', async (title) => {
  const plain = plainYaml({ title });
  expect(plain).toBe(await stringifyMatter({ title }));
});

test('is there for the usual document', async () => {
  const { text: _, ...fields } = document('web:https://example.org/a?b=c#d', {
    title: 'SQLite: most widely deployed',
    authors: ['Ann Example', 'Bó Li'],
    language: 'en-GB',
    published: '2026-11-20',
    metadata: {
      site: 'Example',
      description: 'Says “hello”, often.',
      words: 12,
      draft: false,
      tags: [],
      more: {},
    },
  });
  const value = canonical(fields) as JsonObject;
  expect(plainYaml(value)).toBe(await stringifyMatter(value));
});
