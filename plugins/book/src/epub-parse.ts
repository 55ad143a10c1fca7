import { ArchiveError, ZipArchive } from './archive/zip.ts';
import { type BookResult, refused } from './book/parsed.ts';
import { readBook } from './epub/read-book.ts';

/** An EPUB for the worker: the path of the file. */
export interface EpubInput {
  readonly path: string;
}

/** Reads an EPUB 2 or 3. Pure but for reading `path`. Runs in a worker. */
export default function parseEpub({ path }: EpubInput): BookResult {
  let archive: ZipArchive | undefined;
  try {
    archive = new ZipArchive(path);
    return readBook(archive);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    switch (error.reason) {
      case 'no-archive':
        return refused('damaged', error.message);
      case 'encrypted':
        return refused('password', error.message);
      case 'too-large':
        return refused('too-large', error.message);
      default:
        return refused('damaged', error.message);
    }
  } finally {
    archive?.close();
  }
}
