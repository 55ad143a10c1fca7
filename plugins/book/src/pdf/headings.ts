import { foldTitle } from '../book/sections.ts';
import type { Block } from './blocks.ts';
import type { Line } from './page.ts';
import type { PdfOutlineEntry } from './survey.ts';

// In parts of the size of the text: what is larger by so much and short is a heading.
const LARGER = 1.1;
const MOST_LETTERS = 200;
const MOST_LEVEL = 6;
const NUMBER =
  /^(?:(?:[Cc]hapter|CHAPTER|[Pp]art|PART|[Ss]ection|[Aa]ppendix|APPENDIX|[Kk]apitel|[Tt]eil|[Aa]nhang|[Cc]hapitre|[Pp]artie|[Cc]apítulo)\s+)?((?:\d{1,2}|[A-Z](?=[.:]))(?:\.\d{1,3})*)[.:]?\s+(?=["“(]?\p{Lu})/u;

/** The titles of an outline, by their letters and figures alone. */
export type Titles = ReadonlyMap<string, readonly PdfOutlineEntry[]>;

export function titlesOf(outline: readonly PdfOutlineEntry[]): Titles {
  return Map.groupBy(outline, ({ title }) => foldTitle(title));
}

/** Whether a text is a title of the outline, with its number or without, and where that says. */
export function isTitleOf(titles: Titles, text: string, page: number): boolean {
  if (titles.size === 0 || text.length > 2 * MOST_LETTERS) return false;
  const bare = text.replace(/^(?:\d+\.)*\d+\.?\s+/, '');
  const entries = titles.get(foldTitle(text)) ?? titles.get(foldTitle(bare)) ?? [];
  return entries.some((entry) => entry.page !== undefined && Math.abs(entry.page - page) <= 1);
}

/** The headings among blocks, with their levels from 1: as the structure of the file says, else by the outline, size, typeface and number. */
export function findHeadings(
  blocks: readonly Block[],
  bodySize: number,
  titles: Titles,
): ReadonlyMap<Block, number> {
  const found = new Map<Block, { size: number; number: number | undefined; tag: number | undefined }>();
  const isTagged = blocks.some(({ lines }) => tagLevel(lines[0]) !== undefined);
  for (const block of blocks) {
    const { lines, kind, page } = block;
    const [first] = lines;
    if (!first || kind === 'table') continue;
    const text = lines.map((line) => line.text).join(' ');
    const tag = tagLevel(first);
    const number = NUMBER.exec(text)?.[1]?.split('.').length;
    const isNamed = isTitleOf(titles, text, page);
    // A line of the printed table of contents.
    const elsewhere = titles.get(foldTitle(text.replace(/[\s.…]*(?:\d{1,4}|[ivxlc]{1,7})\s*$/i, '')));
    if (!isNamed && elsewhere?.some((entry) => entry.page !== page)) continue;
    const isHeading =
      tag !== undefined ||
      isNamed ||
      (!isTagged && kind === 'text' && isLikeHeading(lines, text, bodySize, number));
    if (isHeading && /\p{L}/u.test(text))
      found.set(block, { size: Math.round(first.size * 2) / 2, number, tag });
  }
  const sizes = [
    ...new Set(
      [...found.values()]
        .filter(({ tag, size }) => tag === undefined && size > bodySize * 1.05)
        .map(({ size }) => size),
    ),
  ].sort((a, b) => b - a);
  return new Map(
    [...found].map(([block, { size, number, tag }]) => {
      const rank = sizes.indexOf(size);
      const bySize = rank >= 0 ? rank + 1 : sizes.length + (number ?? 1);
      return [block, Math.min(tag ?? bySize, MOST_LEVEL)];
    }),
  );
}

function isLikeHeading(
  lines: readonly Line[],
  text: string,
  bodySize: number,
  number: number | undefined,
): boolean {
  if (text.length > MOST_LETTERS || lines.length > 4 || !/\p{L}{2}/u.test(text)) return false;
  if (/\.{4,}|(?:\. ){4,}/.test(text)) return false;
  const isLarger = lines.every(({ size }) => size > LARGER * bodySize);
  if (isLarger) return !/[,;:]$/.test(text.trim()) && (text.length < 100 || !/[.]$/.test(text.trim()));
  // Of the size of the text: in another typeface throughout, with a number or in capitals, and no sentence.
  if (
    !lines.every(({ isOther, size }) => isOther && size > 0.95 * bodySize) ||
    lines.length > 2 ||
    /[.,;:?!]$/.test(text.trim())
  )
    return false;
  if ((text.match(/\p{L}/gu)?.length ?? 0) < 0.6 * text.length) return false;
  return number !== undefined || (text.length < 60 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text));
}

function tagLevel(line: Line | undefined): number | undefined {
  const role = line?.tag?.role;
  if (role === 'Title' || role === 'H') return 1;
  const level = /^H([1-6])$/.exec(role ?? '')?.[1];
  return level === undefined ? undefined : Number(level);
}
