import type { Marks } from '../book/marks.ts';
import { codeBlock, escapeStart, escapeText, indent } from '../markup/inline.ts';
import { pipeTable } from '../markup/table.ts';
import { type Block, CAPTION } from './blocks.ts';
import { goesOn, Paragraph, type Vocabulary } from './join.ts';
import { shortLeaders, withoutLeaders } from './leaders.ts';
import { listMarker } from './list-marker.ts';
import type { Line } from './page.ts';
import type { OutlinePlaces } from './place-outline.ts';
import type { Rows } from './tables.ts';

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
  const writer = new BlockWriter(context);
  for (const block of blocks) writer.add(block);
  return writer.toString();
}

class BlockWriter {
  readonly #context: RenderContext;
  readonly #out: (string | OpenParagraph)[] = [];
  #page = 0;
  /** The last paragraph, which may go on over the page. */
  #open: OpenParagraph | undefined;
  #openPage = 0;
  /** The page on which something else came behind it. */
  #interruptedOn: number | undefined;

  constructor(context: RenderContext) {
    this.#context = context;
  }

  add(block: Block): void {
    const [first] = block.lines;
    if (!first || block.lines.every(({ text }) => ['', '…'].includes(clean(text)))) return;
    const level = this.#context.headings.get(block);
    const targets = (this.#context.places.get(block) ?? [])
      .map((index) => this.#context.marks.add({ kind: 'target', href: `#${index}` }))
      .join('');
    const mark = this.#pageMark(block.page);
    if (block.kind === 'text' && level === undefined) {
      if (targets === '' && this.#goesOn(block.page, first)) this.#open?.add(block.lines, mark);
      else this.#begin(block, first, mark + targets);
      return;
    }
    // A table or a listing may stand between the halves of a paragraph; a heading ends it.
    if (level !== undefined) this.#open = undefined;
    this.#interruptedOn ??= block.page;
    this.#out.push(mark + targets + renderApart(block, level, this.#context));
  }

  toString(): string {
    return this.#out.map(String).join('\n\n');
  }

  #pageMark(page: number): string {
    if (page === this.#page) return '';
    this.#page = page;
    const { marks, labels } = this.#context;
    return marks.add({ kind: 'page', page, label: labels?.[page - 1] ?? '' });
  }

  #goesOn(page: number, first: Line): boolean {
    // What was set between the halves of a page's own text stands where it stands.
    if (!this.#open || this.#interruptedOn === page) return false;
    // What follows in its own column was told apart from it by how it stands.
    const isNext = page === this.#openPage && first.column === this.#open.last.column;
    if (isNext && this.#interruptedOn === undefined) return false;
    if (!goesOn(this.#open.last, first) || listMarker(first.text) !== undefined) return false;
    this.#interruptedOn = undefined;
    this.#openPage = page;
    return true;
  }

  #begin({ lines, page }: Block, first: Line, marks: string): void {
    const paragraph = new OpenParagraph(marks, this.#context.vocabulary);
    paragraph.add(lines);
    this.#out.push(paragraph);
    // A caption, and a note at the foot of a page, stands between the halves of a paragraph, and does not end it.
    if (CAPTION.test(first.text) || (this.#open && isFootnote(first, this.#open.last))) return;
    this.#open = paragraph;
    this.#openPage = page;
    this.#interruptedOn = undefined;
  }
}

/** Whether a line begins a note: set smaller than the text before it, with a number or a sign at its start. */
function isFootnote(line: Line, before: Line): boolean {
  return (
    line.size < 0.93 * before.size && /^(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z])(?=[\s\p{L}“"‘'(.)])/u.test(line.text)
  );
}

/** A paragraph that may go on over the page. */
class OpenParagraph {
  readonly #marks: string;
  readonly #paragraph: Paragraph;
  #last: Line | undefined;

  constructor(marks: string, vocabulary: Vocabulary) {
    this.#marks = marks;
    this.#paragraph = new Paragraph(vocabulary);
  }

  get last(): Line {
    if (!this.#last) throw new Error('a paragraph without a line');
    return this.#last;
  }

  add(lines: readonly Line[], mark = ''): void {
    for (const [index, line] of lines.entries())
      this.#paragraph.add(clean(line.text), index === 0 ? mark : '');
    this.#last = lines.at(-1) ?? this.#last;
  }

  toString(): string {
    return finished(this.#marks, String(this.#paragraph));
  }
}

/** What is no paragraph: a heading, a listing, a table. */
function renderApart(block: Block, level: number | undefined, { marks, vocabulary }: RenderContext): string {
  if (block.kind === 'code' && level === undefined) return codeBlock(codeOf(block.lines));
  const joined = (texts: readonly string[]) => {
    const paragraph = new Paragraph(vocabulary);
    for (const text of texts) paragraph.add(clean(text));
    return escapeText(String(paragraph));
  };
  if (level !== undefined)
    return marks.add({ kind: 'heading', level }) + joined(block.lines.map(({ text }) => text));
  return pipeTable((block.rows ?? taggedRows(block.lines)).map((row) => row.map(joined)));
}

// What of the following there may be; most lines have nothing of it.
const UNCLEAN = /[‘’`…\t\u00a0\u00ad\ufb00-\ufefc]| {2}|\.\s?\./;

function clean(text: string): string {
  if (!UNCLEAN.test(text)) return text.trim();
  const letters = text
    // Quotation marks in two strokes.
    .replace(/‘‘|``/g, '“')
    .replace(/’’/g, '”')
    // Forms of letters for print: ligatures, and the joined forms of Arabic.
    .replace(/[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+/g, (signs) => signs.normalize('NFKC'))
    .replace(/(?<=\p{L})\u00ad(?=\p{L})/gu, '')
    .replace(/[ \u00a0\t]+/g, ' ');
  // The number of the page is of the paper, as running heads are.
  return shortLeaders(withoutLeaders(letters)).trim();
}

function finished(marks: string, text: string): string {
  const marker = listMarker(text);
  // A number stays as it is: it may be the number of a paragraph as well. A letter is no marker of Markdown.
  const sign =
    marker === undefined
      ? undefined
      : /^\d{1,3}[.)]\s/.test(marker)
        ? marker
        : /^[([\da-z]/i.test(marker)
          ? undefined
          : '- ';
  if (marker === undefined || sign === undefined) return escapeStart(marks + escapeText(text));
  return indent(escapeText(text.slice(marker.length)), ' '.repeat(sign.length), marks + sign);
}

/** Lines of code, with their indents in places of the typeface, and the empty lines between them. */
function codeOf(lines: readonly Line[]): string {
  const left = Math.min(...lines.map(({ x }) => x));
  const gaps = lines.slice(1).map(({ baseline }, index) => baseline - (lines[index]?.baseline ?? 0));
  // Pieces of one line may differ a little in height.
  const leading = Math.min(...gaps.filter((gap, index) => gap > 0.7 * (lines[index]?.size ?? 0)));
  return lines
    .map(({ x, right, text }, index) => {
      const width = (right - x) / Math.max(1, text.length);
      const indent = ' '.repeat(Math.max(0, Math.min(80, Math.round((x - left) / Math.max(1, width)))));
      const empty = Math.round((gaps[index - 1] ?? leading) / leading) - 1;
      return '\n'.repeat(Math.max(0, Math.min(2, empty)) || 0) + indent + text;
    })
    .join('\n');
}

/** The rows of a table by the structure of the file. */
function taggedRows(lines: readonly Line[]): Rows {
  const rows: string[][][] = [];
  for (const { tag, text } of lines) {
    if (!tag?.cell) continue;
    rows[tag.cell.row] ??= [];
    const row = rows[tag.cell.row] as string[][];
    row[tag.cell.column] ??= [];
    row[tag.cell.column]?.push(text);
  }
  // A row without text is not there, and leaves a hole.
  const filled = rows.filter((row) => row !== undefined);
  const width = Math.max(...filled.map((row) => row.length));
  return filled.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? []));
}
