import { closeSync, openSync } from 'node:fs';
import { splitMbox } from './archive/mbox.ts';

/** What is split. */
export interface SplitInput {
  readonly path: string;
  readonly size: number;
}

/** A stretch of whole messages: from a separator to another. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

// So much is read, indexed and written at once.
const CHUNK = 1 * 1024 * 1024;

/** Divides an mbox into stretches of whole messages, which can be read side by side. Runs in a worker. */
export default function split({ path, size }: SplitInput): readonly Chunk[] {
  const file = openSync(path, 'r');
  try {
    const chunks: Chunk[] = [];
    let start = 0;
    for (const { separator = 0 } of splitMbox(file, 0, size)) {
      if (separator - start < CHUNK) continue;
      chunks.push({ start, end: separator });
      start = separator;
    }
    if (start < size) chunks.push({ start, end: size });
    return chunks;
  } finally {
    closeSync(file);
  }
}
