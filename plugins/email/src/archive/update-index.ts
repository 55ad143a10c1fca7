import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import { type CollectContext, type CollectError, isCollectError } from '@bowerbird/core';
import type { IndexJob, IndexResult } from '../index-parse.ts';
import { openIndex, transaction } from '../selection/database.ts';
import type { Chunk } from '../split-parse.ts';
import { containerOf, type MailFile, mailFiles, type Skipped } from './files.ts';
import type { ArchivePlace } from './place.ts';
import type { InnerContainer } from './read.ts';
import { unpack } from './unpack.ts';

// A file that was written this shortly before may be written again within one tick of the file system's clock.
const SETTLED_MS = 2000;
// So much goes to a worker at once.
const JOB_BYTES = 1 * 1024 * 1024;
const JOB_FILES = 500;
const MOST_SKIPPED_TOLD = 5;

/** How many files with mail an archive has, and what was left out. */
export interface IndexState {
  readonly files: number;
  readonly skipped: readonly Skipped[];
}

/** Brings the index of an archive up to date: reads what is new or changed, and nothing else. */
export async function updateIndex(
  place: ArchivePlace,
  words: boolean,
  context: CollectContext,
): Promise<IndexState> {
  const database = openIndex(place.database);
  try {
    return await new Update(place, database, words, context).run();
  } finally {
    database.close();
  }
}

interface KnownFile {
  readonly id: number;
  readonly size: number;
  readonly mtime: number;
  readonly inode: number;
  readonly words: boolean;
}

class Update {
  readonly #place: ArchivePlace;
  readonly #database: DatabaseSync;
  readonly #words: boolean;
  readonly #context: CollectContext;
  readonly #known: ReadonlyMap<string, KnownFile>;
  readonly #running = new Set<Promise<void>>();
  #jobs: IndexJob[] = [];
  readonly #done: { readonly file: MailFile; readonly id: number }[] = [];
  #size = 0;
  #changed = 0;
  #isDamaged = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(place: ArchivePlace, database: DatabaseSync, words: boolean, context: CollectContext) {
    this.#place = place;
    this.#database = database;
    this.#words = words;
    this.#context = context;
    this.#known = new Map(
      database
        .prepare('select f.*, (select min(words) from chunk c where c.file = f.id) as words from file f')
        .all()
        .map((row) => [
          String(row.name),
          {
            id: Number(row.id),
            size: Number(row.size),
            mtime: Number(row.mtime),
            inode: Number(row.inode),
            words: row.words === 1,
          },
        ]),
    );
  }

  async run(): Promise<IndexState> {
    const { signal } = this.#context;
    const skipped: Skipped[] = [];
    const names = new Set<string>();
    try {
      for await (const file of mailFiles(this.#place.root, (one) => skipped.push(one), signal)) {
        names.add(file.name);
        const known = this.#known.get(file.name);
        if (!(known && this.#isUnchanged(file, known))) {
          await this.#add(file, known).catch((error: unknown) => {
            // Beside others, one that is damaged must not hold them up.
            if (file.name === '' || !isDamage(error)) throw error;
            skipped.push({ name: file.name, reason: error.message });
            this.#isDamaged = true;
          });
        }
        if (this.#failure) break;
      }
      await this.#send();
    } finally {
      await Promise.allSettled(this.#running);
    }
    // What is done of a call that failed stays: the next one finds its stretches known.
    if (this.#failure) throw this.#failure.error;
    this.#finish();
    this.#forget([...this.#known].filter(([name]) => !names.has(name)).map(([, { id }]) => id));
    if (this.#changed > 0 || this.#isDamaged) this.#tell(names.size, skipped);
    return { files: names.size, skipped };
  }

  #isUnchanged(file: MailFile, known: KnownFile): boolean {
    const isSame = known.size === file.size && known.mtime === file.mtimeMs && known.inode === file.inode;
    const isThere = file.container !== 'gzip' || existsSync(this.#place.unpacked(file.name));
    return isSame && isThere && (known.words || !this.#words);
  }

  async #add(file: MailFile, known: KnownFile | undefined): Promise<void> {
    const packed = file.container === 'gzip';
    const path = packed ? this.#place.unpacked(file.name) : file.path;
    if (packed) await unpack(file.path, path, this.#context.signal);
    const inner = packed
      ? await innerContainer(path)
      : { container: file.container as InnerContainer, size: file.size };
    const chunks = await this.#chunksOf(path, inner.container, inner.size);
    const id = this.#prepare(file, known?.id, inner.container, packed, chunks);
    for (const { start, end } of chunks) {
      this.#jobs.push({ path, file: id, container: inner.container, folder: file.folder, start, end });
      this.#size += end - start;
      if (this.#size >= JOB_BYTES || this.#jobs.length >= JOB_FILES) await this.#send();
    }
    this.#done.push({ file, id });
  }

  async #chunksOf(path: string, container: InnerContainer, size: number): Promise<readonly Chunk[]> {
    if (size === 0) return [];
    if (container !== 'mbox' || size <= JOB_BYTES) return [{ start: 0, end: size }];
    return this.#context.compute<readonly Chunk[]>(new URL(import.meta.resolve('#split')), { path, size });
  }

  /** Writes the row of a file, without what tells that it is done, and takes out what is at other places now. */
  #prepare(
    file: MailFile,
    known: number | undefined,
    container: InnerContainer,
    packed: boolean,
    chunks: readonly Chunk[],
  ): number {
    const database = this.#database;
    return transaction(database, () => {
      const id =
        known ??
        Number(
          database
            .prepare(
              "insert into file (name, size, mtime, inode, container, packed) values (?, -1, 0, 0, '', 0)",
            )
            .run(file.name).lastInsertRowid,
        );
      database
        .prepare('update file set size = -1, container = ?, packed = ? where id = ?')
        .run(container, packed ? 1 : 0, id);
      const ends = new Map(chunks.map(({ start, end }) => [start, end]));
      for (const { start, end } of database.prepare('select start, end from chunk where file = ?').all(id)) {
        if (ends.get(Number(start)) !== end) forgetRange(database, id, Number(start), Number(end));
      }
      return id;
    });
  }

  /** Hands what has come together to a worker, and waits while as many are at work as the machine has cores. */
  async #send(): Promise<void> {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#size = 0;
    if (jobs.length > 0) this.#start(jobs);
    while (this.#running.size >= availableParallelism()) await Promise.race(this.#running);
  }

  #start(jobs: readonly IndexJob[]): void {
    const input = { database: this.#place.database, jobs, words: this.#words };
    const work = this.#context
      .compute<IndexResult>(new URL(import.meta.resolve('#index')), input)
      .then(({ changed }) => {
        this.#changed += changed;
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  /** Tells in the rows of the files that they are done. */
  #finish(): void {
    const update = this.#database.prepare('update file set size = ?, mtime = ?, inode = ? where id = ?');
    transaction(this.#database, () => {
      for (const { file, id } of this.#done) {
        const settled = Date.now() - file.mtimeMs > SETTLED_MS;
        update.run(file.size, settled ? file.mtimeMs : 0, file.inode, id);
      }
    });
  }

  #forget(files: readonly number[]): void {
    if (files.length === 0) return;
    transaction(this.#database, () => {
      for (const id of files) {
        forgetRange(this.#database, id, 0, Number.MAX_SAFE_INTEGER);
        this.#database.prepare('delete from file where id = ?').run(id);
      }
    });
  }

  #tell(files: number, skipped: readonly Skipped[]): void {
    this.#context.log(`${this.#place.root} is indexed`, { files, stretchesRead: this.#changed });
    for (const { name, reason } of skipped.slice(0, MOST_SKIPPED_TOLD))
      this.#context.log(`${name} was left out: ${reason}`);
    if (skipped.length > MOST_SKIPPED_TOLD)
      this.#context.log(`and ${skipped.length - MOST_SKIPPED_TOLD} more files were left out`);
  }
}

function forgetRange(database: DatabaseSync, file: number, start: number, end: number): void {
  database
    .prepare(
      'delete from words where rowid in (select id from message where file = ? and start >= ? and start < ?)',
    )
    .run(file, start, end);
  database.prepare('delete from message where file = ? and start >= ? and start < ?').run(file, start, end);
  database.prepare('delete from chunk where file = ? and start >= ? and start < ?').run(file, start, end);
  database.exec("insert or replace into state values ('threads', '')");
}

/** An error that is the file's own, and no reason to stop. */
function isDamage(error: unknown): error is CollectError {
  return isCollectError(error) && (error.code === 'SOURCE_INVALID' || error.code === 'SOURCE_TOO_LARGE');
}

async function innerContainer(
  path: string,
): Promise<{ readonly container: InnerContainer; readonly size: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const container = containerOf(buffer.subarray(0, bytesRead), 'unpacked');
    return { container: container === 'mbox' ? 'mbox' : 'message', size };
  } finally {
    await file.close();
  }
}
