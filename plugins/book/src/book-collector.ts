import { open, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CollectContext, CollectError, type Document, defineCollector } from '@bowerbird/core';
import type { BookFormat, BookResult } from './book/parsed.ts';
import { toDocuments } from './book/to-documents.ts';
import { formatOfHead, formatOfName } from './book-format.ts';
import { acceptBook, type BookRequest, bookRequest, identifyBook } from './book-request.ts';
import { booksIn } from './folder.ts';
import { readPdf } from './pdf/read-pdf.ts';
import { refusal } from './refusal.ts';

/** Collects books of local files: EPUB, PDF, Markdown, HTML, plain text. */
export const book = defineCollector<BookRequest>({
  name: 'book',
  summary: 'Collects books (EPUB, PDF, Markdown, HTML, plain text) from local files and folders.',
  request: bookRequest,
  revision: 3,
  accepts: acceptBook,
  identify: identifyBook,
  create: () => {
    const names = new Map<string, string>();
    return {
      async *discover(request, context) {
        for await (const file of booksIn(request, context)) {
          yield { ...file, sha256: await context.digest(file.url) };
        }
      },
      async collect(request, context) {
        const path = fileURLToPath(request.url);
        const about = request.path ?? path;
        // What was discovered is named by its bytes: it is no matter then where they lie.
        const sha256 = request.sha256 ?? (await context.digest(path));
        const result = await read(path, await formatOf(path), context);
        if (result.status === 'refused') throw refusal(about, result);
        if (request.sha256 !== undefined) await keepEvidence(path, sha256, context);
        for (const warning of result.book.warnings) context.log(`${about}: ${warning}`);
        const documents: readonly Document[] = toDocuments(result.book, sha256, request.split ?? 'book');
        for (const { id } of documents) {
          const other = names.get(id);
          if (other !== undefined && other !== sha256)
            context.log(
              `${about} calls itself ${id}, as another file does: of two with one name, the later one stays`,
            );
          names.set(id, sha256);
        }
        return documents;
      },
    };
  },
});

/** What the documents rest on: these bytes, wherever they lie. A file that was digested here is evidence by that, in its place. */
async function keepEvidence(path: string, sha256: string, context: CollectContext): Promise<void> {
  const { size } = await stat(path);
  try {
    await context.evidence({ book: sha256 }, async () => ({ sha256, bytes: size }));
  } catch (error) {
    // An offline run notes nothing new, but a local book is there all the same.
    if (!(error instanceof CollectError && error.code === 'OFFLINE')) throw error;
  }
}

async function read(path: string, format: BookFormat, context: CollectContext): Promise<BookResult> {
  switch (format) {
    case 'epub':
      return context.compute<BookResult>(new URL(import.meta.resolve('#epub')), { path });
    case 'pdf':
      return readPdf(path, context);
    default:
      return context.compute<BookResult>(new URL(import.meta.resolve('#text')), { path, format });
  }
}

/** By the first bytes, since names lie; by the name, where they tell nothing. */
async function formatOf(path: string): Promise<BookFormat> {
  const file = await open(path).catch((error: unknown) => {
    throw new CollectError('SOURCE_NOT_FOUND', `${path} is not there`, { recovery: 'next', cause: error });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return formatOfHead(buffer.subarray(0, bytesRead)) ?? formatOfName(path) ?? 'text';
  } finally {
    await file.close();
  }
}
