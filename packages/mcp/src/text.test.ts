import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanLine, cleanText, cut } from './text.ts';

const HIDDEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;

it('takes out what acts on a terminal and what nobody sees', () => {
  expect(cleanText('a\u001B[31mred\u001B[0m\u001B]0;title\u0007b\u009B2Jc\u0000d\u202Ee\u{E0041}f')).toBe(
    'aredbcdef',
  );
  expect(cleanText('one\r\ntwo\rthree\tfour\n')).toBe('one\ntwo\nthree\tfour\n');
  expect(cleanText('\u001B[\u001B[31m31mx')).not.toMatch(HIDDEN);
});

it('leaves nothing hidden in any text, and visible text as it is', () => {
  const binary = fc.string({ unit: 'binary', maxLength: 200 });
  fc.assert(
    fc.property(binary, (text) => {
      expect(cleanText(text).replaceAll(/[\n\t]/g, '')).not.toMatch(HIDDEN);
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!HIDDEN.test(text));
      expect(cleanText(text)).toBe(text);
    }),
  );
});

it('cuts between characters', () => {
  expect(cut('ab😀', 3)).toBe('ab');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, most) => {
      expect(cleanLine(text, most + 1).length).toBeLessThanOrEqual(most + 1);
    }),
  );
});
