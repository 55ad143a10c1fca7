import { BowerbirdError, type CacheAdapter, type CacheAmount } from '@bowerbird/core';
import { type Entry, parseEntry, parseEntryKey } from '../store/answers.ts';
import type { AnswerKey } from '../store/records.ts';
import { inBatches } from './batches.ts';

/** An answer that is kept. */
export interface Answer {
  readonly key: AnswerKey;
  readonly entry: Entry;
}

/** Goes through what a cache holds. It is opened at the first question. */
export class Listing {
  readonly location: string;
  readonly #open: () => Promise<CacheAdapter>;

  /** @param location where it is, for people */
  constructor(location: string, open: () => Promise<CacheAdapter>) {
    this.location = location;
    this.#open = open;
  }

  cache(): Promise<CacheAdapter> {
    return this.#open();
  }

  /** Whether the store can list what it holds. */
  async isPossible(): Promise<boolean> {
    return (await this.#open()).scan !== undefined;
  }

  /**
   * The keys that begin with a prefix. All of them first, then in batches: a store need not hold still while entries are deleted
   * under its listing.
   * @throws {BowerbirdError} `CACHE_FAILED` where the store cannot list
   */
  async *keys(prefix: string): AsyncGenerator<readonly string[]> {
    const cache = await this.#open();
    if (!cache.scan) {
      throw new BowerbirdError('CACHE_FAILED', `the cache ${this.location} cannot list what it holds`, {
        hint: 'Use the tools of its store. `cache stats`, and `cache get` and `cache invalidate` with a whole key, need no list.',
      });
    }
    const keys: string[] = [];
    for await (const key of cache.scan(prefix)) keys.push(key);
    yield* inBatches(keys);
  }

  async *entries(prefix: string): AsyncGenerator<{ readonly key: string; readonly value: string }> {
    const cache = await this.#open();
    for await (const keys of this.keys(prefix)) {
      const values = await cache.getMany(keys);
      for (const [index, key] of keys.entries()) {
        const value = values[index];
        if (value !== undefined) yield { key, value };
      }
    }
  }

  /** All answers, or those of one collector. */
  async *answers(collector?: string): AsyncGenerator<Answer> {
    const prefix = collector === undefined ? 'answer/' : `answer/${collector}/`;
    for await (const { key: stored, value } of this.entries(prefix)) {
      const key = parseEntryKey(stored);
      const entry = parseEntry(value);
      if (key && entry) yield { key, entry };
    }
  }

  /** How much the cache holds: as its store says, else by reading everything. `undefined` where it can do neither. */
  async measure(): Promise<CacheAmount | undefined> {
    const cache = await this.#open();
    if (cache.usage) return cache.usage();
    if (!cache.scan) return undefined;
    const total = { entries: 0, bytes: 0 };
    for await (const { value } of this.entries('')) {
      total.entries++;
      total.bytes += Buffer.byteLength(value);
    }
    return total;
  }
}
