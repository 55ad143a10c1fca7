import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsWord, letterUnits, readLetters } from './letters.ts';
import { wordSet } from './words.ts';

const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{1,2}|[\p{L}\p{N}_]+/gu;
const PIECES = 'a B é İ ß Σ 7 ½ _ , ; . ! … ” ) 漢 字 か ไ 、 。 🎉 𝐀 𠮷 \ud83c \udf89 the garden'.split(' ');
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES, ' ', 'a,b. C'), fc.string({ unit: 'binary', maxLength: 5 })))
  .map((pieces) => pieces.join(''));

function count(pattern: RegExp, of: string): number {
  return of.match(pattern)?.length ?? 0;
}

describe('one walk over a text', () => {
  test('finds what regular expressions find', () => {
    fc.assert(
      fc.property(text, (of) => {
        expect(readLetters(of)).toEqual({
          words: count(WORD, of),
          letters: count(/\p{L}/gu, of),
          digits: count(/\d/g, of),
          capitals: count(/\p{Lu}/gu, of),
          initials: count(/(?<![\p{L}\p{N}])\p{Lu}/gu, of),
          commas: count(/[,،、，﹐︐⹁⸲]/g, of),
          pauses: count(/[,;،、，；]/g, of),
          stops: count(/[.!?。！？…](?=\s|$|["”’»)])/g, of),
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a word', () => {
  test('is held by a text that has it among its words', () => {
    fc.assert(
      fc.property(text, text, (of, other) => {
        const lower = of.toLowerCase();
        const words = wordSet(of);
        for (const word of [...words, ...wordSet(other)])
          expect(holdsWord(lower, word)).toBe(words.has(word));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a letter', () => {
  test.each([
    ['a', 1],
    ['7', 1],
    ['_', 0],
    ['𠮷', 2],
    ['🎉', 0],
    ['', 0],
  ])('%s has %i code units', (of, units) => {
    expect(letterUnits(of, 0)).toBe(units);
  });
});
