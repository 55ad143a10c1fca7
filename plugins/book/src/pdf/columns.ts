import type { Segment } from './page.ts';

/** A region of a page that is read from top to bottom. */
export type Region = readonly Segment[];

// Fewer lines make no column.
const LEAST_LINES = 6;
// Of all segments: how many may go over a gutter (titles, pictures, tables over the whole width).
const MOST_CROSSING = 0.2;
// A column of running text has lines of so many letters; shorter ones are the cells of a table.
const LEAST_LETTERS = 14;
// And of its width, half of its lines fill so much.
const LEAST_FILLED = 0.5;

/**
 * The regions of a page in reading order: bands over the whole width, and between them the columns of text, from left to right (from right to left
 * where the text is). A gutter is a strip that few segments cross, with running text on both sides of it.
 */
export function toRegions(all: readonly Segment[], isRightToLeft: boolean): readonly Region[] {
  const gutters = findGutters(all);
  if (gutters.length === 0) return [all];
  const segments = all.flatMap((segment) =>
    gutters.reduce<readonly Segment[]>(
      (parts, gutter) => parts.flatMap((part) => cutAt(part, gutter)),
      [segment],
    ),
  );
  const regions: Region[] = [];
  let columns: Segment[][] = gutters.concat(0).map(() => []);
  const flush = () => {
    const filled = columns.filter((column) => column.length > 0);
    regions.push(...(isRightToLeft ? filled.reverse() : filled));
    columns = columns.map(() => []);
  };
  let wide: Segment[] = [];
  // By height, so that a title over both columns comes between what is above it and what is below.
  for (const segment of segments.toSorted((a, b) => a.baseline - b.baseline)) {
    if (gutters.some((gutter) => segment.x < gutter - 1 && segment.right > gutter + 1)) {
      flush();
      wide.push(segment);
      continue;
    }
    if (wide.length > 0) regions.push(wide);
    wide = [];
    columns[gutters.filter((gutter) => segment.x >= gutter - 1).length]?.push(segment);
  }
  flush();
  if (wide.length > 0) regions.push(wide);
  const order = new Map(segments.map((segment, index) => [segment, index]));
  return regions.map((region) => region.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)));
}

/** The middles of the gutters of a page, from left to right. */
export function findGutters(segments: readonly Segment[]): readonly number[] {
  if (segments.length < 2 * LEAST_LINES) return [];
  const left = Math.min(...segments.map(({ x }) => x));
  const right = Math.max(...segments.map((segment) => segment.right));
  const width = right - left;
  if (width < 100) return [];
  const crossing = new Uint16Array(Math.ceil(width) + 2);
  const pieces = segments.flatMap(piecesOf);
  for (const piece of pieces) {
    for (
      let x = Math.max(0, Math.floor(piece.x - left));
      x < Math.min(crossing.length, Math.ceil(piece.right - left));
      x++
    )
      crossing[x] = (crossing[x] ?? 0) + 1;
  }
  const most = MOST_CROSSING * segments.length;
  const gutters: number[] = [];
  for (let x = Math.floor(width * 0.15); x < width * 0.85; x++) {
    if ((crossing[x] ?? 0) > most) continue;
    let end = x;
    let least = x;
    while (end < width * 0.85 && (crossing[end] ?? 0) <= most) {
      if ((crossing[end] ?? 0) < (crossing[least] ?? 0)) least = end;
      end++;
    }
    let leastEnd = least;
    while (leastEnd < end && crossing[leastEnd] === crossing[least]) leastEnd++;
    const middle = left + (least + leastEnd) / 2;
    if (leastEnd - least >= 6 && isGutter(pieces, middle)) gutters.push(middle);
    x = end;
  }
  return gutters.length > 3
    ? []
    : gutters.filter(
        (gutter, index) =>
          areTexts(pieces, gutters[index - 1] ?? left - 1, gutter) &&
          areTexts(pieces, gutter, gutters[index + 1] ?? right + 1),
      );
}

/** A stretch of a segment without a loose gap. */
interface Piece {
  readonly x: number;
  readonly right: number;
  readonly baseline: number;
  readonly text: string;
}

/** The stretches between the gaps of a segment. */
export function piecesOf({ x, right, baseline, text, gaps }: Segment): readonly Piece[] {
  const starts = [{ x, at: 0 }, ...gaps.map(({ to, at }) => ({ x: to, at }))];
  return starts.map((start, index) => ({
    x: start.x,
    right: gaps[index]?.from ?? right,
    baseline,
    text: text.slice(start.at, gaps[index]?.at),
  }));
}

/** The two parts of a segment that goes over a gutter with a gap. */
function cutAt(segment: Segment, gutter: number): readonly Segment[] {
  const gap = segment.gaps.find(({ from, to }) => from <= gutter + 1 && to >= gutter - 1);
  if (!gap) return [segment];
  const { gaps, text } = segment;
  return [
    {
      ...segment,
      right: gap.from,
      text: text.slice(0, gap.at).trimEnd(),
      gaps: gaps.filter(({ at }) => at < gap.at),
    },
    {
      ...segment,
      x: gap.to,
      text: text.slice(gap.at).trimStart(),
      gaps: gaps.filter(({ at }) => at > gap.at).map((each) => ({ ...each, at: each.at - gap.at })),
    },
  ];
}

function isGutter(segments: readonly Piece[], at: number): boolean {
  const sides = [
    segments.filter((each) => each.right <= at + 1),
    segments.filter((each) => each.x >= at - 1),
  ];
  return sides.every((side) => side.length >= LEAST_LINES);
}

/** Whether there is running text between two gutters: lines of some length, that fill it, and not the short cells of a table. */
function areTexts(segments: readonly Piece[], from: number, to: number): boolean {
  const inside = segments.filter((each) => each.x >= from - 1 && each.right <= to + 1);
  if (inside.length < LEAST_LINES) return false;
  const lines = [...Map.groupBy(inside, ({ baseline }) => Math.round(baseline)).values()];
  const letters = lines.map((line) => line.reduce((sum, { text }) => sum + text.length, 0));
  const widths = lines.map(
    (line) => Math.max(...line.map(({ right }) => right)) - Math.min(...line.map(({ x }) => x)),
  );
  return middle(letters) >= LEAST_LETTERS && middle(widths) >= LEAST_FILLED * (to - from);
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
