// A table that is fuller than this is slow to search.
const MOST_FULL = 0.6;

/** Numbers by whole numbers from 1, at 12 bytes a place: a `Map` of a million takes ten times as much. */
export class NumberTable {
  #keys = new Float64Array(1 << 12);
  #values = new Uint32Array(1 << 12);
  #size = 0;

  get(key: number): number | undefined {
    const at = this.#find(key);
    return this.#keys[at] === key ? this.#values[at] : undefined;
  }

  set(key: number, value: number): void {
    if (this.#size + 1 > this.#keys.length * MOST_FULL) this.#grow();
    const at = this.#find(key);
    if (this.#keys[at] !== key) this.#size++;
    this.#keys[at] = key;
    this.#values[at] = value;
  }

  /** Where a key is or would be. Zero marks an empty place. */
  #find(key: number): number {
    const mask = this.#keys.length - 1;
    let at = (key ^ (key / 4294967296)) & mask;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Uint32Array(keys.length * 2);
    this.#size = 0;
    for (const [index, key] of keys.entries()) if (key !== 0) this.set(key, values[index] ?? 0);
  }
}
