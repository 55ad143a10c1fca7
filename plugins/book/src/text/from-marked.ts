import { assemble } from '../book/assemble.ts';
import type { Marks } from '../book/marks.ts';
import type { BookMetadata } from '../book/metadata.ts';
import { type BookFormat, type BookResult, refused } from '../book/parsed.ts';
import { countLetters, coverage, garbledRatio } from '../book/quality.ts';

/** A text with marks for its headings, and what it is part of. */
interface Marked {
  readonly format: BookFormat;
  readonly text: string;
  readonly marks: Marks;
  readonly metadata: BookMetadata;
  /** Letters of the original. */
  readonly letters: number;
  readonly encoding?: string | undefined;
  readonly warnings?: readonly string[] | undefined;
}

/** A book that is one text: its contents are its headings. */
export function fromMarked({
  format,
  text,
  marks,
  metadata,
  letters,
  encoding,
  warnings = [],
}: Marked): BookResult {
  const book = assemble([{ href: '', text, terms: [] }], marks, [], new Map());
  if (countLetters(book.text) === 0) return refused('empty', 'there is no letter in it');
  const quality = {
    coverage: coverage(book.text, letters),
    garbled: garbledRatio(book.text),
    headings: book.headings,
  };
  return { status: 'parsed', book: { format, metadata, book, quality, warnings, encoding } };
}
