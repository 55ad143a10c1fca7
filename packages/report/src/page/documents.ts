import type { Document, Locator } from '@bowerbird/core';
import type { TaskRecord } from '../history/record.ts';
import type { PageDocument, PageSpan } from './page-data.ts';

/** Reads the documents of an answer from the cache, by its key. */
export type ReadDocuments = (answer: string) => Promise<readonly Document[]>;

// A page is to be opened at once, and is no second corpus.
const MOST_DOCUMENTS = 1000;
const MOST_CHARACTERS = 20_000;
const MOST_SPANS = 200;

/** The documents of a run, as far as a page can hold them. What the cache does not hold any more is left out. */
export async function documentsOf(
  tasks: readonly TaskRecord[],
  read: ReadDocuments,
): Promise<readonly PageDocument[]> {
  const documents: PageDocument[] = [];
  for (const { answer, pipeline, source } of tasks) {
    if (documents.length >= MOST_DOCUMENTS) break;
    if (answer === undefined) continue;
    const found = await read(answer).catch(() => []);
    documents.push(...found.map((document) => pageDocument(document, { pipeline, source })));
  }
  return documents.slice(0, MOST_DOCUMENTS);
}

function pageDocument(
  { id, title, text, spans = [] }: Document,
  of: Pick<PageDocument, 'pipeline' | 'source'>,
): PageDocument {
  const shown = spans.filter(({ start }) => start < MOST_CHARACTERS).slice(0, MOST_SPANS);
  return {
    id,
    title: title ?? id,
    ...of,
    text: text.slice(0, MOST_CHARACTERS),
    length: text.length,
    spans: shown.map(({ start, end, locator }): PageSpan => ({ start, end, place: placeOf(locator) })),
    moreSpans: spans.length - shown.length,
  };
}

/** A place in words: `page 4`, `0:01:20, Jane`. */
function placeOf(locator: Locator): string {
  switch (locator.kind) {
    case 'time':
      return [clock(locator.startMs), locator.speaker].filter((part) => part !== undefined).join(', ');
    case 'section':
      return locator.path.join(' › ');
    case 'page':
      return `page ${locator.label ?? locator.page}`;
    case 'message':
      return locator.messageId;
  }
}

function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
