import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Container } from './files.ts';
import { splitMbox, unquoteFrom } from './mbox.ts';

// A message of this size has a video in it, which is no text. What lies behind is not read.
const LARGEST_MESSAGE = 64 * 1024 * 1024;

/** How messages lie in a file that is not packed. */
export type InnerContainer = Exclude<Container, 'gzip'>;

/** The first 128 bits of the SHA-256 of a message's bytes, in hex: enough to tell one from another. */
export function messageDigest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** A file with messages, opened. */
export class MessageFile {
  readonly #file: number;
  readonly #container: InnerContainer;

  constructor(path: string, container: InnerContainer) {
    this.#file = openSync(path, 'r');
    this.#container = container;
  }

  /** The messages in a stretch of the file. */
  *ranges(
    start: number,
    end: number,
  ): Generator<{ readonly start: number; readonly end: number; readonly separator?: number | undefined }> {
    switch (this.#container) {
      case 'mbox':
        yield* splitMbox(this.#file, start, end);
        return;
      case 'emlx': {
        // Apple Mail: the length in a line of its own, the message, a property list.
        const head = this.bytes(0, 32).toString('latin1');
        const line = /^\s*(\d+)\s*\n/.exec(head);
        const from = line?.[0].length ?? 0;
        yield { start: from, end: Math.min(end, from + Number(line?.[1] ?? end)) };
        return;
      }
      default:
        yield { start, end };
    }
  }

  /** Bytes as they are in the file, 64 MB at most. */
  bytes(start: number, end: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.min(end - start, LARGEST_MESSAGE));
    let read = 0;
    while (read < buffer.length) {
      const count = readSync(this.#file, buffer, read, buffer.length - read, start + read);
      if (count === 0) break;
      read += count;
    }
    return buffer.subarray(0, read);
  }

  /** What the bytes of a message say as it was sent. */
  sent(bytes: Buffer): Buffer {
    return this.#container === 'mbox' ? unquoteFrom(bytes) : bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}
