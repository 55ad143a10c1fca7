import { findGutters, piecesOf, type Region, toRegions } from './columns.ts';
import { spacesFor } from './listing-spaces.ts';
import type { Cell, Line, Segment } from './page.ts';
import { isRightToLeft, withoutNumber } from './segments.ts';
import { joinSigns } from './tex-fonts.ts';

/** The lines of a page in reading order, with the typeface of most of the text to tell others from. */
export function toLines(segments: readonly Segment[], mainFont: string | undefined): readonly Line[] {
  const letters = segments.reduce((sum, { text }) => sum + text.length, 0);
  const leftwards =
    segments.reduce((sum, { text }) => sum + (isRightToLeft(text) ? text.length : 0), 0) > letters / 2;
  const tagged = segments.reduce((sum, { tag, text }) => sum + (tag ? text.length : 0), 0);
  // A structure that covers the page tells the order itself.
  if (letters > 0 && tagged > 0.9 * letters) return joined(inStructure(segments), 0, mainFont, leftwards);
  const columns = isReadable(segments) ? asWritten(segments) : toRegions(segments, leftwards);
  return columns.flatMap((region, column) => joined(inOrder(region, leftwards), column, mainFont, leftwards));
}

function inStructure(segments: readonly Segment[]): Region {
  const place = (segment: Segment) => segment.tag?.element ?? Number.MAX_SAFE_INTEGER;
  return segments.toSorted((a, b) => place(a) - place(b));
}

// Of all segments: so many steps back up may a figure or a note take.
const MOST_STEPS_BACK = 0.05;
// Of the lines beside a gutter: so many that go over it, and the columns were written across.
const MOST_ACROSS = 0.3;

/** Whether the order of the file can be read: most programs write what they have in the order of reading, column after column. */
function isReadable(segments: Region): boolean {
  if (stepsBack(segments) > MOST_STEPS_BACK * segments.length + 1) return false;
  // Without any gap nothing was written across.
  if (!segments.some((segment, index) => segment.gaps.length > 0 || isBeside(segment, segments[index + 1])))
    return true;
  return !findGutters(segments).some((gutter) => {
    const beside = segments.filter(({ x, right }) => right <= gutter + 1 || x >= gutter - 1).length;
    const across = segments.filter((segment, index) => {
      const next = segments[index + 1];
      const hasGap = segment.gaps.some(({ from, to }) => from <= gutter + 1 && to >= gutter - 1);
      return (
        hasGap || (next && isBeside(segment, next) && segment.right <= gutter + 1 && next.x >= gutter - 1)
      );
    }).length;
    return across > MOST_ACROSS * (beside / 2);
  });
}

function isBeside(segment: Segment, next: Segment | undefined): boolean {
  return next !== undefined && Math.abs(next.baseline - segment.baseline) < 0.45 * segment.size;
}

/** The columns of a page whose order can be read: a new one begins where the text goes back up. */
function asWritten(segments: Region): readonly Region[] {
  const columns: Segment[][] = [];
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1];
    if (!before || segment.baseline < before.baseline - 2 * segment.size) columns.push([]);
    columns.at(-1)?.push(segment);
  }
  return columns;
}

/** The order of the file, unless it goes back up over what it has written: then from top to bottom. */
function inOrder(region: Region, leftwards: boolean): Region {
  const sorted = sortedByPlace(region, leftwards);
  return stepsBack(region) > stepsBack(sorted) + region.length * 0.05 ? sorted : region;
}

/** How often a segment comes after one that stands below it. */
function stepsBack(region: Region): number {
  let count = 0;
  for (let index = 1; index < region.length; index++) {
    const [before, next] = [region[index - 1], region[index]];
    if (!before || !next) continue;
    const overlap = Math.min(before.right, next.right) - Math.max(before.x, next.x);
    if (next.baseline < before.baseline - before.size && overlap > 0) count++;
  }
  return count;
}

function sortedByPlace(region: Region, leftwards: boolean): Region {
  const rows: Segment[][] = [];
  for (const segment of region.toSorted((a, b) => a.baseline - b.baseline)) {
    const row = rows.at(-1);
    const last = row?.[0];
    if (row && last && Math.abs(segment.baseline - last.baseline) < 0.45 * Math.max(segment.size, last.size))
      row.push(segment);
    else rows.push([segment]);
  }
  return rows.flatMap((row) => row.sort((a, b) => (leftwards ? b.x - a.x : a.x - b.x)));
}

/** Segments that follow one another on one line are that line. */
function joined(
  region: Region,
  column: number,
  mainFont: string | undefined,
  leftwards: boolean,
): readonly Line[] {
  const lines: Line[] = [];
  let row: Segment[] = [];
  const end = () => {
    if (row.length > 0) lines.push(toLine(row, column, mainFont));
    row = [];
  };
  for (const segment of region) {
    const last = row.at(-1);
    if (last && !follows(last, segment, leftwards)) end();
    row.push(segment);
  }
  end();
  return lines;
}

function follows(last: Segment, next: Segment, leftwards: boolean): boolean {
  if (next.tag?.element !== last.tag?.element) return false;
  if (Math.abs(next.baseline - last.baseline) > 0.45 * Math.max(next.size, last.size)) return false;
  return leftwards ? next.right <= last.x + last.size : next.x >= last.right - last.size;
}

function toLine(row: readonly Segment[], column: number, mainFont: string | undefined): Line {
  const main = row.reduce((most, each) => (each.text.length > most.text.length ? each : most));
  const cells = row.flatMap(toCells);
  return {
    x: round(Math.min(...row.map(({ x }) => x))),
    right: round(Math.max(...row.map(({ right }) => right))),
    baseline: round(main.baseline),
    size: round(main.size),
    text: joinSigns(textOf(row)),
    isOther: mainFont !== undefined && main.font !== mainFont,
    isMono: withoutNumber(row).every(({ isMono }) => isMono),
    isBold: row.every(({ isBold }) => isBold),
    column,
    ...(cells.length > 1 && cells.length < MOST_CELLS && { cells }),
    ...(main.tag && { tag: main.tag }),
  };
}

// In a row: no table has more.
const MOST_CELLS = 200;
// In sizes of the letters: as wide may a space be in a full line.
const WORD_SPACE = 0.8;

function toCells(segment: Segment): readonly Cell[] {
  const gaps = segment.gaps.filter(({ from, to }) => to - from > WORD_SPACE * segment.size);
  return piecesOf({ ...segment, gaps }).map(({ x, right, text }) => ({
    x: round(x),
    right: round(right),
    text: joinSigns(text.trim()),
  }));
}

function textOf(row: readonly Segment[]): string {
  if (!withoutNumber(row).every(({ isMono }) => isMono)) return row.map(({ text }) => text).join(' ');
  return row.reduce((line, { x, right, text }, index) => {
    const before = row[index - 1];
    return before === undefined ? text : line + spacesFor(x - before.right, (right - x) / text.length) + text;
  }, '');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
