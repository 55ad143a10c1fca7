import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Match } from './match.ts';
import { asciiDigits, type Group, type Run } from './numbers.ts';

// ITU-T E.164: at most 15 digits.
const [SHORTEST, LONGEST] = [7, 15];
const MOST_GROUPS = 6;
// A row of a table, not a phone number.
const LONGEST_RUN = 8;
const WORD_BEFORE = /(?:tel|phone|ph|mobile|mob|cell|fax|call|whatsapp|telefon|tél|handy)\.?[:\s]{0,3}$/i;
const INSIDE = /[\p{L}\p{M}_=&?#%@/\\.,:-]/u;
// What goes on as a word, a time or a decimal is none, either.
const AFTER = /^(?:[\p{L}\p{M}_]|[:,]\p{Nd})/u;
// Dates, addresses of the internet, numbers with commas for thousands.
const OTHER_NUMBERS =
  /^(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{4}|\d{1,2}([-./])\d{1,2}\3\d{2})(?:\D|$)|^\d{1,3}(?:\.\d{1,3}){3}$/;
// Where the calling code is 1 there is one way to group.
const NORTH_AMERICAN =
  /^(?:1[ .\-/]?)?\(?\d{3}\)?[ .\-/\u00a0\u2010-\u2013]?(?: - )?\d{3}[ .\-\u00a0\u2010-\u2013]\d{4}$/;

/**
 * Phone numbers with their country (`+44 …`, `0044 …`), and those of the regions as they are written there: in groups, or behind
 * a word such as `Tel.`
 */
export function* findPhones(text: string, { groups }: Run, regions: readonly string[]): Generator<Match> {
  for (let first = 0; first < groups.length; first++) {
    const last = isInternational(text, groups, first)
      ? lastOf(text, groups, first, [undefined])
      : groups.length <= LONGEST_RUN && regions.length > 0 && mayBegin(text, groups, first)
        ? lastOf(text, groups, first, regions)
        : undefined;
    if (last === undefined) continue;
    const end = groups[last]?.end ?? 0;
    const start = startOf(text, groups, first, end);
    yield { start, end, type: 'PHONE', value: asciiDigits(text.slice(start, end)).replace(/^00/, '') };
    first = last;
  }
}

/** Where a number begins that ends there: at its sign, or at its bracket, if that ends in it. */
function startOf(text: string, groups: readonly Group[], first: number, end: number): number {
  const { start } = groups[first] ?? { start: 0 };
  const bracket = text[start - 1] === '(' && text.slice(start, end).includes(')') ? 1 : 0;
  return start - bracket - (/[+＋]/.test(text[start - bracket - 1] ?? '') ? 1 : 0);
}

function isInternational(text: string, groups: readonly Group[], first: number): boolean {
  const { start, end } = groups[first] ?? { start: 0, end: 0 };
  const sign = text[start - 1] === '(' ? text[start - 2] : text[start - 1];
  if (sign === '+' || sign === '＋') return true;
  return (
    end - start >= 2 && text.startsWith('00', start) && text[start + 2] !== '0' && !isInside(text, start)
  );
}

/** A national number is not the end of something else. */
function mayBegin(text: string, groups: readonly Group[], first: number): boolean {
  const { start } = groups[first] ?? { start: 0 };
  const before = text[start - 1] === '(' ? start - 2 : start - 1;
  return !isInside(text, before + 1) && !/\p{Nd}/u.test(text.slice(Math.max(0, before), before + 1));
}

/** In a word or an address digits are no phone number. */
function isInside(text: string, start: number): boolean {
  return INSIDE.test(text[start - 1] ?? '');
}

/** The last group of the longest number that begins with the first. */
function lastOf(
  text: string,
  groups: readonly Group[],
  first: number,
  regions: readonly (string | undefined)[],
): number | undefined {
  const start = groups[first]?.start ?? 0;
  const isAnnounced = WORD_BEFORE.test(text.slice(Math.max(0, start - 16), start));
  for (let last = Math.min(groups.length, first + MOST_GROUPS) - 1; last >= first; last--) {
    const end = groups[last]?.end ?? 0;
    if (end - start > 3 * LONGEST || AFTER.test(text.slice(end, end + 2))) continue;
    const written = text.slice(start, end);
    const digits = asciiDigits(written);
    if (digits.length < SHORTEST || digits.length > LONGEST + 2) continue;
    if (regions.some((region) => isNumber(written, digits, region, isAnnounced))) return last;
  }
  return undefined;
}

function isNumber(
  written: string,
  digits: string,
  region: string | undefined,
  isAnnounced: boolean,
): boolean {
  if (region === undefined)
    return parsePhoneNumberFromString(`+${digits.replace(/^00/, '')}`)?.isPossible() ?? false;
  if (!isAnnounced && (digits === written || OTHER_NUMBERS.test(written))) return false;
  const found = parsePhoneNumberFromString(digits, region as CountryCode);
  if (!found?.isValid()) return false;
  return isAnnounced || found.countryCallingCode !== '1' || NORTH_AMERICAN.test(written);
}
