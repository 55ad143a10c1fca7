import type { Match } from './match.ts';
import { asciiDigits, type Run } from './numbers.ts';

const LONGEST = 19;
// By network and length: Visa, Mastercard, American Express, Diners, JCB, Maestro, Discover, UnionPay and Mir (ISO/IEC 7812).
const NETWORKS = new RegExp(
  [
    String.raw`4\d{12}(?:\d{3}){0,2}`,
    String.raw`5[1-5]\d{14}`,
    String.raw`2[2-7]\d{14}`,
    String.raw`3[47]\d{13}`,
    String.raw`3(?:0[0-5]|[689]\d)\d{11}`,
    String.raw`35\d{14,17}`,
    String.raw`(?:5[06-9]|6\d)\d{11,17}`,
  ]
    .map((network) => `^${network}$`)
    .join('|'),
);
// As they are printed: all together, in fours, or as those of American Express and Diners.
const GROUPED =
  /^(?:\d{13,19}|\d{4}(?:([ \-\u00a0\u2010-\u2013])\d{4}){2,3}(?:\1\d{1,4})?|\d{4}([ \-\u00a0\u2010-\u2013])\d{6}\2\d{4,5})$/;
// Digits behind these are the rest of something else.
const INSIDE = /[\p{L}\p{M}_%.,\-\u2010-\u2013/]/u;

/** Card numbers of 13 to 19 digits whose check digit is right (Luhn, ISO/IEC 7812-1), grouped as they are printed. */
export function* findCards(text: string, { groups }: Run): Generator<Match> {
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfCard(text, groups, first);
    if (last === undefined) continue;
    const [start, end] = [groups[first]?.start ?? 0, groups[last]?.end ?? 0];
    yield { start, end, type: 'CARD', value: asciiDigits(text.slice(start, end)) };
    first = last;
  }
}

function lastOfCard(text: string, groups: Run['groups'], first: number): number | undefined {
  const { start, end: firstEnd } = groups[first] ?? { start: 0, end: 0 };
  // Of the many numbers in a text few begin like one.
  if (firstEnd - start < 4) return undefined;
  if (INSIDE.test(text[start - 1] ?? '')) return undefined;
  for (let last = Math.min(first + 4, groups.length - 1); last >= first; last--) {
    const end = groups[last]?.end ?? 0;
    // In UTF-16 units: of some scripts a digit has two.
    if (end - start < 13 || end - start > 2 * LONGEST + 8) continue;
    if (/[\p{L}\p{M}_]/u.test(text[end] ?? '')) continue;
    const written = text.slice(start, end);
    const digits = asciiDigits(written);
    if (isGrouped(written) && NETWORKS.test(digits) && isLuhn(digits)) return last;
  }
  return undefined;
}

function isGrouped(written: string): boolean {
  return GROUPED.test(written.replaceAll(/\p{Nd}/gu, '0'));
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
