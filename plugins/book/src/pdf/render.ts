import type { Marks } from '../book/marks.ts';
import { codeBlock, escapeStart, escapeText, indent } from '../markup/inline.ts';
import { pipeTable } from '../markup/table.ts';
import { type Block, listMarker } from './blocks.ts';
import { goesOn, joinText, type Vocabulary } from './join.ts';
import type { Line } from './page.ts';
import type { OutlinePlaces } from './place-outline.ts';

/** What is known of the blocks of a document. */
interface RenderContext {
  readonly marks: Marks;
  readonly headings: ReadonlyMap<Block, number>;
  readonly places: OutlinePlaces;
  readonly vocabulary: Vocabulary;
  readonly labels: readonly string[] | undefined;
}

/** The Markdown of a document, with marks for pages, headings and the places that its outline leads to. */
export function renderBlocks(blocks: readonly Block[], context: RenderContext): string {
  const out: string[] = [];
  let page = 0;
  /** The paragraph that may go on over the page, and the last line of it. */
  let open: { readonly at: number; readonly line: Line; text: string } | undefined;
  for (const block of blocks) {
    const [first] = block.lines;
    if (!first || block.lines.every(({ text }) => clean(text) === '…')) continue;
    let mark = '';
    if (block.page !== page) {
      page = block.page;
      mark = context.marks.add({ kind: 'page', page, label: context.labels?.[page - 1] ?? '' });
    }
    const level = context.headings.get(block);
    const targets = (context.places.get(block) ?? [])
      .map((index) => context.marks.add({ kind: 'target', href: `#${index}` }))
      .join('');
    const last = block.lines.at(-1) ?? first;
    const isText = block.kind === 'text' && level === undefined && targets === '';
    if (open && isText && goesOn(open.line, first) && listMarker(first.text) === undefined) {
      open.text = joinText(open.text, mark + paragraph(block.lines, context.vocabulary), context.vocabulary);
      if (mark !== '') open.text = joinMarked(open.text, mark);
      out[open.at] = finished(open.text);
      open = { at: open.at, line: last, text: open.text };
      continue;
    }
    if (level !== undefined) {
      out.push(
        `${mark}${targets}${context.marks.add({ kind: 'heading', level })}${escapeText(paragraph(block.lines, context.vocabulary))}`,
      );
      open = undefined;
    } else if (block.kind === 'code') {
      out.push(`${mark}${targets}${codeBlock(codeOf(block.lines))}`);
    } else if (block.kind === 'table') {
      out.push(`${mark}${targets}${pipeTable(rowsOf(block.lines).map((row) => row.map(escapeText)))}`);
    } else {
      const text = mark + targets + paragraph(block.lines, context.vocabulary);
      open = { at: out.length, line: last, text };
      out.push(finished(text));
    }
  }
  return out.join('\n\n');
}

/** A mark between two halves of a word must not keep them apart: it moves before the word. */
function joinMarked(text: string, mark: string): string {
  return text.includes(mark) ? text : text + mark;
}

function paragraph(lines: readonly Line[], vocabulary: Vocabulary): string {
  let text = '';
  for (const line of lines) text = joinText(text, clean(line.text), vocabulary);
  return text;
}

// Dot leaders of a printed table of contents.
const LEADERS = /\s*(?:\.{4,}|(?:\s\.){4,}|(?:\.\s){4,}|…{2,})[\s.]*/g;

function clean(text: string): string {
  return (
    text
      // Quotation marks in two strokes.
      .replace(/‘‘|``/g, '“')
      .replace(/’’/g, '”')
      // Forms of letters for print: ligatures, and the joined forms of Arabic.
      .replace(/[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+/g, (signs) => signs.normalize('NFKC'))
      .replace(LEADERS, ' … ')
      .replace(/[ \u00a0\t]+/g, ' ')
      .replace(/(?<=\p{L})\u00ad(?=\p{L})/gu, '')
      .trim()
  );
}

function finished(text: string): string {
  const [, marks = '', rest = ''] = /^((?:\ufdd0\d+\ufdd1)*)([\s\S]*)$/.exec(text) ?? [];
  const marker = listMarker(rest);
  if (marker === undefined) return escapeStart(marks + escapeText(rest));
  const body = escapeText(rest.slice(marker.length));
  // A number stays as it is: it may be the number of a paragraph as well.
  const sign = /^\d{1,3}[.)]\s/.test(marker) ? marker : /^[([\da-z]/i.test(marker) ? undefined : '- ';
  return sign === undefined
    ? escapeStart(marks + escapeText(rest))
    : indent(body, ' '.repeat(sign.length), marks + sign);
}

/** Lines of code, with their indents in places of the typeface. */
function codeOf(lines: readonly Line[]): string {
  const left = Math.min(...lines.map(({ x }) => x));
  return lines
    .map(({ x, right, text }) => {
      const width = (right - x) / Math.max(1, text.length);
      return ' '.repeat(Math.max(0, Math.min(80, Math.round((x - left) / Math.max(1, width))))) + text;
    })
    .join('\n');
}

/** The rows of a table: by the structure of the file, else its lines with their pieces. */
function rowsOf(lines: readonly Line[]): readonly (readonly string[])[] {
  if (!lines[0]?.tag?.cell) return lines.map(({ cells, text }) => cells?.map((cell) => cell.text) ?? [text]);
  const rows: string[][] = [];
  for (const { tag, text } of lines) {
    if (!tag?.cell) continue;
    rows[tag.cell.row] ??= [];
    const row = rows[tag.cell.row] ?? [];
    const before = row[tag.cell.column];
    row[tag.cell.column] = before === undefined ? text : `${before} ${text}`;
  }
  const width = Math.max(...rows.map((row) => row?.length ?? 0));
  return rows
    .filter((row) => row !== undefined)
    .map((row) => Array.from({ length: width }, (_, column) => row[column] ?? ''));
}
