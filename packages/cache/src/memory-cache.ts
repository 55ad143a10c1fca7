import type { CacheEntry } from '@bowerbird/core';
import { LRUCache } from 'lru-cache';
import type { KeyvCache } from './keyv/keyv-cache.ts';
import { ensureUsable, isLive } from './usable.ts';

/** How much a memory cache holds. */
export interface MemoryCacheOptions {
  /** Bytes of keys and values; what was used longest ago goes first. Default: 256 MB. */
  readonly maxBytes?: number | undefined;
}

const MAX_BYTES = 256 * 1024 ** 2;

/** A cache that lives as long as the process. As a tier above others it saves reading, checking and decompressing. */
export function memoryCache({ maxBytes = MAX_BYTES }: MemoryCacheOptions = {}): KeyvCache {
  return new MemoryCache(maxBytes);
}

/** Of this process alone: what another one writes is not heard. */
export class MemoryCache implements KeyvCache {
  readonly #entries: LRUCache<string, CacheEntry>;
  #evicted = 0;
  #closed = false;

  constructor(maxBytes: number) {
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      // Two bytes a character at most; the rest is what an entry costs by itself.
      sizeCalculation: ({ key, value }) => 2 * (key.length + value.length) + 100,
      dispose: (_entry, _key, reason) => {
        if (reason === 'evict') this.#evicted++;
      },
    });
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return (await this.getEntries(keys)).map((entry) => entry?.value);
  }

  async getEntries(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]> {
    ensureUsable(this.#closed, keys);
    const now = Date.now();
    return keys.map((key) => {
      const entry = this.#entries.get(key);
      return entry && isLive(entry, now) ? entry : undefined;
    });
  }

  async setMany(entries: readonly CacheEntry[]): Promise<void> {
    ensureUsable(
      this.#closed,
      entries.map(({ key }) => key),
    );
    for (const entry of entries) this.#entries.set(entry.key, entry);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    ensureUsable(this.#closed, keys);
    for (const key of keys) this.#entries.delete(key);
  }

  async *scan(prefix: string): AsyncGenerator<string> {
    ensureUsable(this.#closed, [prefix]);
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) yield key;
  }

  async usage() {
    return { entries: this.#entries.size, bytes: this.#entries.calculatedSize };
  }

  async prune() {
    const before = await this.usage();
    const now = Date.now();
    for (const [key, entry] of [...this.#entries]) if (!isLive(entry, now)) this.#entries.delete(key);
    const after = await this.usage();
    return { entries: before.entries - after.entries, bytes: before.bytes - after.bytes };
  }

  counts() {
    return { damaged: 0, evicted: this.#evicted, errors: 0 };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#entries.clear();
  }
}
