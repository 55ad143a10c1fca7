import { BowerbirdError, type CacheAdapter, type CacheCounts } from '@bowerbird/core';

/** How a failing cache fails. */
export interface FailingCacheOptions {
  /** Every so many calls one fails: 3 is the third, the sixth, … 1: all. */
  readonly every: number;
  /** `true`: the call that fails has done its work, and its answer is lost. Default: it has done nothing. */
  readonly after?: boolean | undefined;
}

/** A cache that fails now and then, and says how often. */
export interface FailingCache extends CacheAdapter {
  /** Calls so far, of all methods but `counts` and `close`. */
  readonly calls: number;
  /** Those of them that have failed. */
  readonly failures: number;
}

/**
 * A cache whose every so many calls reject with `CACHE_FAILED`, counted over all methods: what uses a cache must take that for neither
 * a miss nor a hit. It can do what the cache can that it stands in front of. `counts` (which counts these failures too) and `close`
 * never fail.
 */
export function failingCache(cache: CacheAdapter, options: FailingCacheOptions): FailingCache {
  const fault = new Fault(options);
  const { getEntries, scan, lease, usage, prune, counts, close } = cache;
  return {
    get calls() {
      return fault.calls;
    },
    get failures() {
      return fault.failures;
    },
    getMany: (keys) => fault.call('getMany', () => cache.getMany(keys)),
    setMany: (entries, claim) => fault.call('setMany', () => cache.setMany(entries, claim)),
    deleteMany: (keys) => fault.call('deleteMany', () => cache.deleteMany(keys)),
    ...(getEntries && {
      getEntries: (keys: readonly string[]) => fault.call('getEntries', () => getEntries.call(cache, keys)),
    }),
    ...(scan && { scan: (prefix: string) => fault.walk('scan', () => scan.call(cache, prefix)) }),
    ...(lease && {
      lease: (key: string, owner: string, until: number) =>
        fault.call('lease', () => lease.call(cache, key, owner, until)),
    }),
    ...(usage && { usage: () => fault.call('usage', () => usage.call(cache)) }),
    ...(prune && { prune: () => fault.call('prune', () => prune.call(cache)) }),
    ...(counts && { counts: () => withErrors(counts.call(cache), fault.failures) }),
    ...(close && { close: () => close.call(cache) }),
  };
}

function withErrors(counts: CacheCounts, more: number): CacheCounts {
  return { ...counts, errors: counts.errors + more };
}

class Fault {
  calls = 0;
  failures = 0;
  readonly #every: number;
  readonly #after: boolean;

  constructor({ every, after = false }: FailingCacheOptions) {
    this.#every = every;
    this.#after = after;
  }

  async call<T>(name: string, work: () => Promise<T>): Promise<T> {
    const error = this.#next(name);
    if (error && !this.#after) throw error;
    const answer = await work();
    if (error) throw error;
    return answer;
  }

  async *walk<T>(name: string, work: () => AsyncIterable<T>): AsyncGenerator<T> {
    const error = this.#next(name);
    if (error && !this.#after) throw error;
    yield* work();
    if (error) throw error;
  }

  #next(name: string): BowerbirdError | undefined {
    this.calls++;
    if (this.calls % this.#every !== 0) return undefined;
    this.failures++;
    return new BowerbirdError('CACHE_FAILED', `${name}(), call ${this.calls}, fails on purpose`, {
      hint: 'It is the failing cache of a test.',
    });
  }
}
