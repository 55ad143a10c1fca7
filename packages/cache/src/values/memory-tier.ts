import { LRUCache } from 'lru-cache';
import type { ValueRecord } from './record.ts';
import type { MemoryOptions } from './types.ts';

const MAX_BYTES = 256 * 1024 ** 2;
const MAX_AGE_MS = 30_000;
// What an entry takes beside its value.
const OVERHEAD = 200;

/** A record in memory. */
export interface Held extends ValueRecord {
  /** Epoch milliseconds: until then it is given out without a look at the store. */
  readonly usableUntil: number;
  readonly size: number;
}

/** The values of this process, bounded in bytes. A plain map: expiry and flights are elsewhere, so that evicting one ends nothing. */
export class MemoryTier {
  readonly #entries: LRUCache<string, Held>;
  readonly #maxAgeMs: number;

  constructor({ maxBytes = MAX_BYTES, maxAgeMs = MAX_AGE_MS }: MemoryOptions) {
    this.#entries = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ size }) => size });
    this.#maxAgeMs = maxAgeMs;
  }

  /** What may be given out now. */
  fresh(key: string): Held | undefined {
    const held = this.#entries.get(key);
    return held !== undefined && held.usableUntil > Date.now() ? held : undefined;
  }

  /** @param length of its JSON */
  put(key: string, record: ValueRecord, length: number): void {
    const usableUntil = Math.min(record.freshUntil, Date.now() + this.#maxAgeMs);
    this.#entries.set(key, { ...record, usableUntil, size: key.length + length + OVERHEAD });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  deleteWhere(unwanted: (record: ValueRecord) => boolean): void {
    for (const [key, held] of [...this.#entries]) if (unwanted(held)) this.#entries.delete(key);
  }

  usage(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries.size, bytes: this.#entries.calculatedSize };
  }
}
