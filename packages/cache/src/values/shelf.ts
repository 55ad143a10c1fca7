import {
  BowerbirdError,
  type CacheAdapter,
  type ErrorData,
  type LeaseClaim,
  toErrorData,
} from '@bowerbird/core';
import { readRecord, type ValueRecord, writeRecord } from './record.ts';
import { type TagStore, Tags } from './tags.ts';

const valueKey = (key: string) => `value/${key}`;
const failureKey = (key: string) => `failure/${key}`;
const tagKey = (tag: string) => `tag/${tag}`;

// As long those who wait for a load in another process may need to hear that it has failed.
const FAILURE_MS = 60_000;

/** A record as it was read. */
export interface Shelved {
  readonly record: ValueRecord;
  /** Of its text. */
  readonly length: number;
}

/** A load that failed. */
export interface ShelvedFailure {
  readonly at: number;
  readonly error: ErrorData;
}

/** A record on its way into the store. */
export interface ToShelve {
  readonly key: string;
  readonly record: ValueRecord;
  readonly graceMs: number;
}

/** Values, failures and invalidations in a cache adapter. Every method throws what the adapter throws. */
export class Shelf implements TagStore {
  readonly tags: Tags;
  readonly store: CacheAdapter;

  constructor(store: CacheAdapter) {
    this.store = store;
    this.tags = new Tags(this);
  }

  /** What is there and was not invalidated, whether fresh or stale. */
  async readValues(keys: readonly string[]): Promise<Map<string, Shelved>> {
    const texts = await this.store.getMany(keys.map(valueKey));
    const found = new Map<string, Shelved>();
    for (const [index, key] of keys.entries()) {
      const text = texts[index];
      const record = text === undefined ? undefined : readRecord(text);
      if (text !== undefined && record) found.set(key, { record, length: text.length });
    }
    const isInvalid = await this.tags.look([...found.values()].map(({ record }) => record));
    for (const [key, { record }] of found) if (isInvalid(record)) found.delete(key);
    return found;
  }

  async readFailures(keys: readonly string[]): Promise<Map<string, ShelvedFailure>> {
    const texts = await this.store.getMany(keys.map(failureKey));
    const found = new Map<string, ShelvedFailure>();
    for (const [index, key] of keys.entries()) {
      const failure = parseFailure(texts[index]);
      if (failure) found.set(key, failure);
    }
    return found;
  }

  /** Writes values, and forgets that they could not be loaded. How long each text is; 0 for what has none. */
  async writeValues(values: readonly ToShelve[], claim?: LeaseClaim): Promise<readonly number[]> {
    const texts = values.map(({ record }) => writeRecord(record));
    const entries = values.flatMap(({ key, record, graceMs }, index) => {
      const value = texts[index];
      const until = record.freshUntil + graceMs;
      if (value === undefined) return [];
      return [{ key: valueKey(key), value, ...(Number.isFinite(until) && { expires: until }) }];
    });
    if (entries.length > 0) await this.store.setMany(entries, claim);
    return texts.map((text) => text?.length ?? 0);
  }

  /** Notes that a load has failed: for those who wait for it elsewhere, and for all who ask before `negativeTtlMs` are over. */
  async writeFailures(keys: readonly string[], error: unknown, negativeTtlMs: number): Promise<void> {
    const at = Date.now();
    const failure: ShelvedFailure = { at, error: toErrorData(error) };
    const expires = at + Math.max(negativeTtlMs, FAILURE_MS);
    const value = JSON.stringify(failure);
    await this.store.setMany(keys.map((key) => ({ key: failureKey(key), value, expires })));
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.store.deleteMany(keys.flatMap((key) => [valueKey(key), failureKey(key)]));
  }

  async read(tags: readonly string[]): Promise<readonly (number | undefined)[]> {
    const texts = await this.store.getMany(tags.map(tagKey));
    return texts.map((text) => (text === undefined ? undefined : Number(text)));
  }

  async write(tag: string, cutoff: number): Promise<void> {
    await this.store.setMany([{ key: tagKey(tag), value: String(cutoff) }]);
  }
}

/** An error that came out of another process. */
export function toError({ code, message, hint }: ErrorData): BowerbirdError {
  return new BowerbirdError(code, message, { hint });
}

function parseFailure(text: string | undefined): ShelvedFailure | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as ShelvedFailure;
  } catch {
    return undefined;
  }
}
