import type { Line, PdfPage } from './page.ts';

/** At each edge of a page at most. */
export const MOST_ROWS = 3;
/** Of the height of a page: what stands further in is mostly no running head. */
export const NARROW_MARGIN = 0.1;

/** Lines on one height of a page, at its upper or lower edge. */
export interface Row {
  readonly page: PdfPage;
  readonly lines: readonly Line[];
  readonly text: string;
  /** From the edge of the page, in points. */
  readonly distance: number;
  /** To the next row, in sizes of the letters. */
  readonly gap: number;
  /** Between the lines of the page, in sizes of their letters. */
  readonly leading: number;
}

export type Edge = 'top' | 'bottom';

/** The outermost row that is still there; from the second on only of pages whose first one is gone. */
export function rowOf(page: PdfPage, edge: Edge, rank: number, dropped: ReadonlySet<Line>): Row | undefined {
  const left = page.lines.filter((line) => !dropped.has(line));
  if (left.length === 0 || (rank > 0 && !edgeIsDropped(page, edge, rank, dropped))) return undefined;
  const toEdge = (line: Line) => (edge === 'top' ? line.baseline : page.height - line.baseline);
  const first = left.reduce((best, line) => (toEdge(line) < toEdge(best) ? line : best));
  const lines = left
    .filter((line) => Math.abs(line.baseline - first.baseline) < 0.5 * first.size)
    .sort((a, b) => a.x - b.x);
  const others = left.filter((line) => !lines.includes(line));
  const next =
    others.length === 0
      ? undefined
      : others.reduce((best, line) => (toEdge(line) < toEdge(best) ? line : best));
  const size = edge === 'top' ? (next?.size ?? first.size) : first.size;
  return {
    page,
    lines,
    text: lines.map(({ text }) => text).join(' '),
    distance: toEdge(first),
    gap: next ? (toEdge(next) - toEdge(first)) / size : Number.POSITIVE_INFINITY,
    leading: leadingOf(page),
  };
}

function leadingOf({ lines }: PdfPage): number {
  const gaps = lines
    .slice(1)
    .map((line, index) => (line.baseline - (lines[index]?.baseline ?? 0)) / line.size)
    .filter((gap) => gap > 0.8 && gap < 3)
    .sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1.2;
}

function edgeIsDropped(page: PdfPage, edge: Edge, rank: number, dropped: ReadonlySet<Line>): boolean {
  const sorted = page.lines.toSorted((a, b) =>
    edge === 'top' ? a.baseline - b.baseline : b.baseline - a.baseline,
  );
  return sorted.slice(0, rank).some((line) => dropped.has(line));
}
