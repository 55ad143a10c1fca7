import { endsAtPage } from './leaders.ts';
import { BULLET, listMarker } from './list-marker.ts';
import type { Line, PdfPage } from './page.ts';
import { findTables, type Rows } from './tables.ts';

/** Lines that belong together. */
export interface Block {
  readonly kind: 'text' | 'code' | 'table';
  readonly lines: Line[];
  readonly page: number;
  /** Of a table that was found by its columns. */
  readonly rows?: Rows | undefined;
}

/** A large first letter goes to its word, and the lines beside it begin where it begins. */
function withDropCaps(lines: readonly Line[]): readonly Line[] {
  const out: Line[] = [];
  let cap: Line | undefined;
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (
      /^\p{Lu}$/u.test(line.text) &&
      next &&
      line.size > 1.8 * next.size &&
      /^[\p{L}’']/u.test(next.text) &&
      next.x >= line.right - 2
    ) {
      cap = line;
      continue;
    }
    const isBeside = cap && line.baseline <= cap.baseline + 0.3 * line.size && line.x > cap.x;
    if (!cap || !isBeside) out.push(line);
    else {
      const { cells: _, ...rest } = line;
      out.push({ ...rest, x: cap.x, text: lines[index - 1] === cap ? cap.text + line.text : line.text });
    }
  }
  return out;
}

/** What is typical of the lines of a column. */
interface Measure {
  readonly left: number;
  readonly right: number;
  readonly leading: number;
  /** Of the letters of half of the lines, at least. */
  readonly size: number;
}

/**
 * Divides the lines of a page into blocks: paragraphs, headings, items, code, tables.
 * @param isTitle whether a line is the title of something that begins on its page
 */
export function toBlocks(page: PdfPage, isTitle: (text: string) => boolean): readonly Block[] {
  const lines = withDropCaps(page.lines);
  const blocks: Block[] = [];
  const measures = measureColumns(lines);
  const titles = new Set(lines.filter(({ text }) => isTitle(text)));
  const tables = new Map(findTables(lines, (line) => titles.has(line)).map((table) => [table.from, table]));
  let before: Line | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const table = tables.get(index);
    if (table) {
      blocks.push({ kind: 'table', lines: lines.slice(index, table.to), page: page.page, rows: table.rows });
      index = table.to - 1;
      before = undefined;
      continue;
    }
    const block = blocks.at(-1);
    const measure = measures.get(line.column);
    const isApart = titles.has(line) || (before !== undefined && titles.has(before));
    if (block && before && measure && !isApart && !isBreak(block, before, line, measure))
      block.lines.push(line);
    else
      blocks.push({
        kind: line.tag?.cell ? 'table' : line.isMono ? 'code' : 'text',
        lines: [line],
        page: page.page,
      });
    before = line;
  }
  return blocks;
}

function measureColumns(lines: readonly Line[]): ReadonlyMap<number, Measure> {
  return new Map(
    [...Map.groupBy(lines, ({ column }) => column)].map(([column, own]) => {
      const gaps = own.flatMap((line, index) => {
        const next = own[index + 1];
        const gap = next ? next.baseline - line.baseline : 0;
        return next && gap > 0.8 * line.size && gap < 3 * line.size && Math.abs(next.size - line.size) < 0.5
          ? [gap]
          : [];
      });
      const rights = own.map(({ right }) => right).sort((a, b) => a - b);
      const lefts = own.map(({ x }) => x).sort((a, b) => a - b);
      return [
        column,
        {
          left: lefts[Math.floor(lefts.length * 0.1)] ?? 0,
          right: rights[Math.floor(rights.length * 0.9)] ?? 0,
          size: median(own.map(({ size }) => size)) ?? 10,
          leading: median(gaps) ?? 1.2 * (own[0]?.size ?? 10),
        },
      ];
    }),
  );
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

// What it stands under or over may be followed by the text without a gap.
export const CAPTION =
  /^(?:fig(?:ure|\.)|tab(?:le|\.)|listing|algorithm|abb(?:ildung|\.)|tabelle|tableau|figura|tabla)\s*\d/i;

function isBreak(block: Block, before: Line, line: Line, measure: Measure): boolean {
  if (before.tag !== undefined || line.tag !== undefined) return isTagBreak(block, before, line);
  if (line.column !== before.column) return true;
  if (line.isMono !== (block.kind === 'code') && !goesOnInText(block, before, line, measure)) return true;
  // Of a printed table of contents: each line by itself.
  if (endsAtPage(before.text)) return true;
  const gap = line.baseline - before.baseline;
  if (block.kind === 'code') return gap < -0.5 * line.size || gap > 3 * measure.leading;
  if (Math.abs(line.size - before.size) > 0.08 * before.size) return true;
  // Lines of a title are further apart than those of the text.
  const isLarge = line.size > 1.08 * measure.size;
  if (gap < -0.5 * line.size || gap > Math.max(1.32 * measure.leading, (isLarge ? 1.5 : 1.25) * line.size))
    return true;
  if (isLarge && line.isBold === before.isBold && !/^\p{Lu}/u.test(line.text)) return false;
  if (
    isLarge &&
    line.isBold === before.isBold &&
    before.right > measure.left + 0.5 * (measure.right - measure.left)
  )
    return false;
  if (gap < 0.5 * line.size) return false;
  const indent = 0.8 * line.size;
  const first = block.lines[0] ?? before;
  const marker = isDash(before, line, measure) ? undefined : listMarker(line.text);
  const isItem = listMarker(first.text) !== undefined;
  if (marker !== undefined && (isItem || BULLET.test(line.text) || line.x > measure.left + indent))
    return true;
  const endsShort = before.right < measure.right - 0.2 * (measure.right - measure.left);
  const endsSentence = /[.!?:;…]["'”’»)\]]*$/.test(before.text);
  if (endsShort && (endsSentence || CAPTION.test(first.text))) return true;
  if (isItem) return line.x < first.x - indent || (line.x <= first.x + 1 && endsShort);
  if (line.x > before.x + indent)
    return block.lines.length > 1 || line.x - before.x < 6 * line.size ? !isCentred(before, line) : true;
  if (line.x < before.x - indent && block.lines.length > 1) return !isCentred(before, line);
  if (line.isOther !== before.isOther && endsShort) return true;
  return (
    endsShort &&
    /^\p{Lu}/u.test(line.text) &&
    before.right < measure.right - 0.45 * (measure.right - measure.left)
  );
}

/** Whether a line begins with the dash of a sentence: the one before it is full, and goes on. */
function isDash(before: Line, line: Line, measure: Measure): boolean {
  if (!/^[–—*-]\s/.test(line.text) || Math.abs(line.x - before.x) > 1) return false;
  return (
    before.right > measure.right - 0.1 * (measure.right - measure.left) && !/[.!?:;…]$/.test(before.text)
  );
}

/** Whether a line in the typeface of listings is one of a paragraph: the one before is full, and it begins where that begins. */
function goesOnInText(block: Block, before: Line, line: Line, measure: Measure): boolean {
  const isFull = before.right > measure.right - 0.1 * (measure.right - measure.left);
  const isUnder = Math.abs(line.x - Math.min(before.x, (block.lines.at(-2) ?? before).x)) < 1;
  const isClose = line.baseline - before.baseline < 1.2 * measure.leading;
  return block.kind === 'text' && isFull && isUnder && isClose;
}

/** In a tagged PDF the structure tells, but for texts that it does not know. */
function isTagBreak(block: Block, before: Line, line: Line): boolean {
  const cell = line.tag?.cell;
  if (cell) return block.kind !== 'table' || before.tag?.cell?.table !== cell.table;
  return before.tag?.element !== line.tag?.element;
}

function isCentred(a: Line, b: Line): boolean {
  return Math.abs((a.x + a.right) / 2 - (b.x + b.right) / 2) < 0.6 * a.size;
}
