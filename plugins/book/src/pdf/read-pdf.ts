import { availableParallelism } from 'node:os';
import type { CollectContext } from '@bowerbird/core';
import type { BookResult } from '../book/parsed.ts';
import type { PdfAnswer } from '../pdf-parse.ts';
import type { PdfPage } from './page.ts';

// A range is long enough to be worth opening the file again, and short enough to share the work.
const MOST_PAGES = 64;
const LEAST_PAGES = 8;
const FIRST_PAGES = 24;
// Of the pages that a file lists; no book has so many.
const MOST_READ = 20_000;

/** Reads a PDF in workers: what it says of itself, its pages by ranges on all cores, and then what they make together. */
export async function readPdf(path: string, context: Pick<CollectContext, 'compute'>): Promise<BookResult> {
  const module = new URL(import.meta.resolve('#pdf'));
  // The first pages need not wait for what the file says of itself, nor the others for the first.
  const beginning = context.compute<PdfAnswer>(module, { task: 'pages', path, from: 1, to: FIRST_PAGES });
  // Where the survey fails nobody waits for them.
  beginning.catch(() => undefined);
  const first = await context.compute<PdfAnswer>(module, { task: 'survey', path });
  if (first.task === 'refused') return first.result;
  if (first.task !== 'survey') throw new Error(`the worker answered ${first.task} to a survey`);
  const { survey } = first;
  const lanes = availableParallelism();
  const listed = Math.min(survey.pages, MOST_READ);
  const step = Math.max(LEAST_PAGES, Math.min(MOST_PAGES, Math.ceil((listed - FIRST_PAGES) / (2 * lanes))));
  const ranges = new Ranges(listed, step);
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      if (lane === 0) ranges.found({ from: 1, to: FIRST_PAGES }, await beginning);
      for (let range = ranges.next(); range; range = ranges.next())
        ranges.found(range, await context.compute<PdfAnswer>(module, { task: 'pages', path, ...range }));
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

  found(range: Range, answer: PdfAnswer): void {
    if (answer.task !== 'pages') return;
    this.#pages.set(range.from, answer.pages);
    const before = this.#seen.size;
    for (const { reference } of answer.pages) this.#seen.add(reference);
    // A file that lists the same page a hundred thousand times has shown all that it has.
    if (this.#seen.size === before && range.from > 1) this.#stopped ??= range.from;
  }

  /** In the order of the file, each once. */
  get pages(): readonly PdfPage[] {
    const all = [...this.#pages].sort(([a], [b]) => a - b).flatMap(([, pages]) => pages);
    return [...new Map(all.toReversed().map((page) => [page.reference, page])).values()].reverse();
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
