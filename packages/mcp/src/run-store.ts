import { appendFileSync, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered } from '@bowerbird/core';
import type { PlannedPrice } from '@bowerbird/runner';
import { readJson, writeJson } from './files.ts';
import type { CollectionRequest } from './request.ts';

/**
 * How a run stands. `interrupted`: its server has ended; what was done is kept, and `start` goes on. `unapproved`: it would buy for more
 * than the caps allow, and has done nothing.
 */
export type RunState = 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted' | 'unapproved';

/** A source of which something is to be said. */
export interface Remark {
  readonly source: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A run of a tool call, as it is kept. */
export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  readonly request: CollectionRequest;
  readonly state: RunState;
  /** Epoch milliseconds. */
  readonly started: number;
  readonly updated: number;
  /** The process that runs it. */
  readonly pid: number;
  readonly counts: RunCounts;
  /** US dollars. */
  readonly cost: number;
  readonly saved: number;
  readonly failures: readonly Remark[];
  /** What it would buy. */
  readonly plan?: { readonly id: string; readonly price: PlannedPrice } | undefined;
  /** Why all of it came to nothing. */
  readonly error?: { readonly message: string; readonly hint?: string | undefined } | undefined;
}

/** How many sources of a run are where. */
export interface RunCounts {
  readonly sources: number;
  /** Whether all sources are known. */
  readonly complete: boolean;
  readonly ended: number;
  readonly collected: number;
  readonly failed: number;
  readonly pending: number;
  readonly skipped: number;
  readonly gone: number;
  readonly documents: number;
}

const MOST_RUNS = 200;
// Its server says so often that it lives.
export const ALIVE_MS = 2000;
const DEAD_MS = 10 * ALIVE_MS;
const OFFSET_BYTES = 8;

/** The runs of tool calls in the data folder, with the documents that they gave. Any server reads them. */
export class RunStore {
  readonly #folder: string;

  /** @param data the data folder, `Runner.folder` */
  constructor(data: string) {
    this.#folder = join(data, 'mcp', 'runs');
  }

  async write(record: RunRecord): Promise<void> {
    await writeJson(join(this.#folder, record.id, 'run.json'), record);
  }

  /** @returns `undefined`: there is none. One whose server has ended is interrupted */
  async find(id: string): Promise<RunRecord | undefined> {
    if (!/^[0-9a-z-]{1,64}$/.test(id)) return undefined;
    const record = await readJson<RunRecord>(join(this.#folder, id, 'run.json'));
    if (record?.state !== 'running' || isAlive(record)) return record;
    return { ...record, state: 'interrupted' };
  }

  /** The last runs, the newest first. */
  async list(most: number): Promise<readonly RunRecord[]> {
    const ids = (await this.#ids()).slice(0, most);
    const found = await Promise.all(ids.map((id) => this.find(id)));
    return found.flatMap((record) => record ?? []);
  }

  /** Asks whoever runs it to stop. */
  async askToCancel(id: string): Promise<void> {
    await writeJson(join(this.#folder, id, 'cancel.json'), {});
  }

  isToCancel(id: string): Promise<boolean> {
    return stat(join(this.#folder, id, 'cancel.json')).then(
      () => true,
      () => false,
    );
  }

  /** Removes what a former start of the same run has left. */
  async clear(id: string): Promise<void> {
    const folder = join(this.#folder, id);
    if ((await readdir(folder).catch(() => [])).length === 0) return;
    for (const name of ['cancel.json', 'documents.jsonl', 'documents.index'])
      await rm(join(folder, name), { force: true });
  }

  /** Removes the oldest runs where there are too many. */
  async removeOldest(): Promise<void> {
    for (const old of (await this.#ids()).slice(MOST_RUNS))
      if ((await this.find(old))?.state !== 'running')
        await rm(join(this.#folder, old), { recursive: true, force: true });
  }

  /** Adds documents: the lines, and then where each begins, so that a reader never sees half of one. */
  async append(id: string, documents: readonly Delivered[]): Promise<void> {
    this.#withFiles(id, 'a', (lines, index) => {
      let offset = fstatSync(lines).size;
      const offsets = Buffer.alloc(documents.length * OFFSET_BYTES);
      const texts = documents.map((document, number) => {
        const line = Buffer.from(`${JSON.stringify(document)}\n`);
        offsets.writeBigUInt64LE(BigInt(offset), number * OFFSET_BYTES);
        offset += line.length;
        return line;
      });
      appendFileSync(lines, Buffer.concat(texts));
      appendFileSync(index, offsets);
    });
  }

  async countDocuments(id: string): Promise<number> {
    const found = statSync(join(this.#folder, id, 'documents.index'), { throwIfNoEntry: false });
    return Math.floor((found?.size ?? 0) / OFFSET_BYTES);
  }

  /** @param number from 0 @returns `undefined`: there are not so many */
  async document(id: string, number: number): Promise<Delivered | undefined> {
    if (number < 0 || number >= (await this.countDocuments(id))) return undefined;
    return this.#withFiles(id, 'r', (lines, index) => {
      const bounds = Buffer.alloc(2 * OFFSET_BYTES);
      const isLast = readSync(index, bounds, { position: number * OFFSET_BYTES }) < bounds.length;
      const start = Number(bounds.readBigUInt64LE(0));
      const end = isLast ? fstatSync(lines).size : Number(bounds.readBigUInt64LE(OFFSET_BYTES));
      const line = Buffer.alloc(end - start);
      readSync(lines, line, { position: start });
      // While a run goes on, there may be more behind the last one.
      const [text = ''] = line.toString('utf8').split('\n', 1);
      return JSON.parse(text) as Delivered;
    });
  }

  /** At once, for the reason that `writeJson` has. */
  #withFiles<T>(id: string, flags: string, work: (lines: number, index: number) => T): T {
    const file = (name: string) => openSync(join(this.#folder, id, name), flags, 0o600);
    const lines = file('documents.jsonl');
    try {
      const index = file('documents.index');
      try {
        return work(lines, index);
      } finally {
        closeSync(index);
      }
    } finally {
      closeSync(lines);
    }
  }

  /** The ids begin with their time. */
  async #ids(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.sort().reverse();
  }
}

function isAlive({ pid, updated }: RunRecord): boolean {
  if (Date.now() - updated > DEAD_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
