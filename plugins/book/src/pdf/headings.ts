import { foldTitle } from '../book/sections.ts';
import type { Block } from './blocks.ts';
import { hasLeaders, withoutPage } from './leaders.ts';
import type { Line } from './page.ts';
import type { PdfOutlineEntry } from './survey.ts';

// In parts of the size of the text: what is larger by so much and short is a heading.
const LARGER = 1.1;
const MOST_LETTERS = 200;
const MOST_BOLD = 90;
const MOST_LEVEL = 6;
const NUMBER =
  /^(?:(?:[Cc]hapter|CHAPTER|[Pp]art|PART|[Ss]ection|[Aa]ppendix|APPENDIX|[Kk]apitel|[Tt]eil|[Aa]nhang|[Cc]hapitre|[Pp]artie|[Cc]apítulo)\s+)?((?:\d{1,2}|[A-Z](?=[.:]))(?:\.\d{1,3})*)[.:]?\s+(?=["“(]?\p{Lu})/u;

/** The titles of an outline, by their letters and figures alone. */
export class Titles {
  readonly #entries: ReadonlyMap<string, readonly PdfOutlineEntry[]>;
  /** How they begin: most lines of a book begin otherwise, and are not looked at further. */
  readonly #starts: ReadonlySet<string>;

  constructor(outline: readonly PdfOutlineEntry[]) {
    this.#entries = Map.groupBy(outline, ({ title }) => foldTitle(title));
    this.#starts = new Set([...this.#entries.keys()].map((title) => title.slice(0, START)));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The entries with a title, with its number or without. */
  named(text: string): readonly PdfOutlineEntry[] {
    const entries = this.exactly(text);
    if (entries.length > 0 || !/^\d/.test(text)) return entries;
    return this.exactly(text.replace(/^(?:\d+\.)*\d+\.?\s+/, ''));
  }

  /** The entries with a title as it is. */
  exactly(text: string): readonly PdfOutlineEntry[] {
    if (this.#entries.size === 0 || text.length > 2 * MOST_LETTERS) return [];
    const start = ASCII_START.exec(text);
    if (start && !this.#starts.has(start[0].replace(/[^A-Za-z0-9]/g, '').toLowerCase())) return [];
    return this.#entries.get(foldTitle(text)) ?? [];
  }

  /** Whether a text is what another page has for its title, as a line of the printed contents is, with the number of the page behind it. */
  areElsewhere(text: string, page: number): boolean {
    const title = withoutPage(text);
    const entries = title === text ? this.exactly(text) : this.named(title);
    return entries.some((entry) => entry.page !== page);
  }

  /** Whether a text is a title, where that says. */
  begins(text: string, page: number): boolean {
    return this.named(text).some((entry) => entry.page !== undefined && Math.abs(entry.page - page) <= 1);
  }
}

// In letters and figures.
const START = 8;
// As many, where these are of ASCII.
const ASCII_START = /^(?:[ -/:-@[-`{-~]*[A-Za-z0-9]){8}(?![^ -~])/;

/** What headings are told by. */
interface Look {
  readonly bodySize: number;
  /** The outline says what headings there are: what is bold beside is a note, or the head of a table. */
  readonly hasOutline: boolean;
}

const LEAST_OUTLINE = 3;

/** The headings among blocks, with their levels from 1: as the structure of the file says, else by the outline, size, typeface and number. */
export function findHeadings(
  blocks: readonly Block[],
  bodySize: number,
  titles: Titles,
): ReadonlyMap<Block, number> {
  const found = new Map<Block, Found>();
  const look = { bodySize, hasOutline: titles.size >= LEAST_OUTLINE };
  const isTagged = blocks.some(({ lines }) => tagLevel(lines[0]) !== undefined);
  for (const block of blocks) {
    const { lines, kind, page } = block;
    const [first] = lines;
    if (!first || kind === 'table') continue;
    const text = lines.map((line) => line.text).join(' ');
    const tag = tagLevel(first);
    const isNamed = titles.begins(text, page);
    // A line of the printed table of contents.
    if (!isNamed && titles.areElsewhere(text, page)) continue;
    const isHeading = tag !== undefined || isNamed || (!isTagged && isLikeHeading(block, text, look));
    if (isHeading && /\p{L}/u.test(text))
      found.set(block, { text, size: Math.round(first.size * 2) / 2, tag, isNamed });
  }
  for (const block of ofTitlePage(found)) found.delete(block);
  const sizes = [
    ...new Set(
      [...found.values()]
        .filter(({ tag, size }) => tag === undefined && size > bodySize * 1.05)
        .map(({ size }) => size),
    ),
  ].sort((a, b) => b - a);
  const hasRoman = [...found.values()].some(({ text }) => /^II\.\s/.test(text));
  return new Map(
    [...found].map(([block, { text, size, tag }]) => {
      const rank = sizes.indexOf(size);
      const bySize = rank >= 0 ? rank + 1 : sizes.length + depthOf(text, hasRoman);
      return [block, Math.min(tag ?? bySize, MOST_LEVEL)];
    }),
  );
}

interface Found {
  readonly text: string;
  readonly size: number;
  readonly tag: number | undefined;
  /** The outline has it. */
  readonly isNamed: boolean;
}

/** What is set large on the first page before its first title of the outline, and is none: authors, places, dates. The largest is the title of all. */
function ofTitlePage(found: ReadonlyMap<Block, Found>): readonly Block[] {
  const all = [...found].filter(([{ page }]) => page === 1);
  const before = all.slice(
    0,
    Math.max(
      0,
      all.findIndex(([, { isNamed }]) => isNamed),
    ),
  );
  const largest = Math.max(...before.map(([, { size }]) => size));
  const named = new Set(all.flatMap(([, { size, isNamed }]) => (isNamed ? [size] : [])));
  return before.flatMap(([block, { size, tag }]) =>
    tag === undefined && size < largest && !named.has(size) ? [block] : [],
  );
}

/** How deep a title is by its number: `1.2` is two, and below Roman numbers come letters, figures and small letters. */
function depthOf(text: string, hasRoman: boolean): number {
  const depth = hasRoman ? BELOW_ROMAN.findIndex((mark) => mark.test(text)) : -1;
  return depth < 0 ? (NUMBER.exec(text)?.[1]?.split('.').length ?? 1) : depth + 1;
}

const BELOW_ROMAN = [/^[IVX]+\.\s/, /^[A-Z]\.\s/, /^\d{1,2}\.\s/, /^[a-z]\.\s/];

function isLikeHeading({ kind, lines }: Block, text: string, { bodySize, hasOutline }: Look): boolean {
  if (kind === 'code') return !hasOutline && isNameInBold(lines, bodySize);
  if (text.length > MOST_LETTERS || lines.length > 4 || !/\p{L}{2}/u.test(text)) return false;
  if (hasLeaders(text)) return false;
  const isLarger = lines.every(({ size }) => size > LARGER * bodySize);
  if (isLarger) return !/[,;:]$/.test(text.trim()) && (text.length < 100 || !/[.]$/.test(text.trim()));
  // Of the size of the text: in another typeface throughout, bold, with a number or in capitals, and no sentence.
  if (lines.length > 2 || /[.,;:?!]$/.test(text.trim())) return false;
  const isBold = lines.every((line) => line.isBold && !isInRow(line));
  if (!lines.every(({ isOther, size }) => isOther && size > (isBold ? 0.85 : 0.95) * bodySize)) return false;
  if ((text.match(/\p{L}/gu)?.length ?? 0) < 0.6 * text.length) return false;
  if (NUMBER.test(text)) return true;
  // In a row with others it is the head of a table.
  if (isBold && !hasOutline && text.length < MOST_BOLD) return true;
  return text.length < 60 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text);
}

/** Whether a line stands in a row with others: a number may stand apart from its title. */
function isInRow({ cells = [] }: Line): boolean {
  return (
    cells.length > 2 ||
    (cells.length === 2 && !/^(?:[A-Z]|[\dIVX]+)(?:\.\d+)*\.?$/.test(cells[0]?.text ?? ''))
  );
}

/** A heading in the typeface of a listing, as for the name of a function. */
function isNameInBold(lines: readonly Line[], bodySize: number): boolean {
  const [line] = lines;
  return (
    lines.length === 1 &&
    line !== undefined &&
    line.isBold &&
    line.size > 0.85 * bodySize &&
    line.text.length < MOST_BOLD
  );
}

function tagLevel(line: Line | undefined): number | undefined {
  const role = line?.tag?.role;
  if (role === 'Title' || role === 'H') return 1;
  const level = /^H([1-6])$/.exec(role ?? '')?.[1];
  return level === undefined ? undefined : Number(level);
}
