import { type Assembled, assemble, type PlacedEntry } from '../book/assemble.ts';
import { Marks } from '../book/marks.ts';
import type { OutlineEntry } from '../book/outline.ts';
import { type BookResult, refused } from '../book/parsed.ts';
import { coverage, garbledRatio } from '../book/quality.ts';
import { toBlocks } from './blocks.ts';
import { findHeadings, Titles } from './headings.ts';
import { Vocabulary } from './join.ts';
import type { PdfPage } from './page.ts';
import { placeOutline } from './place-outline.ts';
import { renderBlocks } from './render.ts';
import { foldRow, withoutRunning } from './running.ts';
import type { PdfSurvey } from './survey.ts';

/** What is made of a PDF once all its pages are read. */
export function toBook(survey: PdfSurvey, pages: readonly PdfPage[], found: readonly string[]): BookResult {
  const warnings = [...found];
  for (const { page, problem } of pages)
    if (problem !== undefined) warnings.push(`page ${page} cannot be read: ${problem}`);
  const empty = pages.filter(({ lines, problem }) => lines.length === 0 && problem === undefined);
  const scanned = empty.filter(({ isPicture }) => isPicture).map(({ page }) => page);
  if (pages.length > 0 && empty.length === pages.length) {
    return scanned.length > 0
      ? refused('scanned', `all of its ${pages.length} pages are pictures, without a layer of text`)
      : refused('empty', `none of its ${pages.length} pages has text`);
  }
  if (scanned.length > 0)
    warnings.push(
      `${scanned.length} of ${pages.length} pages are pictures, without a layer of text: ${someOf(scanned)}`,
    );
  const bodySize = sizeOfBody(pages);
  const running = new Map(
    [...Map.groupBy(survey.outline, ({ title }) => foldRow(title))].map(([title, entries]) => [
      title,
      new Set(entries.map(({ page }) => page)),
    ]),
  );
  const clean = withoutRunning(pages, bodySize, running);
  const titles = new Titles(survey.outline);
  const blocks = clean.flatMap((page) => toBlocks(page, (text) => titles.begins(text, page.page)));
  const vocabulary = new Vocabulary(
    (function* () {
      for (const { lines } of clean) for (const { text } of lines) yield text;
    })(),
  );
  const headings = findHeadings(blocks, bodySize, titles);
  const marks = new Marks();
  const places = placeOutline(survey.outline, blocks, headings, clean);
  const text = renderBlocks(blocks, { marks, headings, places, vocabulary, labels: survey.labels });
  const book = withPageLinks(
    assemble([{ href: '', text, terms: [] }], marks, toTree(survey.outline), new Map()),
    survey.outline,
  );
  if (!/[\p{L}\p{N}]/u.test(book.text)) return refused('empty', 'there is no text in it');
  const quality = {
    coverage: coverage(
      book.text,
      pages.reduce((sum, { letters }) => sum + letters, 0),
    ),
    garbled: garbledRatio(book.text),
    headings: book.headings,
    pages: survey.pages,
    emptyPages: empty.map(({ page }) => page),
    scannedPages: scanned,
  };
  return {
    status: 'parsed',
    book: { format: 'pdf', version: survey.version, metadata: survey.metadata, book, quality, warnings },
  };
}

function someOf(numbers: readonly number[]): string {
  return numbers.length <= 10
    ? numbers.join(', ')
    : `${numbers.slice(0, 10).join(', ')} and ${numbers.length - 10} others`;
}

/** The size that most letters have. */
function sizeOfBody(pages: readonly PdfPage[]): number {
  const letters = new Map<number, number>();
  for (const { lines } of pages) {
    for (const { size, text, isMono } of lines) {
      const key = Math.round(size * 2) / 2;
      // Listings are of a size of their own, and may be longer than the text.
      letters.set(key, (letters.get(key) ?? 0) + (isMono ? 0.01 : 1) * text.length);
    }
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

/** Places of the outline as links that readers of PDF know (RFC 8118). */
function withPageLinks(book: Assembled, outline: PdfSurvey['outline']): Assembled {
  const link = (href: string | undefined) => {
    const page = href?.startsWith('#') ? outline[Number(href.slice(1))]?.page : undefined;
    return page === undefined ? undefined : `#page=${page}`;
  };
  const relink = (entries: readonly PlacedEntry[]): readonly PlacedEntry[] =>
    entries.map((entry) => ({
      ...entry,
      href: link(entry.href),
      ...(entry.children && { children: relink(entry.children) }),
    }));
  return {
    ...book,
    contents: relink(book.contents),
    chapters: book.chapters.map((chapter) => ({ ...chapter, href: link(chapter.href) })),
    sections: book.sections.map((section) => ({ ...section, href: link(section.href) })),
  };
}

/** The outline as a tree again. */
function toTree(flat: PdfSurvey['outline']): readonly OutlineEntry[] {
  const root: OutlineEntry[] = [];
  const open: { depth: number; children: OutlineEntry[] }[] = [{ depth: 0, children: root }];
  for (const [index, { title, depth, page }] of flat.entries()) {
    while (open.length > 1 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    const children: OutlineEntry[] = [];
    open.at(-1)?.children.push({ title, href: page === undefined ? undefined : `#${index}`, children });
    open.push({ depth, children });
  }
  return root;
}
