/**
 * What a text of a tree is. `plain`: it is taken as it is, as most is. `wrapped`: but for its line feeds, each of which is a space. `uneven`: but for
 * its white space, which has to be folded. `other`: there are signs in it that are none for readers, or a backslash, with which TeX may begin.
 */
export type TextQuality = 'plain' | 'wrapped' | 'uneven' | 'other';

/** White space that is not one space between words. */
export const UNEVEN = /[\t\n\v\f\r\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]| {2}/;

/** Controls, what Unicode keeps for the inside of programs, what has no width; and the backslash. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const ODD = /[\0-\x08\x0b\x0e-\x1f\\\x7f-\x9f\xad\u200b\u2060\ufdd0-\ufdef\ufeff]/;

/** What a text is that nobody has looked at. */
export function qualityOf(text: string): TextQuality {
  if (ODD.test(text)) return 'other';
  return UNEVEN.test(text) ? 'uneven' : 'plain';
}

// Controls, what Unicode keeps for the inside of programs, and what has no width: it breaks words for search and for models.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufdd0-\ufdef\ufeff]/g;

/** Text from outside, without what is none. */
export function cleanText(text: string): string {
  return text.replace(NO_TEXT, '');
}

// A run of white space that is not one space: those that are need not be replaced.
const UNEVEN_RUN = /[^\S ]\s*| \s+/g;

/** A text with each run of white space as one space. */
export function foldSpaces(text: string): string {
  return text.replace(UNEVEN_RUN, ' ');
}
