import { hasLeaders } from './leaders.ts';
import { listMarker } from './list-marker.ts';
import type { Line } from './page.ts';

/** The rows of a table, their cells by their lines. */
export type Rows = readonly (readonly (readonly string[])[])[];

/** A table among the lines of a page: from a line up to another, that one not included. */
export interface Table {
  readonly from: number;
  readonly to: number;
  readonly rows: Rows;
}

// No page has more lines; where a file says otherwise, they are several tables.
const MOST_LINES = 300;
// Lines with several pieces: fewer may be anything.
const LEAST_ROWS = 3;
// Of these, so many leave a strip free that parts two columns: a head may go over several.
const LEAST_FREE = 0.75;
// And so many have something on both sides of it: a column may be nearly empty.
const LEAST_PARTED = 0.25;
// In sizes of the letters: how wide such a strip is, how far apart the lines of a table are, how close those of one cell.
const LEAST_STRIP = 0.5;
const MOST_APART = 3.2;
const SAME_CELL = 1.35;
// Of the largest distance between its lines: how close one is that goes on in the row before it.
const SAME_ROW = 0.85;
// Of the width of a table: a piece that goes over so much is a line of the text.
const MOST_OVER = 0.6;

type Strip = readonly [from: number, to: number];

/**
 * The tables of a page: lines one under the other with pieces apart, where strips of white go down between the pieces.
 * @param isTitle the lines that are titles, and in no table
 */
export function findTables(lines: readonly Line[], isTitle: (line: Line) => boolean): readonly Table[] {
  const tables: Table[] = [];
  for (let from = 0; from < lines.length; from++) {
    if (!hasPieces(lines[from]) || isTitle(lines[from] as Line)) continue;
    const to = endOf(lines, from, isTitle);
    const table = toTable(lines, from, to);
    if (table) tables.push(table);
    from = (table?.to ?? to) - 1;
  }
  return tables;
}

function hasPieces(line: Line | undefined): boolean {
  return line?.cells !== undefined && !line.isMono && line.tag === undefined && !hasLeaders(line.text);
}

/** Where the lines end that may be a table: those with one piece alone belong to it where they are between two strips. */
function endOf(lines: readonly Line[], from: number, isTitle: (line: Line) => boolean): number {
  let last = from + 1;
  let strips: readonly Strip[] | undefined;
  for (let to = from + 1; to < Math.min(lines.length, from + MOST_LINES); to++) {
    const [before, line] = [lines[to - 1] as Line, lines[to] as Line];
    const gap = line.baseline - before.baseline;
    const isBelow = gap > 0.5 * line.size && gap < MOST_APART * line.size;
    if (!isBelow || line.column !== before.column || line.isMono || line.tag || isTitle(line)) break;
    if (hasLeaders(line.text)) break;
    if (hasPieces(line)) {
      last = to + 1;
      strips = undefined;
    } else {
      strips ??= stripsOf(lines.slice(from, last));
      const [first] = strips;
      if (!first || strips.some((strip) => isOver(line, strip))) break;
      // The end of a cell, and not of the first column, under which the text may go on.
      if (to === last && line.x >= first[1] - 1 && gap < SAME_CELL * line.size) last = to + 1;
    }
  }
  return last;
}

function isOver({ x, right }: { readonly x: number; readonly right: number }, [from, to]: Strip): boolean {
  return x < from && right > to;
}

/** The strips of white between the columns of lines. */
function stripsOf(lines: readonly Line[]): readonly Strip[] {
  const rows = lines.flatMap(({ cells }) => (cells ? [cells] : []));
  const edges = [...new Set(rows.flat().flatMap(({ x, right }) => [x, right]))].sort((a, b) => a - b);
  const places = new Map(edges.map((edge, index) => [edge, index]));
  // How many rows cover what is behind an edge, and how many have something on both sides of it, as changes from edge to edge.
  const covering = new Int32Array(edges.length + 1);
  const parted = new Int32Array(edges.length + 1);
  const count = (changes: Int32Array, from: number, to: number, by: number) => {
    const [begin = 0, end = 0] = [places.get(from), places.get(to)];
    if (begin >= end) return;
    changes[begin] = (changes[begin] as number) + by;
    changes[end] = (changes[end] as number) - by;
  };
  for (const row of rows) {
    const last = Math.max(...row.map(({ x }) => x));
    let covered = Number.NEGATIVE_INFINITY;
    for (const { x, right } of row.toSorted((one, other) => one.x - other.x)) {
      const from = Math.max(x, covered);
      count(covering, from, right, 1);
      count(parted, from, Math.min(right, last), -1);
      covered = Math.max(covered, right);
    }
    count(parted, Math.min(...row.map(({ x }) => x)), last, 1);
  }
  const strips: [number, number][] = [];
  let [over, beside] = [0, 0];
  for (const [index, from] of edges.entries()) {
    over += covering[index] as number;
    beside += parted[index] as number;
    const to = edges[index + 1];
    const isFree = over <= (1 - LEAST_FREE) * rows.length && beside >= LEAST_PARTED * rows.length;
    if (to === undefined || !isFree) continue;
    const before = strips.at(-1);
    if (before && before[1] === from) before[1] = to;
    else strips.push([from, to]);
  }
  const size = lines[0]?.size ?? 10;
  return strips.filter(([from, to]) => to - from >= LEAST_STRIP * size);
}

function toTable(all: readonly Line[], begin: number, end: number): Table | undefined {
  const strips = stripsOf(all.slice(begin, end));
  const own = all.slice(begin, end);
  const width = Math.max(...own.map(({ right }) => right)) - Math.min(...own.map(({ x }) => x));
  const isText = (line: Line | undefined) =>
    (line?.cells ?? []).some(
      (cell) => cell.right - cell.x > MOST_OVER * width && strips.some((strip) => isOver(cell, strip)),
    );
  let [from, to] = [begin, end];
  while (from < to && isText(all[from])) from++;
  while (from < to && isText(all[to - 1])) to--;
  const lines = all.slice(from, to);
  if (strips.length === 0 || lines.filter(({ cells }) => cells).length < LEAST_ROWS) return undefined;
  if (isRunningText(lines, strips)) return undefined;
  const rows = withoutEmptyColumns(joinRows(lines, strips));
  const filled = rows.filter((row) => row.filter((cell) => cell.length > 0).length > 1).length;
  const isFilled = rows.length > 1 && filled >= LEAST_FREE * rows.length;
  return isFilled && !isOtherwise(rows) ? { from, to, rows } : undefined;
}

/** Whether a column is text that goes on from line to line: words to its right edge, and the next line begins small. So are stretched lines, and text beside notes. */
function isRunningText(lines: readonly Line[], strips: readonly Strip[]): boolean {
  return Array.from({ length: strips.length + 1 }, (_, column) => column).some((column) => {
    const pieces = lines.flatMap(({ cells, ...line }) =>
      (cells ?? [line]).filter(({ x }) => columnOf(x, line.size, strips) === column),
    );
    const right = Math.max(...pieces.map((piece) => piece.right));
    const left = Math.min(...pieces.map(({ x }) => x));
    const full = pieces.filter((piece) => piece.right > right - 0.1 * (right - left)).length;
    const goingOn = pieces
      .slice(1)
      .filter(({ text }, index) => /^\p{Ll}/u.test(text) && !/[.!?:;)]$/.test(pieces[index]?.text ?? ''));
    const letters = pieces.reduce((sum, { text }) => sum + text.length, 0);
    return (
      pieces.length >= LEAST_ROWS &&
      letters > MOST_IN_CELL * pieces.length &&
      full > 0.6 * pieces.length &&
      goingOn.length >= 0.4 * (pieces.length - 1)
    );
  });
}

// Letters in a line of a cell, by and large.
const MOST_IN_CELL = 20;

function columnOf(x: number, size: number, strips: readonly Strip[]): number {
  return strips.filter(([from, to]) => (from + to) / 2 < x + size / 2).length;
}

/** Lines by columns. A line that is close under another, without anything in the first column, goes on in the cells of that. */
function joinRows(lines: readonly Line[], strips: readonly Strip[]): Rows {
  const gaps = lines.map((line, index) => line.baseline - (lines[index - 1]?.baseline ?? line.baseline));
  const close = SAME_ROW * Math.max(...gaps);
  const rows: string[][][] = [];
  for (const [index, line] of lines.entries()) {
    const row: string[] = Array.from({ length: strips.length + 1 }, () => '');
    for (const { x, text } of line.cells ?? [line]) {
      const at = columnOf(x, line.size, strips);
      row[at] = `${row[at]} ${text}`.trim();
    }
    const cells = row.map((text) => (text === '' ? [] : [text]));
    const before = rows.at(-1);
    const goesOn = before && row[0] === '' && ((gaps[index] ?? 0) < close || !line.cells);
    if (!goesOn) rows.push(cells);
    else for (const [at, texts] of cells.entries()) before[at]?.push(...texts);
  }
  return rows;
}

function withoutEmptyColumns(rows: Rows): Rows {
  const kept = (rows[0] ?? []).map((_, at) => rows.some((row) => row[at]?.length));
  return rows.map((row) => row.filter((_, at) => kept[at]));
}

/** What stands in columns and is no table: lists, whose signs stand apart, contents, formulas and their numbers. */
function isOtherwise(rows: Rows): boolean {
  const column = (at: number) => rows.flatMap((row) => row.at(at)?.join(' ') || []);
  const [first, last] = [column(0), column(-1)];
  const isPair = rows[0]?.length === 2;
  if (isPair && first.every((cell) => listMarker(`${cell} .`) !== undefined || REFERENCE.test(cell)))
    return true;
  if (last.every((cell) => EQUATION.test(cell)) && areInTurn(last, 1)) return true;
  const isNumbered = rows[0]?.length === 3 && first.every((cell) => SECTION.test(cell));
  const areTitles = isPair && first.filter((cell) => NUMBERED_TITLE.test(cell)).length > first.length / 2;
  if ((isNumbered || areTitles) && last.every((cell) => /^\d{1,4}$/.test(cell)) && areInTurn(last))
    return true;
  const cells = rows.flat().flatMap((cell) => cell.join(' ') || []);
  const said = cells.filter((cell) => /[\p{L}\p{N}✓✔✗✘–—-]/u.test(cell)).length;
  const formulas = cells.filter((cell) => FORMULA.test(cell) && !FIGURE.test(cell)).length;
  return said < 0.7 * cells.length || formulas > 0.5 * cells.length;
}

const REFERENCE = /^\[[^\]]+\]$/;
const EQUATION = /^\([A-Z]?\d+(?:[.-]\d+)*[a-z]?\)$/;
const SECTION = /^(?:\d+|[A-Z])(?:\.\d+)*\.?$/;
const NUMBERED_TITLE = /^(?:\d+|[A-Z])(?:\.\d+)*\.?\s+\S/;
const FORMULA = /[=+−∂∈≤≥∫∑∏√′↦→]/;
const FIGURE = /^[-−+±]?[\d.,\s]+(?:[%‰€$£°]|±.*)?$/;

/** Whether the last numbers of texts rise, or stay. @param step by so much at most */
function areInTurn(texts: readonly string[], step = Number.POSITIVE_INFINITY): boolean {
  const numbers = texts.map((text) => Number(/\d+(?=\D*$)/.exec(text)?.[0]));
  return numbers.every((number, index) => {
    const before = numbers[index - 1];
    return before === undefined || (number >= before && number - before <= step);
  });
}
