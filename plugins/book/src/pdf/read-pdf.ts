import { availableParallelism } from 'node:os';
import type { CollectContext } from '@bowerbird/core';
import type { BookResult } from '../book/parsed.ts';
import type { PdfAnswer } from '../pdf-parse.ts';
import type { PdfPage } from './page.ts';

// A range is long enough to be worth opening the file again, and short enough to share the work.
const MOST_PAGES = 64;
const FIRST_PAGES = 24;
// Of the pages that a file lists; no book has so many.
const MOST_READ = 20_000;

/** Reads a PDF in workers: what it says of itself, its pages by ranges on all cores, and then what they make together. */
export async function readPdf(path: string, context: Pick<CollectContext, 'compute'>): Promise<BookResult> {
  const module = new URL(import.meta.resolve('#pdf'));
  // The first pages need not wait for what the file says of itself.
  const [first, beginning] = await Promise.all([
    context.compute<PdfAnswer>(module, { task: 'survey', path }),
    context.compute<PdfAnswer>(module, { task: 'pages', path, from: 1, to: FIRST_PAGES }),
  ]);
  if (first.task === 'refused') return first.result;
  if (first.task !== 'survey') throw new Error(`the worker answered ${first.task} to a survey`);
  const { survey } = first;
  const lanes = availableParallelism();
  const listed = Math.min(survey.pages, MOST_READ);
  const step = Math.max(1, Math.min(MOST_PAGES, Math.ceil((listed - FIRST_PAGES) / lanes)));
  const ranges = new Ranges(listed, step);
  if (beginning.task === 'pages') ranges.found({ from: 1, to: FIRST_PAGES }, beginning.pages);
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let range = ranges.next(); range; range = ranges.next()) {
        const answer = await context.compute<PdfAnswer>(module, { task: 'pages', path, ...range });
        if (answer.task === 'pages') ranges.found(range, answer.pages);
      }
    }),
  );
  const answer = await context.compute<PdfAnswer>(module, {
    task: 'book',
    survey,
    pages: ranges.pages,
    warnings: ranges.warnings(survey.pages),
  });
  if (answer.task !== 'book') throw new Error(`the worker answered ${answer.task} for a book`);
  return answer.result;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The ranges of pages that are still to be read, and the pages that were. */
class Ranges {
  readonly #pages = new Map<number, readonly PdfPage[]>();
  readonly #seen = new Set<string>();
  readonly #listed: number;
  readonly #step: number;
  #at = FIRST_PAGES + 1;
  #stopped: number | undefined;

  constructor(listed: number, step: number) {
    this.#listed = listed;
    this.#step = step;
  }

  next(): Range | undefined {
    if (this.#at > this.#listed || this.#stopped !== undefined) return undefined;
    const from = this.#at;
    this.#at += this.#step;
    return { from, to: Math.min(this.#listed, this.#at - 1) };
  }

  found(range: Range, pages: readonly PdfPage[]): void {
    const fresh = pages.filter(({ reference }) => !this.#seen.has(reference));
    for (const { reference } of fresh) this.#seen.add(reference);
    this.#pages.set(range.from, fresh);
    // A file that lists the same page a hundred thousand times has shown all that it has.
    if (fresh.length === 0 && range.from > 1) this.#stopped ??= range.from;
  }

  get pages(): readonly PdfPage[] {
    return [...this.#pages].sort(([a], [b]) => a - b).flatMap(([, pages]) => pages);
  }

  warnings(listed: number): readonly string[] {
    const read = this.pages.length;
    if (this.#stopped !== undefined)
      return [`of ${listed} pages that it lists, ${read} differ: the others are the same ones again`];
    return listed > this.#listed
      ? [`it has ${listed} pages, of which the first ${this.#listed} are read`]
      : [];
  }
}
