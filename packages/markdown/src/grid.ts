import { childElements, type Element, findElement, isElement, localName, textOf } from './tree.ts';

// What a table declares is not to be believed without a limit: spans multiply, 20,000 cells of a bomb would be 200 million.
const MAX_CELLS = 50_000;
const MAX_SPAN = 100;
// A cell that spans rows is repeated in them when it is a label.
const MAX_LABEL = 200;

/** The rows of a table, without those of tables in it. */
export function rowsOf(table: Element): readonly Element[] {
  return table.children.flatMap((child) => {
    if (isElement(child, 'tr')) return [child];
    return isElement(child, 'thead', 'tbody', 'tfoot') ? rowsOf(child) : [];
  });
}

/** The cells of a row. */
export function cellsOf(row: Element): readonly Element[] {
  return childElements(row, 'td', 'th');
}

/** Whether a table only places things: it holds another one, has one column, or is one row of blocks without a heading. */
export function isLayout(table: Element, rows: readonly Element[]): boolean {
  if (table.attributes.role === 'presentation' || findElement(table, 'table') !== undefined) return true;
  const widest = Math.max(0, ...rows.map((row) => cellsOf(row).length));
  if (widest <= 1) return true;
  return (
    rows.length === 1 &&
    findElement(table, 'th') === undefined &&
    findElement(table, 'p', 'div') !== undefined
  );
}

/** Whether there is text in a table outside of its cells: then it is no grid, and read as it comes. */
export function hasStrays(part: Element): boolean {
  return part.children.some((child) => {
    if (typeof child === 'string') return child.trim() !== '';
    const name = localName(child);
    if (/^(?:thead|tbody|tfoot|tr)$/.test(name)) return hasStrays(child);
    return !/^(?:caption|colgroup|col|td|th|script|style|template)$/.test(name);
  });
}

/** Whether the first row is that of the headings. */
export function hasHeadings([first]: readonly Element[]): boolean {
  if (first === undefined) return false;
  return isElement(first.parent, 'thead') || cellsOf(first).every((cell) => isElement(cell, 'th'));
}

/**
 * The cells with their spans spread out: one that spans rows stands in each of them, one that spans columns in the first. Without columns in
 * which nothing is.
 * @returns `undefined` when they are too many
 */
export function gridOf(
  rows: readonly Element[],
  isFilled: (cell: Element) => boolean,
): readonly (readonly (Element | undefined)[])[] | undefined {
  const grid: (Element | undefined)[][] = rows.map(() => []);
  let cells = 0;
  for (const [index, row] of rows.entries()) {
    let column = 0;
    for (const cell of cellsOf(row)) {
      while (column in (grid[index] ?? [])) column++;
      const columns = spanOf(cell, 'colspan');
      const below = Math.min(spanOf(cell, 'rowspan'), rows.length - index);
      cells += columns * below;
      if (cells > MAX_CELLS) return undefined;
      const isLabel = below > 1 && textOf(cell).length <= MAX_LABEL;
      for (let down = 0; down < below; down++) {
        const line = grid[index + down] ?? [];
        for (let right = 0; right < columns; right++) line[column + right] = undefined;
        if (down === 0 || isLabel) line[column] = cell;
      }
      column += columns;
    }
  }
  const filled = new Set(
    grid.flatMap((line) => [...line.keys()].filter((column) => line[column] && isFilled(line[column]))),
  );
  const columns = [...filled].sort((a, b) => a - b);
  if (columns.length * grid.length > MAX_CELLS * 4) return undefined;
  return grid.map((line) => columns.map((column) => line[column]));
}

function spanOf({ attributes }: Element, name: string): number {
  const span = Number.parseInt(attributes[name] ?? '1', 10);
  return Number.isInteger(span) && span >= 1 ? Math.min(span, MAX_SPAN) : 1;
}
