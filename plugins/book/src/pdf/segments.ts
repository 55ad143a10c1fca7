import type { TextItem } from './items.ts';
import { spacesFor } from './listing-spaces.ts';
import type { Gap, Segment, TagPlace } from './page.ts';
import type { Matrix } from './sheet.ts';

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
  readonly font: string;
  readonly isMono: boolean;
  readonly isBold: boolean;
  readonly tag: TagPlace | undefined;
  /** A space comes before it, as a gap. */
  readonly isSpaced: boolean;
  /** Where the words around it that are read from right to left have their left edge. */
  readonly runX?: number;
}

// In parts of the size of the letters.
const WIDE_GAP = 1.6;
const WORD_GAP = 0.15;
const LOOSE_GAP = 0.45;
const SAME_LINE = 0.45;
const LATIN_START = /^\p{Script=Latin}/u;
const LATIN_END = /\p{Script=Latin}$/u;

/** Puts the items of a page together to segments, in the order in which the file has them. */
export function toSegments(items: readonly TextItem[], matrix: Matrix): readonly Segment[] {
  const segments: Segment[] = [];
  let open: SegmentBuilder | undefined;
  const end = () => {
    if (open) segments.push(open.finish());
    open = undefined;
  };
  for (const placed of inReadingOrder(items.flatMap((item) => place(item, matrix) ?? []))) {
    if (open?.takes(placed)) open.add(placed);
    else {
      end();
      open = new SegmentBuilder(placed);
    }
  }
  end();
  return segments;
}

/** Words that are read from right to left one after the other, as the file may have them in the order in which they stand. */
function inReadingOrder(items: readonly Placed[]): readonly Placed[] {
  const ordered: Placed[] = [];
  for (let from = 0; from < items.length; ) {
    let to = from + 1;
    while (to < items.length && goesOnLeftwards(items[to - 1] as Placed, items[to] as Placed)) to++;
    const run = items.slice(from, to).sort((a, b) => b.x - a.x);
    const runX = run.at(-1)?.x ?? 0;
    for (const piece of run) ordered.push(run.length > 1 ? { ...piece, runX } : piece);
    from = to;
  }
  return ordered;
}

function goesOnLeftwards(before: Placed, next: Placed): boolean {
  return (
    isRightToLeft(next.text) &&
    isRightToLeft(before.text) &&
    before.tag?.element === next.tag?.element &&
    Math.abs(next.baseline - before.baseline) < SAME_LINE * next.size
  );
}

function place(item: TextItem, [a, b, c, d, e, f]: Matrix): Placed | undefined {
  const [dx, dy] = item.direction;
  // The direction in which it is written, on the page as it is read.
  const [ux, uy] = [a * dx + c * dy, b * dx + d * dy];
  // Text up the margin is no line of the page: stamps, and labels of axes.
  if (Math.abs(uy) > Math.abs(ux)) return undefined;
  const x = a * item.x + c * item.y + e;
  const y = b * item.x + d * item.y + f;
  if (!Number.isFinite(x + y + item.size)) return undefined;
  const { text, width, size, font, isMono, isBold, tag, isSpaced } = item;
  return { text, x, right: x + width, baseline: y, size, font, isMono, isBold, tag, isSpaced };
}

class SegmentBuilder {
  readonly #pieces: Placed[];
  #text: string;
  #x: number;
  #right: number;
  readonly #gaps: Gap[] = [];
  readonly #first: Placed;
  #last: Placed;
  // Of all pieces, kept while they come: a line may have very many.
  #isMono: boolean;
  #isLeftwards: boolean;

  constructor(first: Placed) {
    this.#pieces = [first];
    this.#first = first;
    this.#last = first;
    this.#isMono = first.isMono;
    this.#isLeftwards = isRightToLeft(first.text);
    this.#text = first.text;
    this.#x = first.x;
    this.#right = first.right;
  }

  /** Whether an item goes on where this one is. */
  takes(next: Placed): boolean {
    const size = Math.max(this.#first.size, next.size);
    if (Math.abs(next.baseline - this.#first.baseline) > SAME_LINE * size) return false;
    if (next.tag?.element !== this.#first.tag?.element) return false;
    const gap = next.x - this.#right;
    // What comes before it in the line stands at its right, then.
    if (isRightToLeft(next.text) || this.#isLeftwards) {
      const leftwards = this.#x - next.right;
      return Math.max((next.runX ?? next.x) - this.#right, leftwards) < WIDE_GAP * size;
    }
    return gap < WIDE_GAP * size && gap > -2 * size;
  }

  add(next: Placed): void {
    const isNumbered = this.#pieces.length === 1 && withoutNumber([this.#first, next]).length === 1;
    this.#isMono = next.isMono && (this.#isMono || isNumbered);
    if (this.#isApart(next)) this.#text += this.#space(next);
    if (next.x - this.#right > LOOSE_GAP * next.size)
      this.#gaps.push({ from: this.#right, to: next.x, at: this.#text.length });
    this.#text += next.text;
    this.#pieces.push(next);
    this.#last = next;
    this.#isLeftwards ||= isRightToLeft(next.text);
    this.#x = Math.min(this.#x, next.x);
    this.#right = Math.max(this.#right, next.right);
  }

  /** One space, but for a listing: as many as there is room for. */
  #space(next: Placed): string {
    return this.#isMono ? spacesFor(next.x - this.#right, (next.right - next.x) / next.text.length) : ' ';
  }

  /** Whether there is a space before an item. */
  #isApart(next: Placed): boolean {
    const last = this.#last;
    const isLeftwards = isRightToLeft(last.text) && isRightToLeft(next.text);
    const gap = isLeftwards ? last.x - next.right : Math.max(next.x - this.#right, this.#x - next.right);
    if (next.isSpaced || gap > WORD_GAP * next.size) return true;
    // From right to left a word in Latin letters is one by itself.
    return (
      (this.#isLeftwards || isRightToLeft(next.text)) &&
      LATIN_END.test(last.text) !== LATIN_START.test(next.text) &&
      /\p{L}$/u.test(last.text) &&
      /^\p{L}/u.test(next.text)
    );
  }

  finish(): Segment {
    const main = this.#main();
    return {
      x: this.#x,
      right: this.#right,
      baseline: main.baseline,
      size: main.size,
      text: this.#text,
      font: main.font,
      isMono: this.#isMono,
      isBold: this.#pieces.every((each) => each.isBold || !/[\p{L}\p{N}]/u.test(each.text)),
      gaps: this.#gaps,
      tag: this.#first.tag,
    };
  }

  /** The piece that most of the letters are like: a raised figure does not make a line small. */
  #main(): Placed {
    const { font, size } = this.#first;
    if (this.#pieces.every((piece) => piece.font === font && piece.size === size)) return this.#first;
    const lengths = new Map<string, { piece: Placed; length: number }>();
    for (const piece of this.#pieces) {
      const key = `${piece.font} ${piece.size.toFixed(1)}`;
      const known = lengths.get(key) ?? { piece, length: 0 };
      known.length += piece.text.length;
      lengths.set(key, known);
    }
    let most = { piece: this.#first, length: 0 };
    for (const each of lengths.values()) if (each.length > most.length) most = each;
    return most.piece;
  }
}

/** The pieces of a line without the number before it, as listings have them in small figures. */
export function withoutNumber<T extends { readonly text: string; readonly size: number }>(
  pieces: readonly T[],
): readonly T[] {
  const [first, second] = pieces;
  const isNumber = first && second && /^\d{1,5}$/.test(first.text) && first.size < 0.9 * second.size;
  return isNumber ? pieces.slice(1) : pieces;
}

/** Whether a text is written from right to left. */
export function isRightToLeft(text: string): boolean {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text);
}
