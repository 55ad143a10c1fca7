import {
  BowerbirdError,
  type CacheAdapter,
  type CacheAmount,
  type CacheCounts,
  type CacheEntry,
  type LeaseClaim,
} from '@bowerbird/core';
import { ensureUsable, isLive } from '../usable.ts';
import { DAMAGED, type Decoded, decode, type Encoding, encode } from './envelope.ts';
import { type KeyvSource, resolveStore, scanStore } from './keyv-store.ts';
import { pruneByReading } from './prune.ts';
import type { AbleStore, StoreEntry } from './store-abilities.ts';
import { StoreWatch, type WatchOptions } from './store-watch.ts';

/** A cache on a Keyv store. */
export interface KeyvCache extends CacheAdapter {
  getEntries(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]>;
  /** `damaged` entries were misses; the next write of their keys replaces them. */
  counts(): CacheCounts;
  close(): Promise<void>;
}

/** How a cache uses its Keyv store. */
export interface KeyvCacheOptions extends WatchOptions {
  /** Values of at least so many characters are compressed, where that makes them smaller. Default: 8,192. `Infinity`: none. */
  readonly compressAbove?: number | undefined;
}

// From here on to read a compressed text takes little longer, and it takes a third of the room.
const COMPRESS_ABOVE = 8 * 1024;

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
  const encoding = {
    bytes: store.takesBytes ?? false,
    compressAbove: options.compressAbove ?? COMPRESS_ABOVE,
  };
  return withAbilities(new StoreCache(store, new StoreWatch(store, options), encoding), store);
}

/** What the store can do, its cache can do. */
function withAbilities(cache: StoreCache, store: AbleStore): KeyvCache {
  const keysOf = scanStore(store);
  return Object.assign(cache, {
    ...(keysOf && {
      scan: (prefix: string) => cache.list(prefix, keysOf),
      prune: () => cache.pruneBy(keysOf),
    }),
    ...(store.lease && {
      lease: (key: string, owner: string, until: number) => cache.takeLease(key, owner, until),
    }),
    ...(store.usage && { usage: () => cache.measure() }),
  });
}

class StoreCache implements KeyvCache {
  readonly #store: AbleStore;
  readonly #watch: StoreWatch;
  readonly #encoding: Encoding;
  #damaged = 0;
  #closing: Promise<void> | undefined;

  constructor(store: AbleStore, watch: StoreWatch, encoding: Encoding) {
    this.#store = store;
    this.#watch = watch;
    this.#encoding = encoding;
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    const now = Date.now();
    return this.#read(keys, (found) => (isLive(found, now) ? found.value : undefined));
  }

  async getEntries(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]> {
    const now = Date.now();
    return this.#read(keys, (found, key) => (isLive(found, now) ? { key, ...found } : undefined));
  }

  async setMany(entries: readonly CacheEntry[], claim?: LeaseClaim): Promise<void> {
    const distinct = lastOfEach(entries);
    ensureUsable(
      this.#closed,
      distinct.map(({ key }) => key),
    );
    if (distinct.length === 0) return;
    let late = false;
    const stored = distinct.map((entry) => {
      const ready = this.#toStored(entry);
      late ||= ready instanceof Promise;
      return ready;
    });
    const ready = late ? await Promise.all(stored) : (stored as StoreEntry[]);
    if (claim) await this.#writeClaimed(ready, claim);
    else await this.#watch.write(ready);
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    ensureUsable(this.#closed, keys);
    if (keys.length > 0) await this.#watch.remove([...new Set(keys)]);
  }

  counts(): CacheCounts {
    const { evicted = 0, repairs = 0 } = this.#store;
    return { damaged: this.#damaged + repairs, evicted, errors: this.#watch.failures };
  }

  get #closed(): boolean {
    return this.#closing !== undefined;
  }

  close(): Promise<void> {
    this.#closing ??= this.#watch.disconnect();
    return this.#closing;
  }

  async *list(prefix: string, keysOf: (prefix: string) => AsyncIterable<string>): AsyncGenerator<string> {
    ensureUsable(this.#closed, [prefix]);
    yield* this.#watch.walk(() => keysOf(prefix));
  }

  takeLease(key: string, owner: string, until: number): Promise<boolean> {
    ensureUsable(this.#closed, [key]);
    return this.#watch.call(
      'take a lease in',
      async () => (await this.#store.lease?.(key, owner, until)) === true,
    );
  }

  measure(): Promise<CacheAmount> {
    ensureUsable(this.#closed, []);
    return this.#watch.call('measure', async () => (await this.#store.usage?.()) ?? { entries: 0, bytes: 0 });
  }

  pruneBy(keysOf: (prefix: string) => AsyncIterable<string>): Promise<CacheAmount> {
    ensureUsable(this.#closed, []);
    const { prune } = this.#store;
    const work = () =>
      prune ? prune.call(this.#store) : pruneByReading(this.#store, () => this.#watch.walk(() => keysOf('')));
    // As long as there is something to delete.
    return this.#watch.call('prune', work, Number.POSITIVE_INFINITY);
  }

  async #writeClaimed(entries: readonly StoreEntry[], claim: LeaseClaim): Promise<void> {
    const { setManyClaimed } = this.#store;
    if (!setManyClaimed) {
      throw new BowerbirdError('CACHE_FAILED', 'the store has no leases', {
        hint: 'Write without a claim, or keep the cache in SQLite or Redis.',
      });
    }
    if (await this.#watch.call('write to', () => setManyClaimed.call(this.#store, entries, claim))) return;
    throw new BowerbirdError('LEASE_LOST', `the lease ${claim.key} has gone to another owner`, {
      hint: 'Look again: the other one has written, or is about to.',
    });
  }

  async #read<T>(
    keys: readonly string[],
    toResult: (found: Decoded, key: string) => T | undefined,
  ): Promise<readonly (T | undefined)[]> {
    ensureUsable(this.#closed, keys);
    if (keys.length === 0) return [];
    const unique = keys.length === 1 ? [...keys] : [...new Set(keys)];
    const raws = await this.#watch.read(unique);
    const results: (T | undefined)[] = new Array(unique.length).fill(undefined);
    const slow: Promise<void>[] = [];
    for (const [index, key] of unique.entries()) {
      const raw = raws[index];
      if (raw === undefined || raw === null) continue;
      const found = decode(key, raw);
      if (found === DAMAGED) this.#damaged++;
      else if (found instanceof Promise) {
        const late = found.then((decoded) => {
          results[index] = toResult(decoded, key);
        });
        slow.push(late);
      } else results[index] = toResult(found, key);
    }
    if (slow.length > 0) await Promise.all(slow);
    if (unique.length === keys.length) return results;
    const byKey = new Map(unique.map((key, index) => [key, results[index]]));
    return keys.map((key) => byKey.get(key));
  }

  #toStored({ key, value, expires }: CacheEntry): StoreEntry | Promise<StoreEntry> {
    const encoded = encode(key, value, expires, this.#encoding);
    const until = this.#store.keepsExpiry ? expires : undefined;
    const toEntry = (raw: string | Uint8Array): StoreEntry =>
      until === undefined ? { key, value: raw } : { key, value: raw, expires: until };
    return encoded instanceof Promise ? encoded.then(toEntry) : toEntry(encoded);
  }
}

// Some stores refuse a batch in which a key comes twice.
function lastOfEach(entries: readonly CacheEntry[]): readonly CacheEntry[] {
  return entries.length === 1 ? entries : [...new Map(entries.map((entry) => [entry.key, entry])).values()];
}
