import { describe, expect, it } from 'vitest';
import type { Line } from './page.ts';
import { findTables } from './tables.ts';

// Points for a letter: pieces begin where their column does.
const LETTER = 5;
const COLUMN = 120;

/** Lines of which each row names the pieces; '' leaves a place free. */
function toLines(rows: readonly (readonly string[])[], leading = 13): Line[] {
  return rows.map((row, index) => {
    const cells = row.flatMap((text, column) =>
      text === ''
        ? []
        : [{ x: 72 + COLUMN * column, right: 72 + COLUMN * column + LETTER * text.length, text }],
    );
    return {
      x: cells[0]?.x ?? 72,
      right: cells.at(-1)?.right ?? 72,
      baseline: 100 + leading * index,
      size: 10,
      text: row.filter((text) => text !== '').join(' '),
      isOther: false,
      isMono: false,
      isBold: false,
      column: 0,
      ...(cells.length > 1 && { cells }),
    };
  });
}

const rowsOf = (rows: readonly (readonly string[])[]) =>
  findTables(toLines(rows), () => false).map((table) =>
    table.rows.map((row) => row.map((cell) => cell.join(' '))),
  );

describe('tables', () => {
  it.each([
    [
      'numbered rows',
      [
        ['1.', 'Satin', 'blue'],
        ['2.', 'Great', 'white'],
        ['3.', 'Golden', 'olive'],
      ],
    ],
    [
      'figures with a minus',
      [
        ['Year', 'North', 'South'],
        ['2024', '−3.1', '−2.0'],
        ['2025', '−3.4', '+1.9'],
      ],
    ],
    [
      'marks',
      [
        ['', 'sings', 'builds'],
        ['Satin', '✓', '✓'],
        ['Lyre', '✓', '–'],
      ],
    ],
    [
      'grades',
      [
        ['Bird', 'Grade'],
        ['Satin', 'A'],
        ['Great', 'B'],
        ['Golden', 'C'],
      ],
    ],
    [
      'figures that rise',
      [
        ['Alice', '3'],
        ['Bob', '5'],
        ['Carol', '9'],
      ],
    ],
    [
      'losses in brackets',
      [
        ['North', '(120)'],
        ['South', '(95)'],
        ['East', '(310)'],
      ],
    ],
  ])('are %s', (_, rows) => {
    expect(rowsOf(rows)).toEqual([rows]);
  });

  it.each([
    [
      'list with signs apart',
      [
        ['•', 'of sticks'],
        ['•', 'of shells'],
        ['•', 'of glass'],
      ],
    ],
    [
      'list of references',
      [
        ['[Bel99]', 'Of birds'],
        ['[Cor01]', 'Of bowers'],
        ['[Dee+3]', 'Of songs'],
      ],
    ],
    [
      'printed contents',
      [
        ['1 Of birds', '3'],
        ['2 Of bowers', '7'],
        ['A Places', '9'],
      ],
    ],
    [
      'printed contents with numbers apart',
      [
        ['1', 'Of birds', '3'],
        ['2', 'Of bowers', '7'],
        ['3', 'Places', '9'],
      ],
    ],
    [
      'formulas with their numbers',
      [
        ['a = b', '(1)'],
        ['b = c', '(2)'],
        ['c = d', '(3)'],
      ],
    ],
    [
      'formula',
      [
        ['x = y + 1', 'a ∈ b'],
        ['y − 1 = x', 'b ≤ c'],
        ['x + y', '∑ d'],
      ],
    ],
  ])('are no %s', (_, rows) => {
    expect(rowsOf(rows)).toEqual([]);
  });

  it('are divided where a file has more lines one under the other than a page has', () => {
    const rows = Array.from({ length: 2000 }, (_, index) =>
      index % 2 === 0 ? Array.from({ length: 6 }, () => 'piece') : ['', 'alone'],
    );
    const tables = findTables(toLines(rows), () => false);
    expect(tables.length).toBeGreaterThan(1);
    expect(Math.max(...tables.map(({ from, to }) => to - from))).toBeLessThanOrEqual(300);
  });
});
