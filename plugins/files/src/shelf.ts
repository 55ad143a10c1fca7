import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, failingAs } from './failure.ts';
import { fold } from './fold.ts';
import { documentId, findFrontMatter } from './front-matter.ts';
import { eachAtMost } from './serial.ts';

const EXTENSION = '.md';
const HEAD = 4096;
// Front matter beyond this is not ours in any sane corpus; reading on would mean to read whole books.
const LONGEST_HEAD = 1 << 22;
const AT_ONCE = 32;

/** What stands at a place: nothing, a document of ours, or something of somebody else's. */
export type Occupant = { readonly id: string } | 'foreign' | undefined;

/** Which file holds which document: read from the front matter of the files, which are the only truth. */
export class Shelf {
  readonly folder: string;
  readonly #files = new Map<string, readonly string[]>();
  readonly #taken = new Set<string>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Reads the heads of the files of a folder. */
  static async read(folder: string): Promise<Shelf> {
    const shelf = new Shelf(folder);
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries) shelf.#taken.add(fold(entry.name));
    const names = entries.filter((entry) => entry.isFile() && isOurs(entry.name)).map((entry) => entry.name);
    const found: { readonly id: string; readonly name: string }[] = [];
    await eachAtMost(AT_ONCE, names, async (name) => {
      const occupant = await shelf.look(name);
      if (typeof occupant === 'object') found.push({ id: occupant.id, name });
    });
    // Sorted, so that of two copies of one document the same one, the first, is kept up to date every time.
    for (const { id, name } of found.sort((a, b) => (a.name < b.name ? 1 : -1))) shelf.put(id, name);
    return shelf;
  }

  ids(): IterableIterator<string> {
    return this.#files.keys();
  }

  /** The files of a document: one, or more if somebody copied it. The last one is kept up to date. */
  filesOf(id: string): readonly string[] {
    return this.#files.get(id) ?? [];
  }

  put(id: string, name: string): void {
    this.#files.set(id, [...this.filesOf(id).filter((other) => other !== name), name]);
    this.#taken.add(fold(name));
  }

  drop(id: string): void {
    for (const name of this.filesOf(id)) this.#taken.delete(fold(name));
    this.#files.delete(id);
  }

  /** The file for a document: the one that it has, or a free name. `claimed` are folded names given away in this batch. */
  async place(
    document: { readonly id: string; readonly title?: string | undefined },
    claimed: Set<string>,
  ): Promise<string> {
    for (const name of this.filesOf(document.id).toReversed()) {
      const occupant = await this.look(name);
      if (occupant === undefined || (occupant !== 'foreign' && occupant.id === document.id)) return name;
    }
    // The tables of a transliteration: only for what is new.
    const { namesFor } = await import('./names.ts');
    for (const candidate of namesFor(document)) {
      const name = candidate + EXTENSION;
      if (this.#taken.has(fold(name)) || claimed.has(fold(name))) continue;
      if ((await this.look(name)) !== undefined) continue;
      claimed.add(fold(name));
      return name;
    }
    throw new Error('there is always another name');
  }

  /** What stands there now: a person may have changed the folder since it was read. */
  async look(name: string): Promise<Occupant> {
    const path = join(this.folder, name);
    return failingAs('read', path, async () => {
      let handle: FileHandle;
      try {
        handle = await open(path, 'r');
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
      try {
        return (await handle.stat()).isFile() ? await readOccupant(handle) : 'foreign';
      } finally {
        await handle.close();
      }
    });
  }
}

function isOurs(name: string): boolean {
  return name.endsWith(EXTENSION) && !name.startsWith('.');
}

async function readOccupant(handle: FileHandle): Promise<Occupant> {
  for (let size = HEAD; size <= LONGEST_HEAD; size *= 8) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, 0);
    const matter = findFrontMatter(buffer.toString('utf8', 0, bytesRead));
    if (matter === undefined) return 'foreign';
    if (matter !== 'more') {
      const id = await documentId(matter.yaml);
      return id === undefined ? 'foreign' : { id };
    }
    if (bytesRead < size) return 'foreign';
  }
  return 'foreign';
}
