import { hash } from 'node:crypto';

/**
 * Which keys were seen, by 64 bits of their hash in one typed array: 16 bytes a key at most, where a Set of strings takes ten
 * times that. Two of a million keys are taken for one with a probability of 1 in 37 million (birthday bound, n²/2⁶⁵).
 */
export class SeenKeys {
  #slots = new BigUint64Array(1024);
  #count = 0;

  /** Whether the key is new; from then on it is not. */
  add(key: string): boolean {
    if (this.#count * 2 >= this.#slots.length) this.#grow();
    // Zero marks an empty slot.
    const prefix = hash('sha256', key, 'buffer').readBigUInt64LE() || 1n;
    const slot = this.#find(prefix);
    if (this.#slots[slot] === prefix) return false;
    this.#slots[slot] = prefix;
    this.#count++;
    return true;
  }

  #find(prefix: bigint): number {
    const mask = this.#slots.length - 1;
    let slot = Number(prefix & BigInt(mask));
    while (this.#slots[slot] !== 0n && this.#slots[slot] !== prefix) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new BigUint64Array(before.length * 2);
    for (const prefix of before) if (prefix !== 0n) this.#slots[this.#find(prefix)] = prefix;
  }
}
