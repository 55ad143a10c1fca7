/** Where the newest line of each document stands: all that is held in memory of a corpus of any size. */
export class Positions {
  // One number per document: from 0 up a place in the file, below 0 one in the journal.
  readonly #places = new Map<string, number>();
  readonly #removed = new Set<string>();

  ids(): IterableIterator<string> {
    return this.#places.keys();
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  of(id: string): { readonly inFile?: number; readonly inJournal?: number } {
    const place = this.#places.get(id);
    if (place === undefined) return {};
    return place < 0 ? { inJournal: -1 - place } : { inFile: place };
  }

  /** A line of the file. */
  found(id: string, offset: number): void {
    this.#places.set(id, offset);
  }

  /** A line of the journal; `undefined`: the document was removed. */
  put(id: string, offset: number | undefined): void {
    if (offset === undefined) {
      this.#places.delete(id);
      this.#removed.add(id);
    } else {
      this.#places.set(id, -1 - offset);
      this.#removed.delete(id);
    }
  }

  isRemoved(id: string): boolean {
    return this.#removed.has(id);
  }
}
