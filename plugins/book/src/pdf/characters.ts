import type { Handle, Pdfium } from './pdfium.ts';

/** A direction on the page, of length 1. */
export type Direction = readonly [number, number];

/** The characters of a page, as PDFium has them: by their numbers, with their places. */
export class Characters {
  readonly #pdfium: Pdfium;
  readonly #text: Handle;

  /** @param text what `FPDFText_LoadPage` gives */
  constructor(pdfium: Pdfium, text: Handle) {
    this.#pdfium = pdfium;
    this.#text = text;
  }

  /** All of them, each by its code point. */
  codes(): ArrayLike<number> {
    const { call } = this.#pdfium;
    const count = call.FPDFText_CountChars(this.#text);
    const buffer = call.malloc(2 * (count + 1));
    try {
      // Units are characters where each has one.
      if (call.FPDFText_GetText(this.#text, 0, count, buffer) === count + 1)
        return this.#pdfium.units(buffer, count);
    } finally {
      call.free(buffer);
    }
    return Array.from({ length: count }, (_, index) => call.FPDFText_GetUnicode(this.#text, index));
  }

  /** The object of the page that shows one; 0: none does, it is not in the file. */
  object(index: number): Handle {
    return this.#pdfium.call.FPDFText_GetTextObject(this.#text, index);
  }

  /** Whether its code is all that is known of it. */
  isUnknown(index: number): boolean {
    return this.#pdfium.call.FPDFText_HasUnicodeMapError(this.#text, index) === 1;
  }

  /** Where it stands. */
  place(index: number): readonly [number, number] {
    const { call, scratch } = this.#pdfium;
    call.FPDFText_GetCharOrigin(this.#text, index, scratch, scratch + 8);
    return [this.#pdfium.double(scratch), this.#pdfium.double(scratch + 8)];
  }

  /** How far it stands in a direction. */
  distance(index: number, [dx, dy]: Direction): number {
    const [x, y] = this.place(index);
    return x * dx + y * dy;
  }

  /** Whether it and the one behind it are in one place. */
  isInOnePlace(index: number): boolean {
    const [first, second] = [this.place(index), this.place(index + 1)];
    return first[0] === second[0] && first[1] === second[1];
  }

  /** From where to where it goes in a direction. */
  extent(index: number, [dx, dy]: Direction): readonly [number, number] {
    const { call, scratch } = this.#pdfium;
    call.FPDFText_GetLooseCharBox(this.#text, index, scratch);
    const left = this.#pdfium.float(scratch);
    const right = this.#pdfium.float(scratch + 8);
    // As most text goes.
    if (dx === 1) return [left, right];
    const top = this.#pdfium.float(scratch + 4);
    const bottom = this.#pdfium.float(scratch + 12);
    const corners = [
      left * dx + top * dy,
      left * dx + bottom * dy,
      right * dx + top * dy,
      right * dx + bottom * dy,
    ];
    return [Math.min(...corners), Math.max(...corners)];
  }

  /** How far its font goes across a direction of writing. */
  height(index: number, [dx, dy]: Direction): number {
    const [from, to] = this.extent(index, [-dy, dx]);
    return to - from;
  }

  /** What it is drawn by, without its place (ISO 32000-2, section 9.4.4). */
  matrix(index: number): readonly [number, number, number, number] {
    const { call, scratch } = this.#pdfium;
    call.FPDFText_GetMatrix(this.#text, index, scratch);
    const [a, b] = [this.#pdfium.float(scratch), this.#pdfium.float(scratch + 4)];
    return [a, b, this.#pdfium.float(scratch + 8), this.#pdfium.float(scratch + 12)];
  }
}
