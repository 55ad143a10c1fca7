/**
 * What a text of a tree is. `plain`: it is taken as it is, as most is. `wrapped`: but for its line feeds, each of which is a space. `uneven`: but for
 * its white space, which has to be folded. `other`: there are signs in it that are none for readers, or a backslash, with which TeX may begin.
 */
export type TextQuality = 'plain' | 'wrapped' | 'uneven' | 'other';

/** White space that is not one space between words. */
export const UNEVEN = /[\t\n\v\f\r\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]| {2}/;

// Controls, what Unicode keeps for the inside of programs, and what has no width: it breaks words for search and for models.
const NO_TEXT_SIGNS = String.raw`\0-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufdd0-\ufdef\ufeff`;
const NO_TEXT = new RegExp(`[${NO_TEXT_SIGNS}]`, 'g');

/** Signs that are no text; and the backslash. */
export const ODD = new RegExp(String.raw`[${NO_TEXT_SIGNS}\\]`);

/** What a text is that nobody has looked at. */
export function qualityOf(text: string): TextQuality {
  if (ODD.test(text)) return 'other';
  return UNEVEN.test(text) ? 'uneven' : 'plain';
}

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
