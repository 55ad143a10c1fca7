import type { Assembled } from './assemble.ts';
import type { BookMetadata } from './metadata.ts';
import type { Quality } from './quality.ts';

export type BookFormat = 'epub' | 'pdf' | 'html' | 'markdown' | 'text';

/** A book, read. Everything in it survives a structured clone. */
export interface ParsedBook {
  readonly format: BookFormat;
  /** Of the format: EPUB's `3.0`, PDF's `1.7`. */
  readonly version?: string | undefined;
  readonly metadata: BookMetadata;
  readonly book: Assembled;
  readonly quality: Quality;
  /** What was wrong and has been got over, each with what it is about. */
  readonly warnings: readonly string[];
  /** In which a text was stored, where it says nothing of it. */
  readonly encoding?: string | undefined;
}

/** Why a book is refused. */
export type RefusalReason =
  | 'protected'
  | 'password'
  | 'too-large'
  | 'no-book'
  | 'damaged'
  | 'empty'
  | 'scanned';

/** What became of a book. A value and not an error: a class and its fields do not cross a thread. */
export type BookResult =
  | { readonly status: 'parsed'; readonly book: ParsedBook }
  | { readonly status: 'refused'; readonly reason: RefusalReason; readonly detail: string };

export function refused(reason: RefusalReason, detail: string): BookResult {
  return { status: 'refused', reason, detail };
}
