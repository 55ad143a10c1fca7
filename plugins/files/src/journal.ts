import { constants, type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncFolder, writeFully } from './atomic.ts';
import { unlessAbsent } from './failure.ts';
import { hasLineAt, lineId, parseLine, readLineAt, readLines } from './json-lines.ts';

const NEWLINE = Buffer.from('\n');
const SEAL = '#'.charCodeAt(0);

/** A document that was written, or the removal of one. */
export interface Entry {
  readonly id: string;
  /** Where its line begins; `undefined`: removed. */
  readonly offset: number | undefined;
}

/**
 * The batches of a run, appended as they come: writing a batch costs its own size and one fsync, not the size of the corpus.
 *
 * A batch is its lines (a JSON object: a document; a JSON string: the id of a removed one) and a seal, `#<bytes> <crc32>`.
 * Without its seal a batch does not count: that is the torn tail that a kill leaves.
 */
export class Journal {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #end = 0;
  #torn = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether it holds a batch. */
  get isEmpty(): boolean {
    return this.#end === 0;
  }

  /** What the journal of an earlier process holds, in order; must be read to its end. A torn tail is cut off. */
  async *replay(): AsyncGenerator<Entry> {
    this.#handle = await unlessAbsent(open(this.#path, 'r+'));
    if (!this.#handle) return;
    let batch: Entry[] = [];
    let start = 0;
    let sum = 0;
    for await (const { offset, bytes } of readLines(this.#handle)) {
      if (bytes[0] === SEAL) {
        const end = offset + bytes.length + 1;
        // A damaged batch in the middle costs itself, not those after it.
        if (bytes.toString() === seal(offset - start, sum)) {
          yield* batch;
          this.#end = end;
        }
        [batch, start, sum] = [[], end, 0];
      } else {
        sum = crc32(NEWLINE, crc32(bytes, sum));
        const entry = readEntry(offset, bytes);
        if (entry) batch.push(entry);
      }
    }
    this.#torn = true;
    await this.#mend(this.#handle);
  }

  /** Appends a batch; durable when it resolves, and nothing of it is there when it rejects. @returns where the lines begin */
  async append(lines: readonly Buffer[]): Promise<readonly number[]> {
    const handle = await this.#open();
    await this.#mend(handle);
    const body = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));
    const sealed = Buffer.concat([body, Buffer.from(`${seal(body.length, crc32(body))}\n`)]);
    // Until the disk has all of it, what stands behind the end is nobody's.
    this.#torn = true;
    try {
      await writeFully(handle, sealed, this.#end);
      await handle.sync();
    } catch (error) {
      // If even this fails, the next append tries again before it writes.
      await this.#mend(handle).catch(() => undefined);
      throw error;
    }
    this.#torn = false;
    let offset = this.#end;
    this.#end += sealed.length;
    return lines.map((line) => {
      const here = offset;
      offset += line.length + 1;
      return here;
    });
  }

  /** The line at an offset that `append` or `replay` gave. */
  async lineAt(offset: number): Promise<Buffer> {
    return readLineAt(await this.#open(), offset);
  }

  /** Whether exactly that line stands at an offset. */
  async hasLineAt(offset: number, line: Buffer): Promise<boolean> {
    return hasLineAt(await this.#open(), offset, line);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** Closes and removes it: its batches have reached the file. */
  async delete(): Promise<void> {
    await this.close();
    await rm(this.#path, { force: true });
    await syncFolder(dirname(this.#path));
    this.#end = 0;
  }

  async #open(): Promise<FileHandle> {
    if (!this.#handle) {
      this.#handle = await open(this.#path, constants.O_RDWR | constants.O_CREAT);
      // The name must outlive a power cut, not the content alone.
      await syncFolder(dirname(this.#path));
    }
    return this.#handle;
  }

  async #mend(handle: FileHandle): Promise<void> {
    if (!this.#torn) return;
    await handle.truncate(this.#end);
    this.#torn = false;
  }
}

function seal(length: number, sum: number): string {
  return `#${length} ${sum.toString(16).padStart(8, '0')}`;
}

function readEntry(offset: number, bytes: Buffer): Entry | undefined {
  const id = lineId(bytes);
  if (id !== undefined) return { id, offset };
  const removed = parseLine(bytes);
  return typeof removed === 'string' ? { id: removed, offset: undefined } : undefined;
}
