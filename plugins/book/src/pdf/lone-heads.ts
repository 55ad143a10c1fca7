import { type Edge, MOST_ROWS, NARROW_MARGIN, type Row, rowOf } from './edge-rows.ts';
import type { Line, PdfPage } from './page.ts';

// In sizes of the letters: how far from the text.
const LONE_GAP = 1.8;
// Where the text does not fill its sheet.
const FAR_GAP = 4;

/**
 * On a page alone: the rows in its margin, apart from the text by a gap, if they are short and one of them says what running heads say: a number, an
 * address of mail or of a site, a journal.
 */
export function loneHeads(page: PdfPage, edge: Edge, bodySize: number): readonly Line[] {
  const rows: Row[] = [];
  const dropped = new Set<Line>();
  for (
    let row = rowOf(page, edge, 0, dropped);
    row && rows.length < MOST_ROWS;
    row = rowOf(page, edge, 0, dropped)
  ) {
    const isFar = row.gap > FAR_GAP && SIGNS.test(row.text);
    if (row.distance > NARROW_MARGIN * page.height && !isFar) break;
    rows.push(row);
    for (const line of row.lines) dropped.add(line);
    if (row.gap > LONE_GAP) break;
  }
  const isApart = (rows.at(-1)?.gap ?? 0) > LONE_GAP;
  const areShort = rows.every(
    ({ lines, text }) => text.length < 120 && lines.every(({ size }) => size < 1.15 * bodySize),
  );
  return isApart && areShort && rows.some((row) => isLikeRunning(row, bodySize)) ? [...dropped] : [];
}

const SIGNS =
  /\b(?:doi|issn|isbn|vol\.|copyright|downloaded|confidential|page \d+|www\.)|©|https?:|\S@\S+\.\w/i;

function isLikeRunning({ text, lines }: Row, bodySize: number): boolean {
  if (SIGNS.test(text)) return true;
  const hasNumberAtEdge = /^\d{1,4}\b|\b\d{1,4}$/.test(text.trim());
  const isShort = text.length < 70 && !/[.!?:;,]$/.test(text.trim());
  return isShort && (hasNumberAtEdge || lines.every(({ size }) => size < 0.95 * bodySize));
}
