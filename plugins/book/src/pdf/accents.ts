import type { Characters, Direction } from './characters.ts';

// TeX and old typefaces draw an accent as a sign of its own over a letter: by its code, what Unicode has for one over the letter before it.
const OVER: Readonly<Record<string, string>> = {
  '`': '\u0300',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  '¯': '\u0304',
  '˘': '\u0306',
  '˙': '\u0307',
  '¨': '\u0308',
  '˚': '\u030a',
  '˝': '\u030b',
  ˇ: '\u030c',
  '¸': '\u0327',
  '˛': '\u0328',
};
const BY_CODE = new Map(Object.entries(OVER).map(([sign, over]) => [sign.codePointAt(0), over]));
// A sign over several letters is wider than over an i.
const MOST_WIDER = 2;
const LETTER = /^\p{L}$/u;
const WITHOUT_DOT: Readonly<Record<string, string>> = { ı: 'i', ȷ: 'j' };

/** What Unicode has for an accent that stands over a letter; `undefined`: it is none. */
export function accentOf(code: number): string | undefined {
  return BY_CODE.get(code);
}

/** Whether an accent stands over a letter: its middle is where the letter is, and it is not much wider, as one over several is. */
export function isOver(
  characters: Characters,
  accent: number,
  letter: number,
  direction: Direction,
): boolean {
  const [from, to] = characters.extent(accent, direction);
  const [left, right] = characters.extent(letter, direction);
  const middle = (from + to) / 2;
  return left < middle && middle < right && to - from < MOST_WIDER * (right - left);
}

/** A letter that may have an accent. */
export function isLetter(code: number): boolean {
  return !BY_CODE.has(code) && LETTER.test(String.fromCodePoint(code > 0x10ffff ? 0 : code));
}

/** A letter with an accent, as one character where there is one (Unicode Standard Annex 15). */
export function accented(letter: string, accent: string): string {
  return ((WITHOUT_DOT[letter] ?? letter) + accent).normalize('NFC');
}
