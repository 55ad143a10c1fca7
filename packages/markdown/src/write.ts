import {
  type Block,
  type CodeBlock,
  type Inline,
  type Item,
  type List,
  type Mark,
  type Note,
  type Table,
  withoutMarks,
} from './content.ts';
import { lineStartEscape } from './escape.ts';
import { escapeAt, formula, writeLine } from './line.ts';

/** What is written otherwise. */
export interface Writing {
  /** What stands in front of a heading, where that is not by its level. */
  readonly headingSign?: ((level: number) => string) | undefined;
  /** What stands in front of the lines of a quotation. */
  readonly quoteSign?: string | undefined;
  /**
   * Text as people type it in mails, which is looked into line by line afterwards: a break is an end of a line, and nothing is escaped. Read
   * as Markdown it may be something else.
   */
  readonly asTyped?: boolean | undefined;
}

/**
 * Content as GitHub-flavoured Markdown (CommonMark 0.31.2, GFM 0.29), which read again is the same content.
 * @returns the Markdown of each block; they stand apart by an empty line
 */
export function writeBlocks(blocks: readonly Block[], writing: Writing = {}): string[] {
  const writer = new Writer(writing);
  return blocks.map((block, index) => writer.block(block, isSecond(blocks, index)));
}

/** All of it, with empty lines between. */
export function writeMarkdown(blocks: readonly Block[], writing: Writing = {}): string {
  return writeBlocks(blocks, writing).join('\n\n');
}

/** Lists that touch are told apart by their markers: every other one has the second kind. */
function isSecond(blocks: readonly Block[], index: number): boolean {
  if (blocks[index]?.type !== 'list') return false;
  let second = false;
  for (let at = index; at > 0; at--) {
    const [list, before] = [blocks[at], blocks[at - 1]];
    if (list?.type !== 'list' || before?.type !== 'list') break;
    if ((list.start === undefined) !== (before.start === undefined)) break;
    second = !second;
  }
  return second;
}

class Writer {
  readonly #headingSign: (level: number) => string;
  readonly #quoteSign: string;
  readonly #asTyped: boolean;

  constructor({
    headingSign = (level) => `${'#'.repeat(level)} `,
    quoteSign = '> ',
    asTyped = false,
  }: Writing) {
    this.#headingSign = headingSign;
    this.#quoteSign = quoteSign;
    this.#asTyped = asTyped;
  }

  block(block: Block, isSecondList = false, isFirstOfItem = false): string {
    switch (block.type) {
      case 'paragraph':
        if (this.#asTyped) return writeLine(block.children, 'paragraph', true);
        return paragraph(block.children, isFirstOfItem);
      case 'heading':
        return this.#headingSign(block.level) + heading(block.children, this.#asTyped);
      case 'list':
        return this.#list(block, isSecondList);
      case 'quote':
        return prefixed(
          this.#blocks(block.children).join('\n\n'),
          this.#quoteSign,
          this.#quoteSign.trimEnd(),
        );
      case 'codeBlock':
        return marks(block.marks) + codeBlock(block);
      case 'mathBlock':
        return formulaBlock(block.value);
      case 'table':
        return table(block, this.#asTyped);
      case 'rule':
        // `- ---` would be a rule and no list, as would `* ***`.
        return marks(block.marks) + (isFirstOfItem ? '___' : '---');
      case 'note':
        return this.#note(block);
    }
  }

  #blocks(blocks: readonly Block[], isItem = false): string[] {
    return blocks.map((block, index) => this.block(block, isSecond(blocks, index), isItem && index === 0));
  }

  #list({ start, items }: List, isSecondKind: boolean): string {
    let isLoose = false;
    const lines = items.map((item, index) => {
      const marker =
        start === undefined ? (isSecondKind ? '*' : '-') : `${start + index}${isSecondKind ? ')' : '.'}`;
      const isTight = isTightItem(item);
      if (!isTight) isLoose = true;
      const task = item.checked === undefined ? '' : `[${item.checked ? 'x' : ' '}] `;
      const body = task + this.#blocks(item.children, true).join(isTight ? '\n' : '\n\n');
      return `${marker} ${prefixed(body, ' '.repeat(marker.length + 1)).trimStart()}`;
    });
    return lines.join(isLoose ? '\n\n' : '\n');
  }

  #note({ label, children }: Note): string {
    return `[^${label}]: ${prefixed(this.#blocks(children).join('\n\n'), '    ').trimStart()}`;
  }
}

/** A line, and lists that may follow a line without an empty one between. */
function isTightItem({ children }: Item): boolean {
  return children.every((block, index) =>
    index === 0 ? block.type !== 'note' : block.type === 'list' && mayInterrupt(block),
  );
}

/** Whether a list begins right under a line: with the first number, also in its first item, and tight all through. */
function mayInterrupt({ start = 1, items }: List): boolean {
  return start === 1 && items[0]?.children[0]?.type !== 'list' && items.every(isTightItem);
}

// A line that could be taken for the start of a block, if anything before it is a mark.
const MAY_START = /^[\ufdd0#>\-+*_=:|[\d]/;
const MAY_START_LINE = new RegExp(MAY_START, 'm');

function paragraph(children: readonly Inline[], isFirstOfItem: boolean): string {
  const text = writeLine(children, 'paragraph');
  if (!(text.includes('\n') ? MAY_START_LINE : MAY_START).test(text)) return text;
  return text
    .split('\n')
    .map((line, index) => {
      const plain = withoutMarks(line);
      const isTask = isFirstOfItem && index === 0 && /^\[[ xX]\](?=\s|$)/.test(plain);
      return escapeAt(line, isTask ? 0 : lineStartEscape(plain, index === 0));
    })
    .join('\n');
}

/** Number signs at its end would be taken for its closing. */
function heading(children: readonly Inline[], asTyped: boolean): string {
  const line = writeLine(children, 'heading', asTyped);
  const at = withoutMarks(line).search(/(?<=^|\s)#+$/);
  return escapeAt(line, at < 0 ? undefined : at);
}

/** A block of code between fences. */
export function codeBlock({ value, language = '' }: Pick<CodeBlock, 'value' | 'language'>): string {
  const longest = Math.max(2, ...(value.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[\s`]/g, '')}\n${value}\n${fence}`;
}

function formulaBlock(value: string): string {
  const line = formula(value, 'paragraph');
  return line.includes('`') ? codeBlock({ value, language: 'math' }) : `$${line}$`;
}

/** A table. Cells are lines: a break in them is one of HTML, which GFM allows there. */
function table({ rows }: Table, asTyped: boolean): string {
  const lines = rows.map(
    (cells) =>
      `| ${cells.map((cell) => (asTyped ? writeLine(cell, 'cell', true).replaceAll('|', '\\|') : writeLine(cell, 'cell'))).join(' | ')} |`,
  );
  lines.splice(1, 0, `| ${(rows[0] ?? []).map(() => '---').join(' | ')} |`);
  return lines.join('\n');
}

function marks(list: readonly Mark[] = []): string {
  return list.map(({ value }) => value).join('');
}

/** Lines behind a prefix; empty ones behind another. */
function prefixed(text: string, prefix: string, empty = ''): string {
  if (!text.includes('\n')) return text === '' ? empty : prefix + text;
  return text
    .split('\n')
    .map((line) => (line === '' ? empty : prefix + line))
    .join('\n');
}
