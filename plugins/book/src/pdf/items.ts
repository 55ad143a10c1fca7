import { withoutControls } from '../book/marks.ts';
import { accented, accentOf, isLetter, isOver } from './accents.ts';
import { Characters, type Direction } from './characters.ts';
import { Gaps } from './gaps.ts';
import type { TagPlace } from './page.ts';
import type { Handle, Pdfium } from './pdfium.ts';
import { TextObjects } from './text-objects.ts';

/** Letters that one text object of a page shows without a wide space between them, in the places of the file: points, from the lower left. */
export interface TextItem {
  readonly text: string;
  /** Where the first letter stands. */
  readonly x: number;
  readonly y: number;
  /** The direction of writing, of length 1. */
  readonly direction: Direction;
  /** From the first edge in this direction to the last. */
  readonly width: number;
  readonly size: number;
  readonly font: string;
  readonly isMono: boolean;
  readonly isBold: boolean;
  /** A space comes before it, as a character or as a gap. */
  readonly isSpaced: boolean;
  readonly isArtifact: boolean;
  readonly tag: TagPlace | undefined;
}

const NO_CHARACTER = 0xfffd;
// The sign of lam with alef is read lam first; PDFium, which turns lines letter by letter, has it the other way round.
const LAM = 0x644;
const ALEF = new Set([0x622, 0x623, 0x625, 0x627, 0x671]);
// Letters that are pictures are mostly TeX's, by their codes in the encoding OT1 (The TeXbook, appendix F).
const TEX_LIGATURES: Readonly<Record<number, number>> = {
  11: 0xfb00,
  12: 0xfb01,
  13: 0xfb02,
  14: 0xfb03,
  15: 0xfb04,
};
const SPACE = 0x20;
const SPACES = new Set(
  Array.from('\t \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000', (sign) =>
    sign.charCodeAt(0),
  ),
);

/**
 * The text of a page in the order of the file, where each line is put in the order of reading: from right to left, too.
 * @param places of the marked contents of a tagged PDF, by their numbers
 */
export function readItems(
  pdfium: Pdfium,
  page: Handle,
  places: ReadonlyMap<number, TagPlace>,
): readonly TextItem[] {
  const text = pdfium.call.FPDFText_LoadPage(page);
  if (text === 0) return [];
  try {
    const characters = new Characters(pdfium, text);
    return new ItemReader(characters, new TextObjects(pdfium, characters, places)).read();
  } finally {
    pdfium.call.FPDFText_ClosePage(text);
  }
}

interface OpenItem {
  readonly object: Handle;
  /** The number of its first character. */
  readonly from: number;
  letters: string;
  readonly isSpaced: boolean;
}

class ItemReader {
  readonly #characters: Characters;
  readonly #objects: TextObjects;
  readonly #gaps: Gaps;
  readonly #items: TextItem[] = [];
  #open: OpenItem | undefined;
  /** The last letter, by its number and code; -1: none in this line. */
  #last = -1;
  #lastCode = 0;
  /** Signs for a space since then, or what PDFium has for a gap. */
  #spaces: number[] = [];
  /** Of the letter that comes next. */
  #accent: string | undefined;

  constructor(characters: Characters, objects: TextObjects) {
    this.#characters = characters;
    this.#objects = objects;
    this.#gaps = new Gaps(characters, objects);
  }

  read(): readonly TextItem[] {
    const codes = this.#characters.codes();
    for (let index = 0; index < codes.length; index++) {
      const object = this.#characters.object(index);
      const code = this.#codeOf(codes[index] as number, object, index);
      if (SPACES.has(code)) this.#spaces.push(index);
      // The end of a line, which is not in the file.
      else if (object === 0) {
        this.#end();
        this.#last = -1;
        this.#spaces = [];
      } else if (!this.#takesAccent(code, object, index, codes[index + 1] ?? 0)) {
        const isTurned = ALEF.has(code) && codes[index + 1] === LAM && this.#characters.isInOnePlace(index);
        this.#take(isTurned ? [LAM, code] : [code], object, index);
        if (isTurned) index++;
      }
    }
    this.#end();
    return this.#items;
  }

  #take(codes: readonly number[], object: Handle, index: number): void {
    const code = codes.at(-1) as number;
    // Of a sign for two letters, its right half: the one that is read first.
    const first = index + codes.length - 1;
    const space = isRightToLeftCode(code)
      ? this.#gaps.leftward(object, this.#last, index, this.#spaces, first)
      : this.#gaps.rightward(object, this.#last, index, this.#spaces);
    // From right to left a letter further right begins another word, whose place tells where it is read.
    const isBack = isRightToLeftCode(code) && this.#gaps.isBack(object, this.#last, index);
    if (
      this.#open &&
      (isBack ||
        this.#open.object !== object ||
        (space !== '' && this.#gaps.isLoose(object, this.#last, index)))
    )
      this.#end();
    this.#open ??= { object, from: first, letters: '', isSpaced: space !== '' };
    if (this.#open.from !== first) this.#open.letters += space;
    for (const each of codes) this.#open.letters += letterOf(each);
    this.#last = index;
    this.#lastCode = code;
    this.#spaces = [];
    if (this.#accent !== undefined) this.#putAccent(code, this.#accent);
    this.#accent = undefined;
  }

  /** An accent that is drawn over the letter behind it in the file, or before it, belongs to that. */
  #takesAccent(code: number, object: Handle, index: number, next: number): boolean {
    const accent = accentOf(code);
    if (accent === undefined) return false;
    const { direction } = this.#objects.of(object, index);
    if (isLetter(next) && isOver(this.#characters, index, index + 1, direction)) {
      this.#accent = accent;
      return true;
    }
    if (
      this.#last < 0 ||
      !isLetter(this.#lastCode) ||
      !isOver(this.#characters, index, this.#last, direction)
    )
      return false;
    this.#putAccent(this.#lastCode, accent);
    return true;
  }

  /** @param code of the last letter */
  #putAccent(code: number, accent: string): void {
    if (!this.#open) return;
    const letter = letterOf(code);
    this.#open.letters = this.#open.letters.slice(0, -letter.length) + accented(letter, accent);
    // Another one is put over what there is now.
    this.#lastCode = 0;
  }

  #end(): void {
    if (this.#open) this.#add(this.#open, this.#last);
    this.#open = undefined;
  }

  /** A character, where its font does not say what its code means: by the font. */
  #codeOf(code: number, object: Handle, index: number): number {
    // What PDFium has for a gap may say that it belongs to an object, but is not drawn as that is.
    if (object === 0 || (code === SPACE && !this.#characters.isUnknown(index))) return code;
    const { signs, isEmbedded, isNameless } = this.#objects.of(object, index).font;
    const isUsual = !signs && isEmbedded && !isNameless;
    // Most codes are letters. One that cannot be is seen to be missing.
    if (isUsual) return code < SPACE && this.#characters.isUnknown(index) ? NO_CHARACTER : code;
    if (!this.#characters.isUnknown(index)) return code;
    if (isNameless) return TEX_LIGATURES[code] ?? code;
    if (signs) return signs[code]?.codePointAt(0) ?? code;
    // The number of a glyph in a font that is not there. Most have the order of the Macintosh (OpenType, table `post`), where the third is the space.
    return code >= 3 && code <= 97 ? code + 29 : NO_CHARACTER;
  }

  #add({ object, from, letters, isSpaced }: OpenItem, to: number): void {
    const { size, direction, font, isArtifact, tag } = this.#objects.of(object, from);
    const text = withoutControls(letters);
    if (text === '') return;
    const ends = [this.#characters.extent(from, direction), this.#characters.extent(to, direction)] as const;
    const start = Math.min(ends[0][0], ends[1][0]);
    const width = Math.max(ends[0][1], ends[1][1]) - start;
    const [x, y] = this.#characters.place(from);
    // Where the origin of the first letter is not the first edge, as from right to left, the place is moved along the line.
    const along = start - (x * direction[0] + y * direction[1]);
    this.#items.push({
      text,
      x: x + along * direction[0],
      y: y + along * direction[1],
      direction,
      width,
      size,
      font: font.name,
      isMono: font.isMono,
      isBold: font.isBold,
      isArtifact,
      tag,
      isSpaced,
    });
  }
}

/** PDFium marks a hyphen at the end of a line: with 2, which is U+FFFE in its text. */
function letterOf(code: number): string {
  if (code === 2 || code === 0xfffe) return '-';
  return String.fromCodePoint(code > 0x10ffff ? NO_CHARACTER : code);
}

function isRightToLeftCode(code: number): boolean {
  return (
    (code >= 0x590 && code < 0x900) || (code >= 0xfb1d && code < 0xfefd && !(code >= 0xfe00 && code < 0xfe70))
  );
}
