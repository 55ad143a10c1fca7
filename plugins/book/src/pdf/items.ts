import { withoutControls } from '../book/marks.ts';
import type { TagPlace } from './page.ts';
import type { Handle, Pdfium } from './pdfium.ts';
import { type Signs, signsOf } from './tex-fonts.ts';

/** Letters that one text object of a page shows without a wide space between them, in the places of the file: points, from the lower left. */
export interface TextItem {
  readonly text: string;
  /** Where the first letter stands. */
  readonly x: number;
  readonly y: number;
  /** The direction of writing, of length 1. */
  readonly direction: readonly [number, number];
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

/** What is the same for all letters of a text object. */
interface TextObject {
  readonly size: number;
  readonly direction: readonly [number, number];
  readonly font: Font;
  readonly isArtifact: boolean;
  readonly tag: TagPlace | undefined;
}

interface Font {
  readonly name: string;
  readonly isMono: boolean;
  readonly isBold: boolean;
  readonly signs: Signs | undefined;
}

// In parts of the size of the letters: a space as wide as that begins another item.
const LOOSE_GAP = 0.4;
// From right to left: what is a space without a sign for one.
const WORD_GAP = 0.15;
// The sign of lam with alef is read lam first; PDFium, which turns lines letter by letter, has it the other way round.
const LAM = 0x644;
const ALEF = new Set([0x622, 0x623, 0x625, 0x627, 0x671]);
const SPACE = 0x20;
// Flags of a font (ISO 32000-2, table 121).
const FIXED_PITCH = 1;
const FORCE_BOLD = 1 << 18;
const BOLD = /bold|black|heavy|demi|(?:^|\+)(?:CM|SF)BX/i;
// In bytes.
const LONGEST_NAME = 256;

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
    return new ItemReader(pdfium, text, places).read();
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
  readonly #pdfium: Pdfium;
  readonly #text: Handle;
  readonly #places: ReadonlyMap<number, TagPlace>;
  readonly #objects = new Map<Handle, TextObject>();
  readonly #fonts = new Map<Handle, Font>();
  readonly #marks = new Map<Handle, boolean>();
  readonly #items: TextItem[] = [];

  constructor(pdfium: Pdfium, text: Handle, places: ReadonlyMap<number, TagPlace>) {
    this.#pdfium = pdfium;
    this.#text = text;
    this.#places = places;
  }

  read(): readonly TextItem[] {
    const { call } = this.#pdfium;
    const count = call.FPDFText_CountChars(this.#text);
    const codes = this.#codes(count);
    let open: OpenItem | undefined;
    let last = -1;
    // Signs for a space since then, or what PDFium has for a gap.
    let spaces: number[] = [];
    const end = () => {
      if (open) this.#add(open, last);
      open = undefined;
    };
    for (let index = 0; index < count; index++) {
      const object = call.FPDFText_GetTextObject(this.#text, index);
      const code = this.#codeOf(codes[index] as number, object, index);
      if (code === SPACE) {
        spaces.push(index);
        continue;
      }
      // The end of a line, which is not in the file.
      if (object === 0) {
        end();
        spaces = [];
        last = -1;
        continue;
      }
      const space = isRightToLeftCode(code)
        ? this.#leftwardSpace(object, last, index, spaces)
        : ' '.repeat(spaces.length);
      if (open && (open.object !== object || (space !== '' && this.#isLoose(object, last, index)))) end();
      if (open) open.letters += space;
      else open = { object, from: index, letters: '', isSpaced: space !== '' };
      if (ALEF.has(code) && codes[index + 1] === LAM && this.#isOneSign(index)) {
        open.letters += letterOf(LAM);
        index++;
      }
      open.letters += letterOf(code);
      last = index;
      spaces = [];
    }
    end();
    return this.#items;
  }

  /** The characters, each by its code point. */
  #codes(count: number): ArrayLike<number> {
    const { call } = this.#pdfium;
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

  /**
   * The space before a letter that is read from right to left. Some files have signs for spaces that lie over letters, and are none: a sign counts
   * where it stands between its neighbours; without one, a gap does.
   */
  #leftwardSpace(object: Handle, before: number, next: number, spaces: readonly number[]): string {
    if (before < 0) return '';
    const { call } = this.#pdfium;
    const { size, direction } = this.#object(object, next);
    const [right, left] = [this.#origin(before, direction), this.#origin(next, direction)];
    const isBetween = spaces.some((index) => {
      if (call.FPDFText_GetTextObject(this.#text, index) === 0) return false;
      const at = this.#origin(index, direction);
      return left < at && at < right;
    });
    if (isBetween) return ' ';
    const gap = this.#extent(before, direction)[0] - this.#extent(next, direction)[1];
    return gap > WORD_GAP * size ? ' ' : '';
  }

  /** Whether a letter and the one behind it are in one place. */
  #isOneSign(index: number): boolean {
    return (
      this.#origin(index, [1, 0]) === this.#origin(index + 1, [1, 0]) &&
      this.#origin(index, [0, 1]) === this.#origin(index + 1, [0, 1])
    );
  }

  /** How far a letter stands in a direction. */
  #origin(index: number, [dx, dy]: readonly [number, number]): number {
    const { call, scratch } = this.#pdfium;
    call.FPDFText_GetCharOrigin(this.#text, index, scratch, scratch + 8);
    return this.#pdfium.double(scratch) * dx + this.#pdfium.double(scratch + 8) * dy;
  }

  /** A character, where its font has no name for it that PDFium knows: by the font. */
  #codeOf(code: number, object: Handle, index: number): number {
    if (object === 0) return code;
    const { signs } = this.#object(object, index).font;
    if (!signs || this.#pdfium.call.FPDFText_HasUnicodeMapError(this.#text, index) !== 1) return code;
    return signs[code]?.codePointAt(0) ?? code;
  }

  #isLoose(object: Handle, before: number, next: number): boolean {
    const { size, direction, font } = this.#object(object, next);
    // Spaces in a listing are as many as there are.
    if (font.isMono) return false;
    const [, to] = this.#extent(before, direction);
    const [from] = this.#extent(next, direction);
    return from - to > LOOSE_GAP * size;
  }

  #add({ object, from, letters, isSpaced }: OpenItem, to: number): void {
    const { call, scratch } = this.#pdfium;
    const { size, direction, font, isArtifact, tag } = this.#object(object, from);
    const text = withoutControls(letters);
    if (text === '') return;
    const ends = [this.#extent(from, direction), this.#extent(to, direction)] as const;
    const start = Math.min(ends[0][0], ends[1][0]);
    const width = Math.max(ends[0][1], ends[1][1]) - start;
    call.FPDFText_GetCharOrigin(this.#text, from, scratch, scratch + 8);
    const [x, y] = [this.#pdfium.double(scratch), this.#pdfium.double(scratch + 8)];
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

  /** From where to where a letter goes in a direction. */
  #extent(index: number, [dx, dy]: readonly [number, number]): readonly [number, number] {
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

  #object(object: Handle, index: number): TextObject {
    const known = this.#objects.get(object);
    if (known) return known;
    const { call, scratch } = this.#pdfium;
    call.FPDFTextObj_GetFontSize(object, scratch);
    const points = this.#pdfium.float(scratch);
    call.FPDFText_GetMatrix(this.#text, index, scratch);
    const [a, b] = [this.#pdfium.float(scratch), this.#pdfium.float(scratch + 4)];
    const [c, d] = [this.#pdfium.float(scratch + 8), this.#pdfium.float(scratch + 12)];
    const length = (Math.hypot(a, b) || 1) * (points < 0 ? -1 : 1);
    const number = call.FPDFPageObj_GetMarkedContentID(object);
    const read: TextObject = {
      size: Math.abs(points) * Math.hypot(c, d),
      direction: [a / length, b / length],
      font: this.#font(call.FPDFTextObj_GetFont(object)),
      isArtifact: this.#isArtifact(object),
      tag: number < 0 ? undefined : this.#places.get(number),
    };
    this.#objects.set(object, read);
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

/** PDFium marks a hyphen at the end of a line: with 2, which is U+FFFE in its text. */
function letterOf(code: number): string {
  return code === 2 || code === 0xfffe ? '-' : String.fromCodePoint(code);
}

function isRightToLeftCode(code: number): boolean {
  return (
    (code >= 0x590 && code < 0x900) || (code >= 0xfb1d && code < 0xfefd && !(code >= 0xfe00 && code < 0xfe70))
  );
}
