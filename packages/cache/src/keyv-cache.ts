import { BowerbirdError, type CacheAdapter, type CacheEntry } from '@bowerbird/core';
import { DAMAGED, decode, encode } from './envelope.ts';
import { type KeyvSource, resolveStore, scanStore } from './keyv-store.ts';
import { type KeyvCacheOptions, StoreWatch } from './store-watch.ts';

/** A cache on a Keyv store. */
export interface KeyvCache extends CacheAdapter {
  /** How many damaged entries have been read since it was opened. Each was a miss; the next write of its key replaces it. */
  readonly damaged: number;
  close(): Promise<void>;
}

/**
 * A cache on any Keyv 6 store: a storage adapter (`new KeyvRedis(…)`), a `Keyv`, or a `Map`.
 *
 * It speaks to the storage adapter and not through `Keyv.get`, which answers a miss when the store is broken, and wraps each
 * value into JSON. Keyv's namespaces and TTLs are not used either: several adapters lose entries over them. Prefixes come from
 * `namespaced`, and when an entry expires stands in the entry.
 *
 * The cache owns the store: `close` disconnects it. All or nothing on `setMany` holds as far as the store's own `setMany`.
 * @throws {BowerbirdError} `CONFIG_INVALID` when it is no such store, or is set up to do what would not happen here
 */
export function keyvCache(source: KeyvSource, options: KeyvCacheOptions = {}): KeyvCache {
  const store = resolveStore(source);
  const watch = new StoreWatch(store, options);
  const keysOf = scanStore(store);
  let damaged = 0;
  let closing: Promise<void> | undefined;

  function ensureUsable(keys: readonly string[]): void {
    if (closing !== undefined)
      throw new BowerbirdError('CACHE_FAILED', 'the cache is closed', { hint: 'Open it again.' });
    // As UTF-8 all halves of surrogate pairs are one character: two keys would share one entry.
    const broken = keys.find((key) => !key.isWellFormed());
    if (broken === undefined) return;
    throw new BowerbirdError('CACHE_FAILED', `${JSON.stringify(broken)} cannot be a key of the cache`, {
      hint: 'It holds half of a surrogate pair. Use a key generator that makes well-formed text, such as sha256.',
    });
  }

  function open(key: string, raw: unknown, now: number): string | undefined {
    if (raw === undefined || raw === null) return undefined;
    const value = decode(key, raw, now);
    if (value !== DAMAGED) return value;
    damaged++;
    return undefined;
  }

  return {
    get damaged() {
      return damaged;
    },
    async getMany(keys) {
      ensureUsable(keys);
      if (keys.length === 0) return [];
      const unique = [...new Set(keys)];
      const raws = await watch.read(unique);
      const now = Date.now();
      const values = unique.map((key, index) => open(key, raws[index], now));
      if (unique.length === keys.length) return values;
      const byKey = new Map(unique.map((key, index) => [key, values[index]]));
      return keys.map((key) => byKey.get(key));
    },
    async setMany(entries) {
      ensureUsable(entries.map((entry) => entry.key));
      if (entries.length > 0) await watch.write(lastOfEach(entries).map(toStored));
    },
    async deleteMany(keys) {
      ensureUsable(keys);
      if (keys.length > 0) await watch.remove([...new Set(keys)]);
    },
    ...(keysOf && {
      async *scan(prefix: string) {
        ensureUsable([prefix]);
        yield* watch.walk(() => keysOf(prefix));
      },
    }),
    close() {
      closing ??= watch.disconnect();
      return closing;
    },
  };
}

function toStored({ key, value, expires }: CacheEntry): { key: string; value: string } {
  return { key, value: encode(key, value, expires) };
}

// Some stores refuse a batch in which a key comes twice.
function lastOfEach(entries: readonly CacheEntry[]): readonly CacheEntry[] {
  return entries.length === 1 ? entries : [...new Map(entries.map((entry) => [entry.key, entry])).values()];
}
