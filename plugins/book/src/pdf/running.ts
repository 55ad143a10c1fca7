import { type Edge, MOST_ROWS, NARROW_MARGIN, type Row, rowOf } from './edge-rows.ts';
import { loneHeads } from './lone-heads.ts';
import type { Line, PdfPage } from './page.ts';

/** Titles with the pages on which they begin. */
export type Titles = ReadonlyMap<string, ReadonlySet<number | undefined>>;

// Of the height of a page: what stands further in is no running head.
const MARGIN = 0.16;
// A head that many pages have, in its place.
const SAME_PLACE = 4;
const LEAST_PAGES = 3;
// A page with fewer has no head of its own.
const LEAST_LINES = 6;

/**
 * Takes running heads, running feet and page numbers out of pages: rows at the edge of a page that come again on others (numbers apart), or stand in the
 * same place apart from the text and say a page number or what is a title elsewhere.
 * @param titles of chapters and sections, folded by `foldRow`, with the pages on which they begin
 */
export function withoutRunning(
  pages: readonly PdfPage[],
  bodySize: number,
  titles: Titles,
): readonly PdfPage[] {
  const dropped = new Set<Line>();
  if (pages.length < LEAST_PAGES) {
    for (const page of pages.filter(({ lines }) => lines.length >= LEAST_LINES))
      for (const edge of ['top', 'bottom'] as const)
        for (const line of loneHeads(page, edge, bodySize)) dropped.add(line);
  }
  for (const edge of ['top', 'bottom'] as const) {
    for (let rank = 0; rank < MOST_ROWS; rank++) {
      const rows = pages.flatMap((page) => rowOf(page, edge, rank, dropped) ?? []);
      const found = runningRows(rows, { pages: pages.length, titles, edge, isOutermost: rank === 0 });
      if (found.length === 0) break;
      for (const row of found) for (const line of row.lines) dropped.add(line);
    }
  }
  const kept = pages.map((page) => ({ ...page, lines: page.lines.filter((line) => !dropped.has(line)) }));
  // Where nothing else is there, it was the text.
  return kept.some(({ lines }) => lines.length > 0) ? kept : pages;
}

interface Place {
  readonly pages: number;
  readonly titles: Titles;
  readonly edge: Edge;
  /** No other row was taken out before it. */
  readonly isOutermost: boolean;
}

function runningRows(rows: readonly Row[], place: Place): readonly Row[] {
  const inMargin = rows.filter(({ distance, page }) => distance < MARGIN * page.height);
  const byText = Map.groupBy(inMargin, ({ text }) => foldRow(text));
  const offsets = numberOffsets(inMargin);
  const regular = regularDistances(inMargin);
  return inMargin.filter((row) => {
    if (row.text.length > 160) return false;
    const isNumber = isLoneNumber(row.text);
    const isAtEdge = row.distance < NARROW_MARGIN * row.page.height;
    if (isNumber && (isAtEdge || hasNumber(row, offsets)) && row.gap > 1.1) return true;
    const alike = (byText.get(foldRow(row.text)) ?? []).filter(
      ({ distance }) => Math.abs(distance - row.distance) < SAME_PLACE,
    );
    // The same sign at the ends of listings says nothing.
    if (!isSaying(row)) return false;
    if (alike.length >= Math.min(LEAST_PAGES, Math.max(2, Math.ceil(place.pages / 2)))) return true;
    return (
      regular.has(Math.round(row.distance)) &&
      isApart(row, place.edge) &&
      isRunning(row, alike.length, offsets, place)
    );
  });
}

/** Whether a row that stands where others have a running head, or foot, is one by what it says. */
function isRunning(
  row: Row,
  alike: number,
  offsets: ReadonlySet<number>,
  { titles, edge, isOutermost }: Place,
): boolean {
  const own = titles.get(foldRow(row.text));
  // Here it is its title, whatever stands in this place on other pages; unless that stands below.
  if (own?.has(row.page.page) && !standsElsewhere(row)) return false;
  // A note at the foot, whose number may be any.
  if (edge === 'bottom' && isNote(row.text)) return false;
  if (hasNumber(row, offsets)) return true;
  // The number of a section stands where that begins.
  return (
    isOutermost && (alike > 1 || (own !== undefined && !own.has(row.page.page) && !/^\d+\.\d/.test(row.text)))
  );
}

/** Whether a row is further from the others than lines of its page are from one another. */
function isApart({ gap, leading }: Row, edge: Edge): boolean {
  return gap > (edge === 'top' ? 1.45 : 1.3) && gap > 1.2 * leading;
}

function isSaying({ lines, text }: Row): boolean {
  return /\p{L}{3}|\d/u.test(text) && !lines.every(({ isMono }) => isMono);
}

function isNote(text: string): boolean {
  return /^(?:\d{1,3}|[*†‡§¶]{1,3})\s?\p{L}/u.test(text) && /\p{Ll}{2}/u.test(text) && text.length > 25;
}

/** Whether the page has it once more, in larger letters. */
function standsElsewhere({ page, lines, text }: Row): boolean {
  const size = Math.max(...lines.map((line) => line.size));
  return page.lines.some((line) => line.size > 1.05 * size && foldRow(line.text) === foldRow(text));
}

/** The heights at which many pages have their outermost row. */
function regularDistances(rows: readonly Row[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const { distance } of rows) {
    for (const near of [-1, 0, 1])
      counts.set(Math.round(distance) + near, (counts.get(Math.round(distance) + near) ?? 0) + 1);
  }
  const least = Math.max(LEAST_PAGES, rows.length * 0.2);
  return new Set([...counts].filter(([, count]) => count >= least).map(([distance]) => distance));
}

/** By how much the numbers at the edges of pages differ from the places of the pages, where many differ alike. */
function numberOffsets(rows: readonly Row[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const { text, page } of rows) {
    for (const number of edgeNumbers(text))
      counts.set(page.page - number, (counts.get(page.page - number) ?? 0) + 1);
  }
  const least = Math.max(LEAST_PAGES, rows.length * 0.1);
  return new Set([...counts].filter(([, count]) => count >= least).map(([offset]) => offset));
}

function hasNumber({ text, page }: Row, offsets: ReadonlySet<number>): boolean {
  return edgeNumbers(text).some((number) => offsets.has(page.page - number));
}

/** Numbers at the two ends of a row, where a page has its own. */
function edgeNumbers(text: string): readonly number[] {
  const trimmed = text.trim();
  const found = [
    /^[\s\-–—|]*(\d{1,5})(?![.\d])/.exec(trimmed)?.[1],
    /\b(\d{1,5})[\s\-–—|]*$/.exec(trimmed)?.[1],
  ];
  const roman = /(?:^|\s)([ivxlc]{1,7})$|^([ivxlc]{1,7})(?:\s|$)/i.exec(trimmed);
  const value = romanValue(roman?.[1] ?? roman?.[2] ?? '');
  return [
    ...found.flatMap((digits) => (digits === undefined ? [] : [Number(digits)])),
    ...(value > 0 ? [value] : []),
  ];
}

function isLoneNumber(text: string): boolean {
  const bare = text.replace(/^(?:page|seite|p\.)\s*/i, '').replace(/[\s\-–—|[\]()•·.]/g, '');
  return (
    /^\d{1,5}$/.test(bare) ||
    (/^[ivxlc]{1,7}$/i.test(bare) && romanValue(bare) > 0) ||
    /^\d{1,4}(?:\/|of|von|sur)\d{1,4}$/i.test(bare)
  );
}

const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

function romanValue(text: string): number {
  if (!/^(?:c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))$/i.test(text)) return 0;
  let value = 0;
  const digits = [...text.toLowerCase()].map((letter) => ROMAN[letter] ?? 0);
  for (const [index, digit] of digits.entries()) value += digit < (digits[index + 1] ?? 0) ? -digit : digit;
  return value;
}

/** A row without what differs from page to page. */
export function foldRow(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\b[ivxlc]{1,7}\b/g, '#')
    .replace(/\d+/g, '#')
    .replace(/[^\p{L}#]+/gu, ' ')
    .replace(/^(?:# )+|(?: #)+$/g, '')
    .trim();
}
