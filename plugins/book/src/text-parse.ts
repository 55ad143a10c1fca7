import { readFileSync, statSync } from 'node:fs';
import { type BookResult, refused } from './book/parsed.ts';
import { readHtml } from './text/html.ts';
import { readMarkdown } from './text/markdown.ts';
import { readPlain } from './text/plain.ts';

/** A text for the worker: the path of the file, and what it is by its name. */
export interface TextInput {
  readonly path: string;
  readonly format: 'html' | 'markdown' | 'text';
}

/** Larger texts are data, and would take the memory of the worker. */
export const MOST_BYTES = 48 * 1024 * 1024;

/** Reads a book in HTML, Markdown or plain text. Pure but for reading `path`. Runs in a worker. */
export default function parseText({ path, format }: TextInput): BookResult {
  if (statSync(path).size > MOST_BYTES)
    return refused('too-large', `it is larger than ${MOST_BYTES >> 20} MB`);
  const bytes = readFileSync(path);
  switch (format) {
    case 'html':
      return readHtml(bytes);
    case 'markdown':
      return readMarkdown(bytes);
    case 'text':
      return readPlain(bytes);
  }
}
