import { sha256 } from '@bowerbird/cache';
import type { CacheAdapter } from '@bowerbird/core';
import type { CacheVerified } from '../cache-api.ts';
import { documentsKey, parseEntry } from '../store/answers.ts';
import { decodeOriginal, originalKey, parseRecord } from '../store/evidence.ts';
import { inBatches } from './batches.ts';
import type { Listing } from './listing.ts';

/** Reads everything that a cache holds. With `repair` what is wrong is deleted, so that it is brought again. */
export async function verifyCache(listing: Listing, repair: boolean): Promise<CacheVerified> {
  const reading = new Reading(await listing.cache());
  for await (const keys of listing.keys('')) await reading.read(keys);
  const answers = await reading.findBroken('answer/', documentsOf);
  const originals = await reading.findBroken('evidence/', originalOf);
  const wrong = [...new Set([...reading.damagedKeys, ...answers, ...originals])];
  if (repair) for (const keys of inBatches(wrong)) await (await listing.cache()).deleteMany(keys);
  return {
    read: { entries: reading.entries, bytes: reading.bytes },
    damaged: reading.damaged,
    answers: answers.length,
    originals: originals.length,
    removed: repair ? wrong.length : 0,
  };
}

/** The key of what a record rests on, if it is a record. */
type RestsOn = (value: string | undefined) => string | undefined;

const documentsOf: RestsOn = (value) => {
  const entry = parseEntry(value);
  return entry && documentsKey(entry.digest);
};

const originalOf: RestsOn = (value) => {
  const record = parseRecord(value);
  return record && originalKey(record.digest);
};

class Reading {
  entries = 0;
  bytes = 0;
  damaged = 0;
  readonly damagedKeys: string[] = [];
  readonly #cache: CacheAdapter;
  readonly #sound = new Set<string>();
  readonly #rests = new Map<string, string>();

  constructor(cache: CacheAdapter) {
    this.#cache = cache;
  }

  async read(keys: readonly string[]): Promise<void> {
    const before = this.#damagedReads();
    const values = await this.#cache.getMany(keys);
    const damagedReads = this.#damagedReads() - before;
    const damaged = keys.filter(
      (key, index) => values[index] !== undefined && !this.#take(key, values[index] ?? ''),
    );
    if (damagedReads > 0) {
      damaged.push(...(await this.#findUnreadable(keys.filter((_, index) => values[index] === undefined))));
    }
    this.damagedKeys.push(...damaged);
    // A store that mends itself as a whole tells no keys.
    this.damaged += Math.max(damaged.length, damagedReads);
  }

  /** The records that rest on what is not there, or not sound. Looked at again: a run may have written meanwhile. */
  async findBroken(kind: string, restsOn: RestsOn): Promise<readonly string[]> {
    const suspects = [...this.#rests].filter(([key, on]) => key.startsWith(kind) && !this.#sound.has(on));
    const broken: string[] = [];
    for (const [key] of suspects) {
      const [record] = await this.#cache.getMany([key]);
      const on = restsOn(record);
      if (on === undefined) continue;
      const [value] = await this.#cache.getMany([on]);
      if (value === undefined || !isSound(on, value)) broken.push(key);
    }
    return broken;
  }

  /** Whether a value is what it should be. */
  #take(key: string, value: string): boolean {
    this.entries++;
    this.bytes += Buffer.byteLength(value);
    if (!isSound(key, value)) return false;
    const on = key.startsWith('answer/')
      ? documentsOf(value)
      : key.startsWith('evidence/')
        ? originalOf(value)
        : undefined;
    if (on === undefined) this.#sound.add(key);
    else this.#rests.set(key, on);
    return true;
  }

  /** Which of the keys that gave nothing are damaged, and neither expired nor deleted: one by one, the counter tells. */
  async #findUnreadable(keys: readonly string[]): Promise<readonly string[]> {
    const unreadable: string[] = [];
    for (const key of keys) {
      const before = this.#damagedReads();
      await this.#cache.getMany([key]);
      if (this.#damagedReads() > before) unreadable.push(key);
    }
    return unreadable;
  }

  #damagedReads(): number {
    return this.#cache.counts?.().damaged ?? 0;
  }
}

const RECORDS = /^(?:answer|evidence|refusal|source)\//;

/** Whether a value can be what was written: what is named by its digest has it, and a record is JSON. */
function isSound(key: string, value: string): boolean {
  const digest = key.slice(key.indexOf('/') + 1);
  if (key.startsWith('documents/')) return sha256(value) === digest;
  if (key.startsWith('original/')) return decodeOriginal(value, digest) !== undefined;
  if (!RECORDS.test(key)) return true;
  try {
    return typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}
