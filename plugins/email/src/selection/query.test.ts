import { describe, expect, it } from 'vitest';
import { needsWords, parseQuery, relevantWords, toCondition } from './query.ts';

describe('parseQuery', () => {
  it.each([
    ['a b', 'a and b'],
    ['a OR b c', 'a or (b and c)'],
    ['a -b', 'a and not b'],
    ['NOT (a OR "b c")', 'not (a or b c)'],
    ['from:jane subject:"the bower"', 'from:jane and subject:the bower'],
    ['pre* https://x.org', 'pre* and https x org'],
  ])('reads %s', (text, expected) => {
    const show = (query: ReturnType<typeof parseQuery>, depth = 0): string => {
      switch (query.kind) {
        case 'words':
          return `${query.text}${query.prefix ? '*' : ''}`;
        case 'field':
          return `${query.field}:${query.value}`;
        case 'not':
          return `not ${show(query.part, 1)}`;
        default: {
          const inner = query.parts.map((part) => show(part, 1)).join(` ${query.kind} `);
          return depth > 0 ? `(${inner})` : inner;
        }
      }
    };
    expect(show(parseQuery(text))).toBe(expected);
  });

  it.each([
    ['(a', 'a ")" is missing'],
    ['a)', 'a ")" too many'],
    ['a OR', 'something is missing'],
    ['colour:red', 'no field "colour:"'],
    ['has:paws', '"attachment" alone'],
    ['before:soon', 'is no date'],
    ['"a', 'a quotation mark is missing'],
    ['...', 'no letter and no digit'],
  ])('says what is wrong with %s', (text, reason) => {
    expect(() => parseQuery(text)).toThrow(reason);
  });
});

it('knows what only the whole message tells', () => {
  expect(needsWords(parseQuery('from:jane before:2024-01-01'))).toBe(false);
  expect(needsWords(parseQuery('from:jane has:attachment'))).toBe(true);
  expect(relevantWords(parseQuery('a (b OR "c d") -e from:jane'))).toBe('"a" OR "b" OR "c d"');
  expect(relevantWords(parseQuery('from:jane'))).toBeUndefined();
});

it('puts nothing of the user into SQL', () => {
  const { sql, values } = toCondition(parseQuery('from:"x\' or 1=1" label:y'));
  expect(sql).not.toContain('1=1');
  expect(values).toEqual(["x' or 1=1", '|y|']);
});
