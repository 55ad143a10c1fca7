import { sha256 } from '@bowerbird/cache';

/**
 * Which keys were seen, by 64 bits of their hash in one typed array: 16 bytes a key at most, where a Set of strings takes ten
 * times that. Two of a million keys are taken for one with a probability of 1 in 37 million (birthday bound, n²/2⁶⁵).
 */
export class SeenKeys {
  // Two halves a key: arithmetic on BigInts would make garbage.
  #slots = new Uint32Array(2 * 1024);
  #count = 0;
  readonly #hashed: boolean;

  /** @param hashed whether all keys are SHA-256 already, in hexadecimal: then they are not hashed again */
  constructor(hashed = false) {
    this.#hashed = hashed;
  }

  /** Whether the key is new; from then on it is not. */
  add(key: string): boolean {
    if (this.#count * 4 >= this.#slots.length) this.#grow();
    const digest = this.#hashed ? key : sha256(key);
    const high = Number.parseInt(digest.slice(0, 8), 16);
    // Zero marks an empty slot.
    const low = Number.parseInt(digest.slice(8, 16), 16) || 1;
    const slot = this.#find(high, low);
    if (this.#slots[slot + 1] !== 0) return false;
    this.#put(slot, high, low);
    this.#count++;
    return true;
  }

  /** Where the key is, or would be. */
  #find(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    let index = low & mask;
    for (;;) {
      const slot = 2 * index;
      const found = this.#slots[slot + 1];
      if (found === 0 || (found === low && this.#slots[slot] === high)) return slot;
      index = (index + 1) & mask;
    }
  }

  #put(slot: number, high: number, low: number): void {
    this.#slots[slot] = high;
    this.#slots[slot + 1] = low;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (let slot = 0; slot < before.length; slot += 2) {
      const [high = 0, low = 0] = [before[slot], before[slot + 1]];
      if (low !== 0) this.#put(this.#find(high, low), high, low);
    }
  }
}
