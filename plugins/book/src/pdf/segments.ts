import { withoutControls } from '../book/marks.ts';
import type { Gap, Segment, TagPlace } from './page.ts';

/** An item of the text of a page, as pdf.js has it. */
export interface TextItem {
  readonly str: string;
  readonly dir: string;
  readonly width: number;
  readonly height: number;
  readonly transform: readonly number[];
  readonly fontName: string;
  readonly hasEOL: boolean;
}

/** What pdf.js gives of a page: text, and where marked content begins and ends. */
export type ContentItem = TextItem | { readonly type: string; readonly id?: string; readonly tag?: string };

/** How a page is turned: the transform of its viewport. */
export type Matrix = readonly [number, number, number, number, number, number];

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
  readonly font: string;
  readonly isMono: boolean;
  readonly tag: TagPlace | undefined;
}

// In parts of the size of the letters.
const WIDE_GAP = 1.6;
const WORD_GAP = 0.15;
const LOOSE_GAP = 0.45;
const SAME_LINE = 0.45;

/** Puts the items of a page together to segments, in the order in which the file has them. */
export function toSegments(
  items: readonly ContentItem[],
  matrix: Matrix,
  monospaced: ReadonlySet<string>,
  tags: TagReader,
): readonly Segment[] {
  const segments: Segment[] = [];
  let open: SegmentBuilder | undefined;
  const end = () => {
    const segment = open?.finish();
    if (segment) segments.push(segment);
    open = undefined;
  };
  for (const item of items) {
    if (!('str' in item)) {
      tags.read(item);
      continue;
    }
    if (tags.isArtifact || item.str === '') continue;
    const placed = place(item, matrix, monospaced, tags.place);
    if (!placed) continue;
    if (!open?.takes(placed)) {
      end();
      if (placed.text.trim() !== '') open = new SegmentBuilder(placed);
    } else open.add(placed);
  }
  end();
  return segments;
}

/** Follows the marked content of a page. */
export interface TagReader {
  read(item: { readonly type: string; readonly id?: string; readonly tag?: string }): void;
  readonly isArtifact: boolean;
  readonly place: TagPlace | undefined;
}

function place(
  item: TextItem,
  [a, b, c, d, e, f]: Matrix,
  monospaced: ReadonlySet<string>,
  tag: TagPlace | undefined,
): Placed | undefined {
  const [ta = 1, tb = 0, tc = 0, td = 1, te = 0, tf = 0] = item.transform;
  const x = a * te + c * tf + e;
  const y = b * te + d * tf + f;
  // The direction in which it is written, on the page as it is read.
  const ux = a * ta + c * tb;
  const uy = b * ta + d * tb;
  const size = Math.hypot(a * tc + c * td, b * tc + d * td) || Math.abs(item.height);
  if (!Number.isFinite(x + y + size)) return undefined;
  // Text up the margin is no line of the page: stamps, and labels of axes.
  if (Math.abs(uy) > Math.abs(ux)) return undefined;
  const text = withoutControls(item.str);
  return {
    text,
    x,
    right: x + item.width,
    baseline: y,
    size,
    font: item.fontName,
    isMono: monospaced.has(item.fontName),
    tag,
  };
}

class SegmentBuilder {
  readonly #pieces: Placed[];
  #text: string;
  #x: number;
  #right: number;
  /** Of the letters, without a space behind them. */
  #inkRight: number;
  readonly #gaps: Gap[] = [];
  readonly #first: Placed;

  constructor(first: Placed) {
    this.#pieces = [first];
    this.#first = first;
    this.#text = first.text.trimStart();
    this.#x = first.x;
    this.#right = first.right;
    this.#inkRight = first.right;
  }

  /** Whether an item goes on where this one is. */
  takes(next: Placed): boolean {
    const size = Math.max(this.#first.size, next.size);
    if (Math.abs(next.baseline - this.#first.baseline) > SAME_LINE * size) return false;
    if (next.tag?.element !== this.#first.tag?.element) return false;
    if (next.text.trim() === '') return next.right - next.x < WIDE_GAP * size || next.x > this.#right - size;
    const gap = next.x - this.#right;
    if (isRightToLeft(next.text))
      return (
        Math.abs(gap) < WIDE_GAP * size ||
        (next.right <= this.#x + size && this.#x - next.right < WIDE_GAP * size)
      );
    return gap < WIDE_GAP * size && gap > -2 * size;
  }

  add(next: Placed): void {
    if (next.text.trim() === '') {
      // A gap counts where something comes behind it.
      if (next.right - next.x < WIDE_GAP * this.#first.size) {
        if (!this.#text.endsWith(' ')) this.#text += ' ';
        this.#right = Math.max(this.#right, Math.min(next.right, this.#right + next.right - next.x));
      }
      return;
    }
    const gap = next.x - this.#right;
    if (gap > WORD_GAP * next.size && !this.#text.endsWith(' ') && !next.text.startsWith(' '))
      this.#text += ' ';
    const loose = next.x - this.#inkRight;
    if (loose > LOOSE_GAP * next.size)
      this.#gaps.push({ from: this.#inkRight, to: next.x, at: this.#text.length });
    this.#text += next.text;
    this.#pieces.push(next);
    this.#x = Math.min(this.#x, next.x);
    this.#right = Math.max(this.#right, next.right);
    this.#inkRight = Math.max(this.#inkRight, next.right);
  }

  finish(): Segment | undefined {
    const text = (isRightToLeft(this.#text) ? rightToLeftText(this.#pieces) : this.#text).trim();
    if (text === '') return undefined;
    const main = this.#main();
    return {
      x: this.#x,
      right: this.#right,
      baseline: main.baseline,
      size: main.size,
      text,
      font: main.font,
      isMono: this.#pieces.every((each) => each.isMono),
      gaps: this.#gaps,
      tag: this.#first.tag,
    };
  }

  /** The piece that most of the letters are like: a raised figure does not make a line small. */
  #main(): Placed {
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

/**
 * The text of pieces that are read from right to left. Files hold them in either order; each piece by itself is in the order of reading already.
 * Pieces without a letter of such a script, as numbers and names in Latin, go from left to right among themselves.
 */
function rightToLeftText(pieces: readonly Placed[]): string {
  const ordered: Placed[] = [];
  let run: Placed[] = [];
  for (const piece of pieces.toSorted((a, b) => b.right - a.right)) {
    if (!isRightToLeft(piece.text) && /[\p{L}\p{N}]/u.test(piece.text)) {
      run.unshift(piece);
      continue;
    }
    ordered.push(...run, piece);
    run = [];
  }
  ordered.push(...run);
  let text = '';
  let before: Placed | undefined;
  for (const piece of ordered) {
    const gap = before ? Math.max(before.x - piece.right, piece.x - before.right) : 0;
    const isSpaced =
      before && (gap > WORD_GAP * piece.size || /\s$/.test(before.text) || /^\s/.test(piece.text));
    text += (isSpaced ? ' ' : '') + piece.text.trim();
    before = piece;
  }
  return text;
}

/** Whether a text is written from right to left. */
export function isRightToLeft(text: string): boolean {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text);
}
