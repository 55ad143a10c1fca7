import { type Element, isElement } from './tree.ts';

/** A cell of a grid, and how many columns and rows it takes. */
interface Cell {
  readonly element: Element;
  readonly isHeader: boolean;
}

// What a table declares is not to be believed without a limit (HTML, "algorithm for processing rows").
const MOST_COLUMNS = 100;
const MOST_ROWS_SPANNED = 1000;

/** The rows of a table, each with one cell or none for every column; `undefined` for what is no table but a layout. */
export function tableGrid(table: Element): readonly (readonly (Cell | undefined)[])[] | undefined {
  const rows = rowsOf(table);
  const grid: (Cell | undefined)[][] = [];
  const spanned: number[] = [];
  for (const row of rows) {
    const line: (Cell | undefined)[] = [];
    const skip = () => {
      while ((spanned[line.length] ?? 0) > 0 && line.length < MOST_COLUMNS) {
        spanned[line.length] = (spanned[line.length] ?? 1) - 1;
        line.push(undefined);
      }
    };
    for (const element of row.children) {
      if (!isElement(element, 'td', 'th')) continue;
      skip();
      const width = Math.min(spanOf(element, 'colspan'), MOST_COLUMNS - line.length);
      const height = Math.min(spanOf(element, 'rowspan'), MOST_ROWS_SPANNED);
      for (let column = 0; column < width; column++) {
        spanned[line.length] = height - 1;
        line.push(column === 0 ? { element, isHeader: isElement(element, 'th') } : undefined);
      }
    }
    skip();
    if (line.length > 0) grid.push(line);
  }
  const width = Math.max(0, ...grid.map((line) => line.length));
  // One column, or one row with a whole page in it, is a way to place things.
  if (width < 2 || grid.length < 1 || (grid.length === 1 && !grid[0]?.some((cell) => cell?.isHeader)))
    return undefined;
  for (const line of grid) while (line.length < width) line.push(undefined);
  return grid;
}

/** Whether there is text in a table outside of its cells: then it is no grid, and read as it comes. */
export function hasStrays(table: Element): boolean {
  return table.children.some((child) => {
    if (typeof child === 'string') return child.trim() !== '';
    if (isElement(child, 'caption', 'colgroup', 'col')) return false;
    return isElement(child, 'thead', 'tbody', 'tfoot', 'tr') ? hasStraysInRow(child) : true;
  });
}

function hasStraysInRow(row: Element): boolean {
  return row.children.some((child) => {
    if (typeof child === 'string') return child.trim() !== '';
    if (isElement(child, 'tr')) return hasStraysInRow(child);
    return !isElement(child, 'td', 'th');
  });
}

function rowsOf(table: Element): readonly Element[] {
  return table.children.flatMap((child) => {
    if (isElement(child, 'tr')) return [child];
    return isElement(child, 'thead', 'tbody', 'tfoot')
      ? (child.children.filter((row) => isElement(row, 'tr')) as Element[])
      : [];
  });
}

function spanOf({ attributes }: Element, name: string): number {
  const span = Number.parseInt(attributes[name] ?? '1', 10);
  return Number.isFinite(span) && span > 0 ? span : 1;
}

/** A table of GitHub-flavoured Markdown. Its first row is its head, since it must have one. */
export function pipeTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) =>
    `| ${cells
      .map((cell) =>
        cell
          .replaceAll('|', '\\|')
          .replace(/\s*\n\s*/g, ' ')
          .trim(),
      )
      .join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...body.map(line)].join('\n');
}
