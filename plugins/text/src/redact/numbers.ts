/** Digits beside each other. */
export interface Group {
  readonly start: number;
  readonly end: number;
}

/** Groups of digits that one number may be made of. */
export interface Run {
  readonly groups: readonly Group[];
}

// What people put between the groups of one number; a sign or a word between them makes two numbers of it.
const BETWEEN = /^(?:[ \u00a0\u2009\u202f.\-\u2010-\u2013/]|\) ?|[ \u00a0]?\(|\)-| [-\u2010-\u2013] )$/;

/** All runs of groups of digits, in any script. */
export function* runsOf(text: string): Generator<Run> {
  let groups: Group[] = [];
  for (const { 0: digits, index: start } of text.matchAll(OTHER_DIGIT.test(text) ? ANY_DIGITS : DIGITS)) {
    const before = groups.at(-1);
    const gap = before === undefined ? 0 : start - before.end;
    if (before && (gap > 3 || !BETWEEN.test(text.slice(before.end, start)))) {
      yield { groups };
      groups = [];
    }
    groups.push({ start, end: start + digits.length });
  }
  if (groups.length > 0) yield { groups };
}

const ANY_DIGITS = /\p{Nd}+/gu;
// Most texts have no other digits, and to look for all takes ten times as long: most of the time of all detectors together.
const DIGITS = /[0-9]+/g;
const OTHER_DIGIT = new RegExp(`[${otherUnits().join('')}]`);

/** The first code units of all digits but those of ASCII: beyond the first two planes there are none. */
function otherUnits(): readonly string[] {
  const units = new Set<string>();
  for (let code = 0x80; code < 0x20000; code++) {
    const character = String.fromCodePoint(code);
    if (/\p{Nd}/u.test(character)) units.add(character[0] ?? '');
  }
  return [...units];
}

/** Digits of any script as those of ASCII; everything else is left out. */
export function asciiDigits(text: string): string {
  let digits = '';
  for (const character of text) {
    if (character >= '0' && character <= '9') digits += character;
    else if (/\p{Nd}/u.test(character)) digits += String(digitOf(character));
  }
  return digits;
}

// The digits of a script are ten code points in a row (Unicode, chapter 4.6).
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}
