import type { Characters, Direction } from './characters.ts';
import type { TagPlace } from './page.ts';
import type { Handle, Pdfium } from './pdfium.ts';
import { type Signs, signsOf } from './tex-fonts.ts';

/** What is the same for all letters of a text object. */
export interface TextObject {
  readonly size: number;
  readonly direction: Direction;
  readonly font: Font;
  readonly isArtifact: boolean;
  readonly tag: TagPlace | undefined;
}

interface Font {
  readonly name: string;
  readonly isMono: boolean;
  readonly isBold: boolean;
  readonly signs: Signs | undefined;
  readonly isEmbedded: boolean;
  /** Without a name, as those whose letters are pictures (Type 3; ISO 32000-2, section 9.6.4). */
  readonly isNameless: boolean;
}

// Flags of a font (ISO 32000-2, table 121).
const FIXED_PITCH = 1;
const FORCE_BOLD = 1 << 18;
const MONO = /courier|typewriter|consolas|menlo|monaco|mono(?!type)/i;
const BOLD = /bold|black|heavy|demi|(?:^|\+)(?:CM|SF|EC|LM)[A-Z]*?BX?\d/i;
// In bytes.
const LONGEST_NAME = 256;
// Of the square that a letter is drawn in.
const UNITS = 1000;
const NO_LETTER = '\ue123';

/** The text objects of a page. */
export class TextObjects {
  readonly #pdfium: Pdfium;
  readonly #characters: Characters;
  readonly #places: ReadonlyMap<number, TagPlace>;
  // Its characters follow one another.
  #last: { readonly handle: Handle; readonly object: TextObject } | undefined;
  readonly #fonts = new Map<Handle, Font>();
  // Of letters that are pictures, by what they are drawn by.
  readonly #heights = new Map<Font, number>();
  readonly #marks = new Map<Handle, boolean>();

  /** @param places of the marked contents of a tagged PDF, by their numbers */
  constructor(pdfium: Pdfium, characters: Characters, places: ReadonlyMap<number, TagPlace>) {
    this.#pdfium = pdfium;
    this.#characters = characters;
    this.#places = places;
  }

  /** @param index of a character that it shows */
  of(object: Handle, index: number): TextObject {
    if (this.#last?.handle === object) return this.#last.object;
    const { call, scratch } = this.#pdfium;
    call.FPDFTextObj_GetFontSize(object, scratch);
    const points = this.#pdfium.float(scratch);
    const [a, b, c, d] = this.#characters.matrix(index);
    const length = (Math.hypot(a, b) || 1) * (points < 0 ? -1 : 1);
    const direction: Direction = [a / length, b / length];
    const font = this.#font(call.FPDFTextObj_GetFont(object));
    const number = call.FPDFPageObj_GetMarkedContentID(object);
    const scale = Math.abs(points) * Math.hypot(c, d);
    const read: TextObject = {
      size: font.isNameless ? this.#sizeOfPictures(font, scale, index, direction) : scale,
      direction,
      font,
      isArtifact: this.#isArtifact(object),
      tag: number < 0 ? undefined : this.#places.get(number),
    };
    this.#last = { handle: object, object: read };
    return read;
  }

  /** What letters that are pictures are drawn by says nothing of their size: how high they are does. */
  #sizeOfPictures(font: Font, scale: number, index: number, direction: Direction): number {
    const height = this.#characters.height(index, direction);
    // A space that PDFium has found has none.
    if (height > 0 && !this.#heights.has(font)) this.#heights.set(font, height / scale);
    return scale * (this.#heights.get(font) ?? 1);
  }

  #font(handle: Handle): Font {
    const known = this.#fonts.get(handle);
    if (known) return known;
    const { call } = this.#pdfium;
    const name = this.#pdfium.text(
      (buffer, bytes) => call.FPDFFont_GetBaseFontName(handle, buffer, bytes),
      'utf-8',
    );
    const flags = call.FPDFFont_GetFlags(handle);
    const font = {
      name,
      isMono: (flags > 0 && (flags & FIXED_PITCH) !== 0) || MONO.test(name) || this.#hasOneWidth(handle),
      isBold: BOLD.test(name) || (flags > 0 && (flags & FORCE_BOLD) !== 0),
      signs: signsOf(name),
      isEmbedded: call.FPDFFont_GetIsEmbedded(handle) !== 0,
      isNameless: name === '',
    };
    this.#fonts.set(handle, font);
    return font;
  }

  /** Whether letters that are narrow in other fonts are as wide as others: TeX, and programs that use fonts of the system, do not say it in the flags. */
  #hasOneWidth(handle: Handle): boolean {
    const { call, scratch } = this.#pdfium;
    const width = (letter: string) => {
      call.FPDFFont_GetGlyphWidth(handle, letter.charCodeAt(0), UNITS, scratch);
      return Math.round(this.#pdfium.float(scratch));
    };
    // What PDFium has for letters that are not in the font.
    const absent = new Set([0, width(NO_LETTER)]);
    const known = (letters: string) => [...letters].map(width).filter((each) => !absent.has(each));
    const [narrow, others] = [known('ijltfr'), known('mwaenosMW')];
    return (
      narrow.length > 0 && others.length > 0 && [...narrow, ...others].every((each) => each === narrow[0])
    );
  }

  #isArtifact(object: Handle): boolean {
    const { call } = this.#pdfium;
    for (let index = call.FPDFPageObj_CountMarks(object) - 1; index >= 0; index--) {
      const mark = call.FPDFPageObj_GetMark(object, index);
      let isArtifact = this.#marks.get(mark);
      if (isArtifact === undefined) {
        isArtifact = this.#markName(mark) === 'Artifact';
        this.#marks.set(mark, isArtifact);
      }
      if (isArtifact) return true;
    }
    return false;
  }

  #markName(mark: Handle): string {
    const { call, scratch } = this.#pdfium;
    const buffer = scratch + 8;
    call.FPDFPageObjMark_GetName(mark, buffer, LONGEST_NAME, scratch);
    return this.#pdfium.decode(buffer, Math.min(this.#pdfium.int(scratch), LONGEST_NAME), 'utf-16le');
  }
}
