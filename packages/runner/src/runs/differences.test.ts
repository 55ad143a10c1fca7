import { canonicalJson } from '@bowerbird/cache';
import type { JsonValue } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDifferences, findDifferences } from './differences.ts';

const json = fc.jsonValue({ noUnicodeString: true }) as fc.Arbitrary<JsonValue>;
const wellFormed = json.filter((value) => JSON.stringify(value).isWellFormed());

describe('differences of two JSON values', () => {
  it('are none only if the values have the same canonical JSON', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (before, now) => {
        expect(findDifferences(before, before)).toEqual([]);
        const none = findDifferences(before, now).length === 0;
        expect(none).toBe(canonicalJson(before) === canonicalJson(now));
      }),
    );
  });

  it('are those of the fields of their own', () => {
    expect(findDifferences({}, { valueOf: null })).toEqual([
      { path: 'valueOf', before: undefined, now: null },
    ]);
  });

  it('are named by their paths, in order', () => {
    const before = { url: 'x', with: { language: 'en', tags: ['a'] }, gone: 1 };
    const now = { with: { tags: ['a', 'b'], language: 'de' }, url: 'x', more: null };
    expect(findDifferences(before, now)).toEqual([
      { path: 'gone', before: 1, now: undefined },
      { path: 'more', before: undefined, now: null },
      { path: 'with.language', before: 'en', now: 'de' },
      { path: 'with.tags', before: ['a'], now: ['a', 'b'] },
    ]);
  });
});

it.each([
  [{ language: 'en' }, { language: 'de' }, '"language" is "de" now and was "en"'],
  [{}, { part: 'b' }, '"part" is "b" now and was absent'],
  ['a', 'b', 'the request is "b" now and was "a"'],
  [
    { a: 1, b: 1, c: 1, d: 1, e: 1 },
    { a: 2, b: 2, c: 2, d: 2, e: 2 },
    '"a" is 2 now and was 1, "b" is 2 now and was 1, "c" is 2 now and was 1, and 2 more',
  ],
  [{ text: 'x'.repeat(100) }, {}, `"text" is absent now and was "${'x'.repeat(59)}…`],
])('says in words how %j became %j', (before, now, text) => {
  expect(describeDifferences(findDifferences(before as JsonValue, now as JsonValue))).toBe(text);
});
