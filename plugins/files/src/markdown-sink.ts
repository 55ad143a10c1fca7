import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered, Document, PipelineHome, Sink } from '@bowerbird/core';
import { makeFolder, removeStaleTemps, syncFolder, TempFile } from './atomic.ts';
import { failingAs, sinkFailure, unlessAbsent } from './failure.ts';
import { readMarkdown, renderMarkdown } from './front-matter.ts';
import { Lock } from './lock.ts';
import { corpusFolder, pipelineName } from './place.ts';
import { eachAtMost, Serial } from './serial.ts';
import { Shelf } from './shelf.ts';

const LABEL = '.bowerbird';
const AT_ONCE = 16;

interface Change {
  readonly id: string;
  readonly name: string;
  readonly bytes: Buffer;
  temp?: TempFile;
}

/** One Markdown file per document. */
export class MarkdownSink implements Sink {
  readonly location: string;
  readonly #folder: string;
  readonly #lock: Lock;
  readonly #serial = new Serial();
  #shelf: Shelf | undefined;

  constructor(path: string, home: PipelineHome) {
    this.#folder = join(corpusFolder(path, home), pipelineName(home));
    this.#lock = new Lock(this.#folder);
    this.location = this.#folder;
  }

  /**
   * Takes the lock: whoever cannot write should hear of it before anything is collected. What is there is read at the first write: that
   * takes its time in a large corpus, and what is still to be collected should not wait for it.
   */
  open(): Promise<void> {
    return this.#serial.run(() => this.#takeLock());
  }

  write(documents: readonly Delivered[]): Promise<void> {
    return this.#serial.run(() => this.#write(documents));
  }

  async *ids(): AsyncGenerator<string> {
    const shelf = await this.#serial.run(() => this.#openToRead());
    yield* shelf.ids();
  }

  async *documents(): AsyncGenerator<Document> {
    const shelf = await this.#serial.run(() => this.#openToRead());
    for (const id of shelf.ids()) {
      const path = join(this.#folder, shelf.filesOf(id).at(-1) ?? '');
      const file = await failingAs('read', path, () => unlessAbsent(readFile(path, 'utf8')));
      const document = file === undefined ? undefined : await readMarkdown(file);
      if (document) yield document;
    }
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#serial.run(async () => {
      const shelf = await this.#openToWrite();
      let removed = false;
      for (const id of ids) removed = (await this.#removeOne(shelf, id)) || removed;
      if (removed) await failingAs('write', this.#folder, () => syncFolder(this.#folder));
    });
  }

  close(): Promise<void> {
    return this.#serial.run(async () => {
      this.#shelf = undefined;
      await this.#lock.release();
    });
  }

  #takeLock(): Promise<void> {
    return failingAs('open the folder', this.#folder, async () => {
      await makeFolder(this.#folder);
      await this.#lock.take();
    });
  }

  #openToRead(): Promise<Shelf> {
    return failingAs('open the folder', this.#folder, async () => {
      if (this.#shelf) return this.#shelf;
      await makeFolder(this.#folder);
      this.#shelf = await Shelf.read(this.#folder);
      return this.#shelf;
    });
  }

  /** With the lock, a name that is free stays free until it is taken. */
  async #openToWrite(): Promise<Shelf> {
    const shelf = this.#lock.isTaken ? this.#shelf : undefined;
    // What was read without the lock, or before it went, may be old.
    this.#shelf = undefined;
    if (shelf) {
      await this.#lock.check();
      this.#shelf = shelf;
      return shelf;
    }
    await this.#takeLock();
    await failingAs('open the folder', this.#folder, () => removeStaleTemps(this.#folder, LABEL));
    return this.#openToRead();
  }

  async #write(documents: readonly Delivered[]): Promise<void> {
    if (documents.length === 0) return;
    let changes: readonly Change[] = [];
    try {
      const shelf = await this.#openToWrite();
      changes = await this.#changes(shelf, documents);
      await eachAtMost(AT_ONCE, changes, (change) => this.#writeAside(change));
      await this.#moveAll(shelf, changes);
    } catch (error) {
      await Promise.all(changes.map((change) => change.temp?.discard()));
      // The folder may have vanished, or some files may have moved: it tells by itself when it is next needed.
      this.#shelf = undefined;
      throw error;
    }
  }

  /** What is not on the disk already, byte for byte. */
  async #changes(shelf: Shelf, documents: readonly Delivered[]): Promise<readonly Change[]> {
    const newest = new Map(documents.map((document) => [document.id, document]));
    const claimed = new Set<string>();
    const changes: Change[] = [];
    for (const document of newest.values()) {
      const bytes = await renderMarkdown(document);
      // The same bytes are our own: this is the case of every second run, so it costs one look at the file and no more.
      const held = shelf.filesOf(document.id).at(-1);
      if (held !== undefined && (await this.#holds(held, bytes))) continue;
      changes.push({ id: document.id, name: await shelf.place(document, claimed), bytes });
    }
    return changes;
  }

  #holds(name: string, bytes: Buffer): Promise<boolean> {
    const path = join(this.#folder, name);
    return failingAs('read', path, async () => {
      const found = await unlessAbsent(stat(path));
      return found?.size === bytes.length && bytes.equals(await readFile(path));
    });
  }

  #writeAside(change: Change): Promise<void> {
    return failingAs('write', join(this.#folder, change.name), async () => {
      change.temp = await TempFile.open(this.#folder, LABEL);
      await change.temp.write(change.bytes);
      await change.temp.finish();
    });
  }

  async #moveAll(shelf: Shelf, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    let path = this.#folder;
    try {
      for (const { id, name, temp } of changes) {
        path = join(this.#folder, name);
        await temp?.moveTo(path);
        shelf.put(id, name);
      }
      path = this.#folder;
      await syncFolder(path);
    } catch (error) {
      throw sinkFailure(error, 'write', path);
    }
  }

  async #removeOne(shelf: Shelf, id: string): Promise<boolean> {
    let removed = false;
    for (const name of shelf.filesOf(id)) {
      const occupant = await shelf.look(name);
      if (typeof occupant !== 'object' || occupant.id !== id) continue;
      const path = join(this.#folder, name);
      await failingAs('remove', path, () => rm(path, { force: true }));
      removed = true;
    }
    shelf.drop(id);
    return removed;
  }
}
