import { all, type DomElement, foldedText, unwrap } from './dom.ts';

const CELL_BLOCKS = 'ul, ol, pre, blockquote, h1, h2, h3, h4, h5, h6, hr, table, figure, details';
// Spans multiply: 20,000 cells of a bomb would be 200 million.
const MAX_CELLS = 50_000;
const MAX_SPAN = 100;
// A cell that spans rows is repeated in them when it is a label.
const MAX_LABEL = 200;

/**
 * Tables as GFM can hold them: a rectangle of inline cells under one row of headings. Tables that lay a page out are taken apart;
 * records with blocks in their cells become paragraphs, each with its heading.
 */
export function prepareTables(root: DomElement): void {
  // Inner tables first: whether the outer one holds blocks is known then.
  for (const table of all(root, 'table').toReversed()) {
    if (isLayout(table)) takeApart(table);
    else if (table.querySelector(CELL_BLOCKS) !== null) writeRecords(table);
    else writeGrid(table);
  }
  // Parts of tables without a table: what browsers show as text.
  for (const part of all(root, 'thead, tbody, tfoot, tr, td, th, caption')) {
    if (part.closest('table') === null) unwrap(part);
  }
}

function rowsOf(table: DomElement): readonly DomElement[] {
  return all(table, 'tr').filter((row) => row.closest('table') === table);
}

function cellsOf(row: DomElement): readonly DomElement[] {
  return [...row.children].filter((cell) => cell.tagName === 'TD' || cell.tagName === 'TH');
}

function isLayout(table: DomElement): boolean {
  if (table.getAttribute('role') === 'presentation' || table.querySelector('table') !== null) return true;
  const rows = rowsOf(table);
  const widest = Math.max(0, ...rows.map((row) => cellsOf(row).length));
  if (widest <= 1 || rows.length === 0) return true;
  // One row without a heading is two columns of a page.
  return rows.length === 1 && table.querySelector('th') === null && table.querySelector('p, div') !== null;
}

function takeApart(table: DomElement): void {
  const block = table.ownerDocument.createElement('div');
  for (const part of [...captionOf(table), ...rowsOf(table).flatMap(cellsOf)]) {
    if (!hasContent(part)) continue;
    const cell = table.ownerDocument.createElement('div');
    cell.append(...[...part.childNodes]);
    block.append(cell);
  }
  table.replaceWith(block);
}

function captionOf(table: DomElement): readonly DomElement[] {
  return all(table, 'caption').slice(0, 1);
}

function headingsOf(rows: readonly DomElement[]): readonly string[] | undefined {
  const first = rows[0];
  if (first === undefined) return undefined;
  const cells = cellsOf(first);
  const isHeading = first.parentNode?.tagName === 'THEAD' || cells.every((cell) => cell.tagName === 'TH');
  return isHeading ? cells.map(foldedText) : undefined;
}

function writeRecords(table: DomElement): void {
  const { ownerDocument } = table;
  const rows = rowsOf(table);
  const headings = headingsOf(rows);
  const block = ownerDocument.createElement('div');
  for (const caption of captionOf(table)) block.append(caption);
  for (const row of headings === undefined ? rows : rows.slice(1)) {
    for (const [column, cell] of cellsOf(row).entries()) {
      if (!hasContent(cell)) continue;
      const part = ownerDocument.createElement('div');
      const heading = headings?.[column];
      if (heading) {
        const strong = ownerDocument.createElement('strong');
        strong.textContent = `${heading}:`;
        part.append(strong, ' ');
      }
      part.append(...[...cell.childNodes]);
      block.append(part);
    }
  }
  table.replaceWith(block);
}

/** A cell that spans rows is written in each of them; one that spans columns in the first. */
function writeGrid(table: DomElement): void {
  const { ownerDocument } = table;
  const rows = rowsOf(table);
  const hasHeadings = headingsOf(rows) !== undefined;
  const spread = gridOf(rows);
  if (spread === undefined) {
    takeApart(table);
    return;
  }
  const grid = withoutEmptyColumns(spread);
  const width = Math.max(0, ...grid.map((row) => row.length));
  const regular = ownerDocument.createElement('table');
  if (!hasHeadings) grid.unshift([]);
  for (const row of grid) {
    if (row !== grid[0] && !row.some(hasContent)) continue;
    const tr = ownerDocument.createElement('tr');
    for (let column = 0; column < width; column++) {
      const td = ownerDocument.createElement('td');
      const cell = row[column];
      if (cell !== undefined) td.append(...[...cell.cloneNode(true).childNodes]);
      tr.append(td);
    }
    regular.append(tr);
  }
  for (const caption of captionOf(table)) {
    const line = ownerDocument.createElement('p');
    line.append(...[...caption.childNodes]);
    table.before(line);
  }
  table.replaceWith(regular);
}

function withoutEmptyColumns(grid: (DomElement | undefined)[][]): (DomElement | undefined)[][] {
  const filled = new Set(grid.flatMap((row) => [...row.keys()].filter((column) => hasContent(row[column]))));
  return grid.map((row) => row.filter((_, column) => filled.has(column)));
}

function hasContent(cell: DomElement | undefined): boolean {
  return cell !== undefined && (foldedText(cell) !== '' || cell.querySelector('img') !== null);
}

/** The cells with their spans spread out; `undefined` when they are too many. */
function gridOf(rows: readonly DomElement[]): (DomElement | undefined)[][] | undefined {
  const grid: (DomElement | undefined)[][] = rows.map(() => []);
  let cells = 0;
  for (const [index, row] of rows.entries()) {
    let column = 0;
    for (const cell of cellsOf(row)) {
      while (column in (grid[index] ?? [])) column++;
      const columns = spanOf(cell, 'colspan');
      const below = Math.min(spanOf(cell, 'rowspan'), rows.length - index);
      cells += columns * below;
      if (cells > MAX_CELLS) return undefined;
      const isLabel = below > 1 && foldedText(cell).length <= MAX_LABEL;
      for (let down = 0; down < below; down++) {
        const line = grid[index + down] ?? [];
        for (let right = 0; right < columns; right++) line[column + right] = undefined;
        if (down === 0 || isLabel) line[column] = cell;
      }
      column += columns;
    }
  }
  const width = Math.max(0, ...grid.map((line) => line.length));
  if (width * grid.length > MAX_CELLS * 4) return undefined;
  return grid.map((line) => Array.from({ length: width }, (_, column) => line[column]));
}

function spanOf(cell: DomElement, name: string): number {
  const span = Number.parseInt(cell.getAttribute(name) ?? '1', 10);
  return Number.isInteger(span) && span >= 1 ? Math.min(span, MAX_SPAN) : 1;
}
