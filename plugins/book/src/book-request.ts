import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JsonValue, Resource, Schema } from '@bowerbird/core';
import * as z from 'zod/mini';
import { formatOfHead, formatOfName } from './book-format.ts';
import { withJsonSchema } from './schema.ts';

/** What the collector `book` is asked for. */
export interface BookRequest {
  /** `file:` URL of a book, or of a folder of books. */
  readonly url: string;
  /** Its path from the folder of the rc file: what it is called in reports. */
  readonly path?: string | undefined;
  /** SHA-256 of its bytes, which name it wherever it lies. `discover` finds it. */
  readonly sha256?: string | undefined;
  /** One document for the book, or one for each of its chapters. */
  readonly split?: 'book' | 'chapter' | undefined;
}

const address = z.transform((value: string, context): string => {
  const url = isAbsolute(value) ? pathToFileURL(value) : URL.parse(value);
  const problem = problemOf(value, url);
  if (url !== null && problem === undefined) return withoutExtras(url);
  context.issues.push({ code: 'custom', message: problem ?? '', input: value });
  return z.NEVER;
});

const request = z.strictObject({
  url: z.pipe(z.string(), address).check(z.describe('Path or file: URL of a book, or of a folder of books')),
  path: z.optional(z.string().check(z.minLength(1))).check(z.describe('What the file is called in reports')),
  sha256: z
    .optional(z.string().check(z.regex(/^[0-9a-f]{64}$/)))
    .check(z.describe('SHA-256 of the bytes of the file; found by itself')),
  split: z
    .optional(z.enum(['book', 'chapter']))
    .check(z.describe('One document for the book (book, the default), or one for each chapter (chapter)')),
});

/** The request: reads its own output unchanged. */
export const bookRequest: Schema<BookRequest> = withJsonSchema<BookRequest>(request);

function problemOf(value: string, url: URL | null): string | undefined {
  if (url === null) return `${JSON.stringify(value)} is no absolute path or file: URL`;
  if (url.protocol !== 'file:') return `a book is a local file, not ${url.protocol} (download it first)`;
  return url.host === '' ? undefined : `a local file is file:///path, without a host (${url.host})`;
}

function withoutExtras(url: URL): string {
  url.hash = '';
  url.search = '';
  return url.href;
}

/** The request for a file that is a book by its name or its first bytes, and for a folder that has one in it. */
export function acceptBook({ uri, path, head, entries }: Resource): BookRequest | undefined {
  const url = URL.parse(uri);
  if (url === null || problemOf(uri, url) !== undefined || !isPath(url)) return undefined;
  const isBook = entries
    ? entries.some((name) => formatOfName(name) !== undefined)
    : formatOfName(url.pathname) !== undefined || (head !== undefined && formatOfHead(head) !== undefined);
  if (!isBook) return undefined;
  return { url: withoutExtras(url), ...(path !== undefined && { path }) };
}

function isPath(url: URL): boolean {
  try {
    return fileURLToPath(url) !== '';
  } catch {
    return false;
  }
}

/** What names the documents: the bytes of the book, wherever they lie, and how it is divided. */
export function identifyBook({ url, sha256, split = 'book' }: BookRequest): JsonValue {
  return { book: sha256 ?? url, ...(split !== 'book' && { split }) };
}
