import type { Characters } from './characters.ts';
import { spacesFor } from './listing-spaces.ts';
import type { Handle } from './pdfium.ts';
import type { TextObjects } from './text-objects.ts';

// In parts of the size of the letters: a space as wide as that begins another item.
const LOOSE_GAP = 0.4;
// What is a space without a sign for one: from right to left, and where letters are pictures. TeX makes it no narrower in a full line.
const WORD_GAP = 0.15;
const NARROW_GAP = 0.1;

/** What is between the letters of a page, by their numbers: spaces, and wider gaps. */
export class Gaps {
  readonly #characters: Characters;
  readonly #objects: TextObjects;

  constructor(characters: Characters, objects: TextObjects) {
    this.#characters = characters;
    this.#objects = objects;
  }

  /**
   * The space before a letter that is read from left to right: what PDFium has. It makes one of any gap, where a listing has more; and it finds gaps by
   * the size of the letters, which it does not know where they are pictures.
   * @param object that shows the letter
   * @param before the letter before it; -1: none in this line
   * @param spaces signs for a space between them
   */
  rightward(object: Handle, before: number, next: number, spaces: readonly number[]): string {
    const { size, direction, font } = this.#objects.of(object, next);
    const isListing = font.isMono && spaces.length > 0;
    if (!font.isNameless && !isListing) return ' '.repeat(spaces.length);
    if (before < 0) return '';
    const [from, to] = this.#characters.extent(next, direction);
    const gap = from - this.#characters.extent(before, direction)[1];
    if (font.isNameless) return gap > NARROW_GAP * size ? ' ' : '';
    const room = spacesFor(gap, to - from);
    return room.length > spaces.length ? room : ' '.repeat(spaces.length);
  }

  /**
   * The space before a letter that is read from right to left. Some files have signs for spaces that lie over letters, and are none: a sign counts
   * where it stands between its neighbours; without one, a gap does.
   * @param edge the letter whose right edge is that of `next`: another one where two letters are one sign
   */
  leftward(
    object: Handle,
    before: number,
    next: number,
    spaces: readonly number[],
    edge: number = next,
  ): string {
    if (before < 0) return '';
    const characters = this.#characters;
    const { size, direction } = this.#objects.of(object, next);
    const [right, left] = [characters.distance(before, direction), characters.distance(next, direction)];
    const isBetween = spaces.some((index) => {
      if (characters.object(index) === 0) return false;
      const at = characters.distance(index, direction);
      return left < at && at < right;
    });
    if (isBetween) return ' ';
    const gap = characters.extent(before, direction)[0] - characters.extent(edge, direction)[1];
    return gap > WORD_GAP * size ? ' ' : '';
  }

  /** Whether a letter that is read from right to left stands to the right of the one before it. */
  isBack(object: Handle, before: number, next: number): boolean {
    if (before < 0) return false;
    const { size, direction } = this.#objects.of(object, next);
    return (
      this.#characters.distance(next, direction) - this.#characters.distance(before, direction) > 0.1 * size
    );
  }

  /** Whether a space is so wide that what comes behind it may belong elsewhere. */
  isLoose(object: Handle, before: number, next: number): boolean {
    const { size, direction, font } = this.#objects.of(object, next);
    // Spaces in a listing are as many as there are.
    if (font.isMono) return false;
    const [, to] = this.#characters.extent(before, direction);
    const [from] = this.#characters.extent(next, direction);
    return from - to > LOOSE_GAP * size;
  }
}
