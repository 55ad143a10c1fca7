import type { CacheAdapter, CacheEntry, LeaseClaim } from '@bowerbird/core';

// A batch is one statement or one transaction: it should not hold others up for long.
const MOST_ITEMS = 1000;

/**
 * A view of a cache for many callers at once: what they ask in the same turn of the event loop goes to the store as one call, reads
 * as one read and writes as one write, which is one transaction where the store has them. Nobody waits for a batch to fill.
 *
 * A batch of writes that fails is written again call by call: nobody loses an entry over another caller's.
 */
export function batchingCache(cache: CacheAdapter): CacheAdapter {
  const { getEntries, scan, lease, usage, prune, counts, close } = cache;
  const reads = new Merged((keys: readonly string[]) => cache.getMany(keys), false);
  const writes = new Merged(async (entries: readonly CacheEntry[]) => {
    await cache.setMany(entries);
    return [];
  }, true);
  return {
    getMany: (keys) => reads.ask(keys),
    ...(getEntries && { getEntries: (keys: readonly string[]) => getEntries.call(cache, keys) }),
    async setMany(entries: readonly CacheEntry[], claim?: LeaseClaim) {
      // Under a claim it is all or nothing.
      if (claim) await cache.setMany(entries, claim);
      else await writes.ask(entries);
    },
    async deleteMany(keys) {
      // What was written before must not come after it.
      await writes.settled();
      await cache.deleteMany(keys);
    },
    ...(scan && { scan: (prefix: string) => scan.call(cache, prefix) }),
    ...(lease && {
      lease: (key: string, owner: string, until: number) => lease.call(cache, key, owner, until),
    }),
    ...(usage && { usage: () => usage.call(cache) }),
    ...(prune && { prune: () => prune.call(cache) }),
    ...(counts && { counts: () => counts.call(cache) }),
    async close() {
      await writes.settled();
      await close?.call(cache);
    },
  };
}

interface Call<Item, Result> {
  readonly items: readonly Item[];
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that become one. */
class Merged<Item, Result> {
  readonly #send: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #again: boolean;
  #waiting: Call<Item, Result>[] = [];
  #items = 0;
  #sending: Promise<void> = Promise.resolve();

  /** @param again whether each call is tried alone when all together fail */
  constructor(send: (items: readonly Item[]) => Promise<readonly Result[]>, again: boolean) {
    this.#send = send;
    this.#again = again;
  }

  ask(items: readonly Item[]): Promise<readonly Result[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      this.#items += items.length;
      // By then everybody has asked who had something to read in this turn of the loop.
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
      else if (this.#items >= MOST_ITEMS) this.#flush();
    });
  }

  /** When everything that was asked before is done. */
  async settled(): Promise<void> {
    this.#flush();
    await this.#sending;
  }

  #flush(): void {
    const calls = this.#waiting;
    if (calls.length === 0) return;
    this.#waiting = [];
    this.#items = 0;
    this.#sending = Promise.all([this.#sending, this.#sendAll(calls)]).then(() => undefined);
  }

  async #sendAll(calls: readonly Call<Item, Result>[]): Promise<void> {
    const [first] = calls;
    if (first && calls.length === 1) return this.#sendOne(first);
    try {
      const results = await this.#send(calls.flatMap(({ items }) => items));
      let start = 0;
      for (const { items, resolve } of calls) {
        resolve(results.slice(start, start + items.length));
        start += items.length;
      }
    } catch (error) {
      if (this.#again) await Promise.all(calls.map((call) => this.#sendOne(call)));
      else for (const { reject } of calls) reject(error);
    }
  }

  #sendOne({ items, resolve, reject }: Call<Item, Result>): Promise<void> {
    return this.#send(items).then(resolve, reject);
  }
}
