import { ODD, type TextQuality, UNEVEN } from '@bowerbird/markdown';
import { IS_LETTER } from '../book/quality.ts';

// What a unit of UTF-16 is in a text of markup, in bits: what is to be known of a text are those of its units, put together.
// As in the table that this one is made of.
export const LETTER = 1;
const WHITE = 2;
const LINE_FEED = 4;
const RARE_WHITE = 8;
const STRANGE = 16;
export const AMPERSAND = 32;
/** Alone, and of nothing else. */
export const TAG = 64;

export const SIGNS = signTable();

function signTable(): Uint8Array {
  const table = IS_LETTER.slice();
  const all = Buffer.from(new Uint16Array(table.length).map((_, code) => code).buffer).toString('utf16le');
  const mark = (signs: RegExp, bits: number) => {
    for (const { index } of all.matchAll(new RegExp(signs, 'g')))
      table[index] = (table[index] as number) | bits;
  };
  mark(UNEVEN, WHITE | RARE_WHITE);
  mark(ODD, STRANGE);
  mark(/ /, WHITE);
  mark(/&/, AMPERSAND);
  mark(/</, TAG);
  table['\n'.charCodeAt(0)] = WHITE | LINE_FEED;
  return table;
}

/**
 * What a text is.
 * @param seen the bits of all its units
 * @param repeated those that two beside each other have
 */
export function qualityBy(seen: number, repeated: number): TextQuality {
  if ((seen & STRANGE) !== 0) return 'other';
  if ((seen & RARE_WHITE) !== 0 || (repeated & WHITE) !== 0) return 'uneven';
  return (seen & LINE_FEED) !== 0 ? 'wrapped' : 'plain';
}

const RANK = { plain: 0, wrapped: 1, uneven: 2, other: 3 };

/** What two texts are, of which one quality is to be said. */
export function worse(one: TextQuality, other: TextQuality): TextQuality {
  return RANK[one] < RANK[other] ? other : one;
}
