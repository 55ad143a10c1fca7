import { access, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered, Document, PipelineHome, Sink } from '@bowerbird/core';
import { makeFolder, removeStaleTemps } from './atomic.ts';
import { failingAs, unlessAbsent } from './failure.ts';
import { Journal } from './journal.ts';
import { hasLineAt, lineId, parseLine, readLineAt, readLines, renderLine } from './json-lines.ts';
import { Lock } from './lock.ts';
import { mergeJournal } from './merge.ts';
import { corpusFolder, pipelineName } from './place.ts';
import { Positions } from './positions.ts';
import { Serial } from './serial.ts';

interface Opened {
  readonly file: FileHandle | undefined;
  readonly journal: Journal;
  readonly positions: Positions;
}

/** One JSON line per document. Batches go to a journal beside the file; `close()` merges it into the file. */
export class JsonlSink implements Sink {
  readonly location: string;
  readonly #folder: string;
  readonly #label: string;
  readonly #path: string;
  readonly #journalPath: string;
  readonly #lock: Lock;
  readonly #serial = new Serial();
  #opened: Opened | undefined;

  constructor(path: string, home: PipelineHome) {
    const name = `${pipelineName(home)}.jsonl`;
    this.#folder = corpusFolder(path, home);
    this.#label = `.${name}`;
    this.#path = join(this.#folder, name);
    this.#lock = new Lock(this.#path);
    this.location = this.#path;
    this.#journalPath = join(this.#folder, `.${name}.journal`);
  }

  /**
   * Takes the lock: whoever cannot write should hear of it before anything is collected. What is there is read at the first write: that
   * takes its time in a large corpus, and what is still to be collected should not wait for it.
   */
  open(): Promise<void> {
    return this.#serial.run(() => this.#takeLock());
  }

  write(documents: readonly Delivered[]): Promise<void> {
    return this.#serial.run(async () => {
      if (documents.length === 0) return;
      const opened = await this.#openToWrite();
      const newest = new Map(documents.map((document) => [document.id, document]));
      const lines = new Map<string, Buffer>();
      for (const [id, document] of newest) {
        const line = renderLine(document);
        if (!(await this.#holds(opened, id, line))) lines.set(id, line);
      }
      const offsets = await this.#append(opened, [...lines.values()]);
      for (const [index, id] of [...lines.keys()].entries()) opened.positions.put(id, offsets[index]);
    });
  }

  async *ids(): AsyncGenerator<string> {
    const { positions } = await this.#serial.run(() => this.#openToRead());
    yield* positions.ids();
  }

  async *documents(): AsyncGenerator<Document> {
    for await (const id of this.ids()) {
      const line = await this.#serial.run(async () => this.#lineOf(await this.#openToRead(), id));
      // Removed in the meantime.
      if (line) yield parseLine(line) as Document;
    }
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#serial.run(async () => {
      const opened = await this.#openToWrite();
      const held = [...new Set(ids)].filter((id) => opened.positions.has(id));
      await this.#append(
        opened,
        held.map((id) => Buffer.from(JSON.stringify(id))),
      );
      for (const id of held) opened.positions.put(id, undefined);
    });
  }

  close(): Promise<void> {
    return this.#serial.run(async () => {
      try {
        await this.#finish();
      } finally {
        await this.#lock.release();
      }
    });
  }

  /** Merges what there is to merge, and lets go of the files. */
  async #finish(): Promise<void> {
    try {
      if (await this.#mustMerge()) await this.#merge(await this.#openToWrite());
    } finally {
      await this.#drop();
    }
  }

  async #mustMerge(): Promise<boolean> {
    if (this.#opened) return this.#lock.isTaken;
    if (!(await this.#journalExists())) return false;
    // Not ours: a killed process left it, or a run that is on will merge it itself.
    return this.#lock.take().then(
      () => true,
      () => false,
    );
  }

  async #openToRead(): Promise<Opened> {
    if (this.#opened) return this.#opened;
    if (await this.#journalExists()) return this.#openToWrite();
    await this.#makeFolder();
    this.#opened = await this.#load(false);
    return this.#opened;
  }

  async #openToWrite(): Promise<Opened> {
    if (this.#opened && this.#lock.isTaken) {
      // If it went, so may have the journal with what was acknowledged: only close() makes a new beginning.
      await this.#lock.check();
      return this.#opened;
    }
    await this.#takeLock();
    // What was read without the lock may be old.
    await this.#drop();
    await failingAs('open the folder', this.#folder, () => removeStaleTemps(this.#folder, this.#label));
    this.#opened = await this.#load(true);
    if (!this.#opened.journal.isEmpty) {
      // A process was killed before it could merge: first finish its work.
      await this.#finish();
      this.#opened = await this.#load(true);
    }
    return this.#opened;
  }

  async #takeLock(): Promise<void> {
    await this.#makeFolder();
    await this.#lock.take();
  }

  #makeFolder(): Promise<void> {
    return failingAs('open the folder', this.#folder, () => makeFolder(this.#folder));
  }

  async #load(withJournal: boolean): Promise<Opened> {
    const positions = new Positions();
    const journal = new Journal(this.#journalPath);
    let file: FileHandle | undefined;
    try {
      await failingAs('read', this.#path, async () => {
        file = await unlessAbsent(open(this.#path, 'r'));
        if (file) await readPositions(file, positions);
      });
      await failingAs('read', this.#journalPath, async () => {
        for await (const { id, offset } of withJournal ? journal.replay() : []) positions.put(id, offset);
      });
      return { file, journal, positions };
    } catch (error) {
      await Promise.all([file?.close(), journal.close()]);
      throw error;
    }
  }

  async #holds({ file, journal, positions }: Opened, id: string, line: Buffer): Promise<boolean> {
    const { inFile, inJournal } = positions.of(id);
    if (inJournal !== undefined) {
      return failingAs('read', this.#journalPath, () => journal.hasLineAt(inJournal, line));
    }
    if (inFile === undefined || !file) return false;
    return failingAs('read', this.#path, () => hasLineAt(file, inFile, line));
  }

  async #lineOf({ file, journal, positions }: Opened, id: string): Promise<Buffer | undefined> {
    const { inFile, inJournal } = positions.of(id);
    if (inJournal !== undefined) return failingAs('read', this.#journalPath, () => journal.lineAt(inJournal));
    if (inFile === undefined || !file) return undefined;
    return failingAs('read', this.#path, () => readLineAt(file, inFile));
  }

  async #append({ journal }: Opened, lines: readonly Buffer[]): Promise<readonly number[]> {
    if (lines.length === 0) return [];
    return failingAs('write', this.#journalPath, () => journal.append(lines));
  }

  /** On failure the journal stays: nothing that was written is lost, and the next opening merges it. */
  async #merge({ file, journal, positions }: Opened): Promise<void> {
    await failingAs('write', this.#path, async () => {
      if (!journal.isEmpty) {
        await mergeJournal({
          file,
          journal,
          positions,
          folder: this.#folder,
          label: this.#label,
          target: this.#path,
        });
      }
      if (await this.#journalExists()) await journal.delete();
    });
  }

  async #drop(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await failingAs('close', this.#path, async () => {
      await Promise.all([opened?.file?.close(), opened?.journal.close()]);
    });
  }

  #journalExists(): Promise<boolean> {
    return access(this.#journalPath).then(
      () => true,
      () => false,
    );
  }
}

async function readPositions(file: FileHandle, positions: Positions): Promise<void> {
  for await (const { offset, bytes } of readLines(file)) {
    const id = lineId(bytes);
    if (id !== undefined) positions.found(id, offset);
  }
}
