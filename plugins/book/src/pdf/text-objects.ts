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
}

// Flags of a font (ISO 32000-2, table 121).
const FIXED_PITCH = 1;
const FORCE_BOLD = 1 << 18;
const BOLD = /bold|black|heavy|demi|(?:^|\+)(?:CM|SF)BX/i;
// In bytes.
const LONGEST_NAME = 256;

/** The text objects of a page. */
export class TextObjects {
  readonly #pdfium: Pdfium;
  readonly #characters: Characters;
  readonly #places: ReadonlyMap<number, TagPlace>;
  // Its characters follow one another.
  #last: { readonly handle: Handle; readonly object: TextObject } | undefined;
  readonly #fonts = new Map<Handle, Font>();
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
    const number = call.FPDFPageObj_GetMarkedContentID(object);
    const read: TextObject = {
      size: Math.abs(points) * Math.hypot(c, d),
      direction: [a / length, b / length],
      font: this.#font(call.FPDFTextObj_GetFont(object)),
      isArtifact: this.#isArtifact(object),
      tag: number < 0 ? undefined : this.#places.get(number),
    };
    this.#last = { handle: object, object: read };
    return read;
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
      isMono: flags > 0 && (flags & FIXED_PITCH) !== 0,
      isBold: BOLD.test(name) || (flags > 0 && (flags & FORCE_BOLD) !== 0),
      signs: signsOf(name),
      isEmbedded: call.FPDFFont_GetIsEmbedded(handle) !== 0,
    };
    this.#fonts.set(handle, font);
    return font;
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
