import { type Block, type Inline, type Paragraph, plainText } from './content.ts';
import { cellsOf, gridOf, hasHeadings, hasStrays, isLayout, rowsOf } from './grid.ts';
import type { Reader } from './read.ts';
import { tidyLine } from './tidy.ts';
import { childElements, type Element, textOf } from './tree.ts';

/**
 * A table as GFM can hold it: a rectangle of lines under a row of headings. Tables that lay a page out are taken apart; records with blocks in
 * their cells become paragraphs, each with its heading.
 */
export function readTable(reader: Reader, table: Element): readonly Block[] {
  if (hasStrays(table)) return reader.flow(table.children);
  const caption = childElements(table, 'caption').flatMap((one) => reader.block(one));
  const rows = rowsOf(table);
  const contents = new Map<Element, readonly Block[]>();
  for (const row of rows) {
    // Notes in rows are notes, and the table is how they were placed.
    if (!reader.enter(row)) continue;
    for (const cell of cellsOf(row)) contents.set(cell, reader.block(cell));
  }
  const kept = rows.filter((row) => cellsOf(row).some((cell) => contents.has(cell)));
  return [...caption, ...toBlocks(table, kept, contents)];
}

function toBlocks(
  table: Element,
  rows: readonly Element[],
  contents: ReadonlyMap<Element, readonly Block[]>,
): readonly Block[] {
  const blocks = [...contents.values()].flat();
  if (blocks.length === 0) return [];
  if (isLayout(table, rows)) return blocks;
  if (!blocks.every(({ type }) => type === 'paragraph')) return toRecords(rows, contents);
  const grid = gridOf(rows, (cell) => (contents.get(cell) ?? []).length > 0);
  if (grid === undefined || (grid[0]?.length ?? 0) < 2) return blocks;
  const seen = new Set<Element>();
  const lines = grid.map((cells) =>
    cells.map((cell): readonly Inline[] => {
      if (cell === undefined) return [];
      const line = toLine(contents.get(cell) ?? []);
      const isRepeated = seen.has(cell);
      seen.add(cell);
      return isRepeated ? line.filter((node) => typeof node === 'string' || node.type !== 'mark') : line;
    }),
  );
  const [first = [], ...others] = lines;
  const isHeaded =
    hasHeadings(rows) ||
    (others.length > 0 && first.every(isStrong) && !others.flat().every(isStrong)) ||
    isOverFigures(first, others);
  const body = (isHeaded ? others : lines).filter((line) => line.some((cell) => cell.length > 0));
  return [{ type: 'table', rows: [isHeaded ? first : first.map(() => []), ...body] }];
}

/** Where nothing says what is a heading, a row of strong text over others is one. */
function isStrong(line: readonly Inline[]): boolean {
  return (
    line.length > 0 &&
    line.every((node) => typeof node === 'object' && (node.type === 'strong' || node.type === 'mark'))
  );
}

const FIGURE = /^[-+−~<>≈$€£¥]?\s*\d[\d.,\s]*\s*[%$€£¥]?$/;

/** Words over a column of figures, in a row without any, are headings, too. */
function isOverFigures(first: readonly (readonly Inline[])[], others: readonly (typeof first)[]): boolean {
  const [names, ...lines] = [first, ...others].map((line) => line.map(plainText));
  if (names === undefined || lines.length < 2 || names.some((name) => name === '' || FIGURE.test(name)))
    return false;
  return names.some((_, column) => lines.every((line) => FIGURE.test(line[column] ?? '')));
}

/** The paragraphs of a cell, each a line of it. */
function toLine(blocks: readonly Block[]): readonly Inline[] {
  const line: Inline[] = [];
  for (const block of blocks) {
    if (line.length > 0) line.push({ type: 'break' });
    line.push(...(block as Paragraph).children);
  }
  return line;
}

function toRecords(
  rows: readonly Element[],
  contents: ReadonlyMap<Element, readonly Block[]>,
): readonly Block[] {
  const [first] = rows;
  const headings = first !== undefined && hasHeadings(rows) ? cellsOf(first).map(textOf) : undefined;
  return (headings === undefined ? rows : rows.slice(1)).flatMap((row) =>
    cellsOf(row).flatMap((cell, column) => withHeading(contents.get(cell) ?? [], headings?.[column])),
  );
}

function withHeading(blocks: readonly Block[], heading = ''): readonly Block[] {
  const [first, ...rest] = blocks;
  if (heading === '' || first === undefined) return blocks;
  const label: Inline = { type: 'strong', children: [`${heading}:`] };
  return first.type === 'paragraph'
    ? [{ type: 'paragraph', children: tidyLine([label, ' ', ...first.children]) }, ...rest]
    : [{ type: 'paragraph', children: [label] }, ...blocks];
}
