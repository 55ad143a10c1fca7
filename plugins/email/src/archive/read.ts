import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Container } from './files.ts';
import { type Range, splitMbox, unquoteFrom, WINDOW, Window } from './mbox.ts';

// A message of this size has a video in it, which is no text. What lies behind is not read.
const LARGEST_MESSAGE = 64 * 1024 * 1024;

/** How messages lie in a file that is not packed. */
export type InnerContainer = Exclude<Container, 'gzip'>;

/** The first 128 bits of the SHA-256 of a message's bytes, in hex: enough to tell one from another. */
export function messageDigest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

let shared: Buffer | undefined;

/** One for all files: a worker goes through one at a time, and a new one for each would pile up until they are collected. */
function sharedBuffer(): Buffer {
  shared ??= Buffer.allocUnsafeSlow(WINDOW);
  return shared;
}

/** A file with messages, opened. Only one at a time may be gone through. */
export class MessageFile {
  readonly #file: number;
  readonly #container: InnerContainer;

  constructor(path: string, container: InnerContainer) {
    this.#file = openSync(path, 'r');
    this.#container = container;
  }

  /** The messages in a stretch of the file, each with its bytes: they are good until the next one is asked for. */
  *messages(start: number, end: number): Generator<{ readonly range: Range; readonly bytes: Buffer }> {
    if (this.#container === 'mbox') {
      const window = new Window(this.#file, end, sharedBuffer());
      for (const range of splitMbox(this.#file, start, end, window))
        yield { range, bytes: window.view(range.start, range.end) ?? this.bytes(range.start, range.end) };
      return;
    }
    const range = this.#container === 'emlx' ? this.#inEmlx(end) : { start, end };
    yield { range, bytes: this.bytes(range.start, range.end) };
  }

  /** Apple Mail: the length in a line of its own, the message, a property list. */
  #inEmlx(end: number): Range {
    const [line = '', length] = /^\s*(\d+)\s*\n/.exec(this.bytes(0, 32).toString('latin1')) ?? [];
    return { start: line.length, end: Math.min(end, line.length + Number(length ?? end)) };
  }

  /** SHA-256 of a stretch of the file, in hex. */
  digest(start: number, end: number): string {
    const hash = createHash('sha256');
    const buffer = sharedBuffer();
    for (let at = start; at < end; ) {
      const count = readSync(this.#file, buffer, 0, Math.min(buffer.length, end - at), at);
      if (count === 0) break;
      hash.update(buffer.subarray(0, count));
      at += count;
    }
    return hash.digest('hex');
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
