import { BowerbirdError, type CacheAmount, type ErrorData, isBowerbirdError } from '@bowerbird/core';
import { singleFlight } from '../single-flight.ts';
import { Counter } from './counter.ts';
import { LoadBatch } from './load-batch.ts';
import { Loader, type LoadMany } from './loader.ts';
import { type Held, MemoryTier } from './memory-tier.ts';
import { recordOf } from './record.ts';
import { Refreshes } from './refreshes.ts';
import { Shelf } from './shelf.ts';
import { ALL, tagOfName, userTag } from './tags.ts';
import type {
  EntryOptions,
  Found,
  Invalidation,
  LoadOptions,
  ValueCacheOptions,
  ValueStats,
} from './types.ts';

const LEASE_MS = 10_000;
const JITTER = 0.1;

/** A cache for values above a cache adapter. See `createCache`. */
export class ValueCache {
  readonly #options: ValueCacheOptions;
  readonly #shelf: Shelf;
  readonly #memory: MemoryTier | undefined;
  readonly #counter: Counter;
  readonly #flights = singleFlight<Found<unknown>>();
  readonly #refreshes = new Refreshes();
  #storeFails = false;

  constructor(options: ValueCacheOptions) {
    this.#options = options;
    this.#shelf = new Shelf(options.store);
    this.#memory = options.memory === false ? undefined : new MemoryTier(options.memory ?? {});
    this.#counter = new Counter(options.statistics, (error) => this.#warn(error));
  }

  /** A fresh value; `undefined`: there is none. */
  async get<T = unknown>(key: string): Promise<T | undefined> {
    return (await this.getMany<T>([key]))[0];
  }

  /** The fresh values, in the order of the keys. A store that fails holds nothing. */
  async getMany<T = unknown>(keys: readonly string[]): Promise<readonly (T | undefined)[]> {
    const tally = this.#counter.of('');
    const values = new Map<string, unknown>();
    for (const key of new Set(keys)) {
      const held = this.#memory?.fresh(key);
      if (held) values.set(key, held.value);
    }
    tally.memoryHits += values.size;
    const missing = [...new Set(keys)].filter((key) => !values.has(key));
    for (const [key, value] of await this.#readFresh(missing)) values.set(key, value);
    return keys.map((key) => values.get(key) as T | undefined);
  }

  /** Keeps a value. @throws {BowerbirdError} `CACHE_FAILED` when the store does */
  async set(key: string, value: unknown, options: EntryOptions = {}): Promise<void> {
    await this.setMany([{ key, value }], options);
  }

  /** Keeps values: all or none, where the store can. One that is `undefined` is not kept. @throws as `set` */
  async setMany(
    entries: readonly { readonly key: string; readonly value: unknown }[],
    options: EntryOptions = {},
  ): Promise<void> {
    const full = { ...options, ...this.#withDefaults(options) };
    const storedAt = this.#shelf.tags.now();
    const shelved = entries.map(({ key, value }) => ({
      key,
      record: recordOf(value, full, storedAt),
      graceMs: full.graceMs,
    }));
    const lengths = await this.#shelf.writeValues(shelved);
    for (const [index, { key, record }] of shelved.entries()) {
      const length = lengths[index] ?? 0;
      if (length > 0) this.#memory?.put(key, record, length);
      else this.#memory?.delete(key);
    }
  }

  /** @throws as `set` */
  async deleteMany(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#memory?.delete(key);
    await this.#shelf.delete(keys);
  }

  /** The value of a key; loaded, once for all who ask for it, where there is none. Throws what `load` throws. */
  getOrSet<T>(key: string, load: (signal: AbortSignal) => Promise<T>, options: LoadOptions = {}): Promise<T> {
    // The way of most calls: no promise but the one that is returned.
    const held = options.forceFresh ? undefined : this.#memory?.fresh(key);
    if (held !== undefined) {
      this.#countHit(held, options.name ?? '');
      return Promise.resolve(held.value as T);
    }
    return this.getOrSetEntry(key, load, options).then(({ value }) => value);
  }

  /** As `getOrSet`, with what is known of the value: where it came from, and whether it is stale. */
  async getOrSetEntry<T>(
    key: string,
    load: (signal: AbortSignal) => Promise<T>,
    options: LoadOptions = {},
  ): Promise<Found<T>> {
    const loadMany = async (_keys: readonly string[], signal: AbortSignal) => [await load(signal)];
    const [found] = await this.#resolve([key], loadMany, options);
    return found as Found<T>;
  }

  /**
   * The values of keys, in their order. One call of `loadMissing` for those that are not there and that nobody is loading yet; it
   * returns their values in the order in which it gets them, `undefined` for what there is not.
   */
  async getOrSetMany<T>(
    keys: readonly string[],
    loadMissing: (missing: readonly string[], signal: AbortSignal) => Promise<readonly (T | undefined)[]>,
    options: LoadOptions = {},
  ): Promise<readonly (T | undefined)[]> {
    const found = await this.#resolve(keys, loadMissing, options);
    return found.map(({ value }) => value as T | undefined);
  }

  /**
   * Makes values invalid, in all processes that share the store: at once here, within a second or `maxAgeMs` of their memory elsewhere.
   * @throws {BowerbirdError} `CACHE_FAILED` when the store does
   */
  async invalidate(what: Invalidation): Promise<void> {
    if ('key' in what) return this.deleteMany([what.key]);
    const { tags } = this.#shelf;
    if ('tag' in what) await tags.invalidate(userTag(what.tag), Date.now());
    else if ('name' in what) await tags.invalidate(tagOfName(what.name), Date.now());
    else await tags.invalidate(ALL, Date.now() - what.olderThanMs);
    this.#memory?.deleteWhere((record) => tags.covers(record));
  }

  /** Reads values into memory. How many there were. @throws {BowerbirdError} `CACHE_FAILED` when the store does */
  async warm(keys: readonly string[]): Promise<number> {
    const now = Date.now();
    const found = [...(await this.#shelf.readValues([...new Set(keys)]))].filter(
      ([, { record }]) => record.freshUntil > now,
    );
    for (const [key, { record, length }] of found) this.#memory?.put(key, record, length);
    return found.length;
  }

  /** Deletes what has expired from the store. */
  async prune(): Promise<CacheAmount> {
    const { store } = this.#shelf;
    if (store.prune) return store.prune();
    throw new BowerbirdError('CACHE_FAILED', 'the store cannot be pruned: it does not list what it holds', {
      hint: 'Use the tools of the store.',
    });
  }

  /** What was done, and what is held. */
  async stats(): Promise<ValueStats> {
    const { store } = this.#shelf;
    const { damaged, evicted } = store.counts?.() ?? {};
    const total = await this.#counter.total();
    return {
      ...this.#counter.sum(),
      memory: this.#memory?.usage() ?? { entries: 0, bytes: 0 },
      ...(await store.usage?.()),
      ...(damaged !== undefined && { damaged }),
      ...(evicted !== undefined && { evicted }),
      leases: store.lease ? 'store' : 'process',
      ...(total && { total }),
    };
  }

  async close(): Promise<void> {
    try {
      await this.#counter.close();
    } finally {
      await this.#options.store.close?.();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #resolve(keys: readonly string[], load: LoadMany, options: LoadOptions): Promise<Found<unknown>[]> {
    const tally = this.#counter.of(options.name ?? '');
    const batch = this.#batch(load, options);
    const pending = new Map<string, Promise<Found<unknown>>>();
    for (const key of new Set(keys)) {
      const held = options.forceFresh ? undefined : this.#memory?.fresh(key);
      if (held) {
        this.#countHit(held, options.name ?? '');
        const { value, storedAt } = held;
        pending.set(key, Promise.resolve({ value, from: 'memory', stale: false, storedAt }));
        continue;
      }
      let mine = false;
      const found = this.#flights.run(flightOf(key, options), options.signal, (signal) => {
        mine = true;
        return batch.join(key, signal);
      });
      pending.set(
        key,
        found.finally(() => {
          if (!mine) tally.joined++;
        }),
      );
    }
    return Promise.all(keys.map((key) => pending.get(key) as Promise<Found<unknown>>));
  }

  #batch(load: LoadMany, options: LoadOptions): LoadBatch<Found<unknown>> {
    return new LoadBatch((keys, settle, signal) => {
      const parts = {
        shelf: this.#shelf,
        memory: this.#memory,
        tally: this.#counter.of(options.name ?? ''),
        options: { ...options, ...this.#withDefaults(options) },
        leaseMs: this.#options.leaseMs ?? LEASE_MS,
        load,
        refresh: (stale: readonly string[]) => this.#refresh(stale, load, options),
        storeState: (error: unknown) => this.#noteStore(error),
      };
      return new Loader(parts, settle, signal).answer(keys);
    });
  }

  /** Loads in the background what was just given out stale. */
  #refresh(keys: readonly string[], load: LoadMany, options: LoadOptions): ReadonlyMap<string, ErrorData> {
    // The callers have their answer: their signals say nothing of this.
    const { signal: _, ...rest } = options;
    const reload = (due: readonly string[]) => this.#resolve(due, load, { ...rest, forceFresh: true });
    return this.#refreshes.begin(keys, options.negativeTtlMs ?? 0, reload);
  }

  async #readFresh(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const values = new Map<string, unknown>();
    if (keys.length === 0) return values;
    const tally = this.#counter.of('');
    try {
      const now = Date.now();
      for (const [key, { record, length }] of await this.#shelf.readValues(keys)) {
        if (record.freshUntil <= now) continue;
        this.#memory?.put(key, record, length);
        values.set(key, record.value);
        tally.costSaved += record.cost;
      }
      this.#noteStore(undefined);
    } catch (error) {
      tally.errors++;
      this.#noteStore(error);
    }
    tally.storeHits += values.size;
    tally.misses += keys.length - values.size;
    return values;
  }

  #countHit(held: Held, name: string): void {
    const tally = this.#counter.of(name);
    tally.memoryHits++;
    tally.costSaved += held.cost;
  }

  #withDefaults(options: LoadOptions) {
    const defaults = this.#options;
    return {
      ttlMs: options.ttlMs ?? defaults.ttlMs ?? Number.POSITIVE_INFINITY,
      graceMs: options.graceMs ?? defaults.graceMs ?? 0,
      jitter: options.jitter ?? defaults.jitter ?? JITTER,
      negativeTtlMs: options.negativeTtlMs ?? defaults.negativeTtlMs ?? 0,
    };
  }

  #noteStore(error: unknown): void {
    if (error !== undefined && !this.#storeFails) this.#warn(error);
    this.#storeFails = error !== undefined;
  }

  #warn(error: unknown): void {
    const told = isBowerbirdError(error)
      ? error
      : new BowerbirdError('CACHE_FAILED', error instanceof Error ? error.message : String(error), {
          cause: error,
        });
    this.#options.onWarning?.(told);
  }
}

// What is loaded anew on purpose is no answer to those who would take what is there, and the other way round.
function flightOf(key: string, { forceFresh }: LoadOptions): string {
  return `${forceFresh ? 'fresh' : 'any'}/${key}`;
}

/**
 * A cache for values of any program: everything that survives JSON, under string keys, in memory above a store that other processes may
 * share. One load for all who ask at the same time; stale values while they are loaded anew; a store that fails costs nothing but time.
 *
 * A value that comes from memory is the same object for everybody: it must not be changed.
 */
export function createCache(options: ValueCacheOptions): ValueCache {
  return new ValueCache(options);
}
