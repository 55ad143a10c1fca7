import { setTimeout as sleep } from 'node:timers/promises';
import { BowerbirdError, type ErrorData, isBowerbirdError } from '@bowerbird/core';
import type { Tally } from './counter.ts';
import { type Lease, takeLease } from './leases.ts';
import type { Settle } from './load-batch.ts';
import type { MemoryTier } from './memory-tier.ts';
import { recordOf, type ValueRecord } from './record.ts';
import { type Shelf, type Shelved, toError } from './shelf.ts';
import type { Found, LoadOptions } from './types.ts';

/** Loads the values of keys, in their order. */
export type LoadMany = (keys: readonly string[], signal: AbortSignal) => Promise<readonly unknown[]>;

/** What a loader works with. */
export interface LoaderParts {
  readonly shelf: Shelf;
  readonly memory: MemoryTier | undefined;
  readonly tally: Tally;
  readonly options: LoadOptions & {
    readonly ttlMs: number;
    readonly graceMs: number;
    readonly negativeTtlMs: number;
    readonly jitter: number;
  };
  readonly leaseMs: number;
  readonly load: LoadMany;
  /** Loads again in the background what is stale; the error of the last time it was tried, if that was just now. */
  readonly refresh: (keys: readonly string[]) => ReadonlyMap<string, ErrorData>;
  /** The store has failed, or answers again (`undefined`). */
  readonly storeState: (error: unknown) => void;
}

const SHORTEST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 25;

/** Answers a batch of keys: from the store, else by one load. */
export class Loader {
  readonly #parts: LoaderParts;
  readonly #settle: Settle<Found<unknown>>;
  readonly #signal: AbortSignal;
  readonly #since = Date.now();
  /** Whether the store did not answer: then there is nothing to wait for in it. */
  #storeFails = false;

  constructor(parts: LoaderParts, settle: Settle<Found<unknown>>, signal: AbortSignal) {
    this.#parts = parts;
    this.#settle = settle;
    this.#signal = signal;
  }

  async answer(keys: readonly string[]): Promise<void> {
    const { forceFresh } = this.#parts.options;
    const missing = forceFresh ? keys : await this.#answerFromStore(keys, 'at first');
    if (missing.length === 0) return;
    if (!forceFresh) this.#parts.tally.misses += missing.length;
    if (this.#isLeased() && !this.#storeFails) await this.#loadLeased(missing);
    else await this.#load(missing);
  }

  #isLeased(): boolean {
    const { options, shelf } = this.#parts;
    return (options.lease === true || options.paid === true) && shelf.store.lease !== undefined;
  }

  /** Answers what is in the store. What it has not is given back. */
  async #answerFromStore(keys: readonly string[], when: 'at first' | 'again'): Promise<readonly string[]> {
    const { shelf, options } = this.#parts;
    const values = await this.#ask(() => shelf.readValues(keys));
    if (!values) return keys;
    const now = Date.now();
    const stale = keys.filter((key) => (values.get(key)?.record.freshUntil ?? now + 1) <= now);
    const errors =
      when === 'at first' && stale.length > 0 ? this.#parts.refresh(stale) : new Map<string, ErrorData>();
    const missing: string[] = [];
    for (const key of keys) {
      const shelved = values.get(key);
      const usable = shelved && (when === 'at first' || this.#isNew(shelved.record));
      if (shelved && usable) this.#give(key, shelved, stale.includes(key), errors.get(key), when);
      else missing.push(key);
    }
    const failing = options.negativeTtlMs > 0 || when === 'again';
    return missing.length > 0 && failing ? this.#answerFailures(missing, when) : missing;
  }

  /** Asked again, only a fresh value is an answer, and one that was asked to be loaded anew must have been loaded since. */
  #isNew({ storedAt, freshUntil }: ValueRecord): boolean {
    return freshUntil > Date.now() && (!this.#parts.options.forceFresh || storedAt >= this.#since);
  }

  #give(
    key: string,
    { record, length }: Shelved,
    stale: boolean,
    error: ErrorData | undefined,
    when: 'at first' | 'again',
  ): void {
    const { tally, memory } = this.#parts;
    if (when === 'at first') tally.storeHits++;
    else tally.joined++;
    tally.costSaved += record.cost;
    if (stale) tally.stale++;
    else memory?.put(key, record, length);
    const { value, storedAt } = record;
    this.#settle.found(key, { value, from: 'store', stale, storedAt, ...(error && { error }) });
  }

  /** A load that failed while this waited for it is its failure too; one that failed before only for as long as that was asked for. */
  async #answerFailures(keys: readonly string[], when: 'at first' | 'again'): Promise<readonly string[]> {
    const { shelf, options } = this.#parts;
    const failures = await this.#ask(() => shelf.readFailures(keys));
    if (!failures) return keys;
    const kept = Date.now() - options.negativeTtlMs;
    const isMine = (at: number) => when === 'again' && at > this.#since;
    return keys.filter((key) => {
      const failure = failures.get(key);
      if (!failure || (failure.at <= kept && !isMine(failure.at))) return true;
      this.#settle.failed(key, toError(failure.error));
      return false;
    });
  }

  async #loadLeased(keys: readonly string[]): Promise<void> {
    let open = keys;
    for (let wait = SHORTEST_WAIT_MS; open.length > 0; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
      this.#signal.throwIfAborted();
      const leases = await this.#takeLeases(open);
      if (!leases) return this.#load(open);
      try {
        const held = open.filter((key) => leases.has(key));
        // Whoever had the lease before may have brought it.
        const rest = held.length > 0 ? await this.#answerFromStore(held, 'again') : [];
        if (rest.length > 0) await this.#load(rest, leases);
      } finally {
        await Promise.all([...leases.values()].map((lease) => lease.giveBack()));
      }
      const others = open.filter((key) => !leases.has(key));
      if (others.length === 0) return;
      await sleep(wait * (0.5 + Math.random()), undefined, { signal: this.#signal });
      open = await this.#answerFromStore(others, 'again');
    }
  }

  /** The leases that are free, by key; `undefined` when the store does not answer. */
  async #takeLeases(keys: readonly string[]): Promise<Map<string, Lease> | undefined> {
    const { shelf, leaseMs } = this.#parts;
    const taken = await this.#ask(() => Promise.all(keys.map((key) => takeLease(shelf.store, key, leaseMs))));
    return taken && new Map(keys.flatMap((key, index) => (taken[index] ? [[key, taken[index]]] : [])));
  }

  /** One load for all of them. */
  async #load(keys: readonly string[], leases?: ReadonlyMap<string, Lease>): Promise<void> {
    const { tally, load } = this.#parts;
    tally.loads++;
    let values: readonly unknown[];
    try {
      values = await load(keys, this.#signal);
      ensureComplete(keys, values);
    } catch (error) {
      tally.loadFailures++;
      await this.#noteFailure(keys, error, leases !== undefined);
      for (const key of keys) this.#settle.failed(key, error);
      return;
    }
    const storedAt = this.#parts.shelf.tags.now();
    const loaded = keys.map((key, index) => ({
      key,
      record: recordOf(values[index], this.#parts.options, storedAt),
    }));
    if (leases) await Promise.all(loaded.map((one) => this.#keepClaimed(one, leases.get(one.key))));
    else await this.#keep(loaded);
  }

  async #noteFailure(keys: readonly string[], error: unknown, leased: boolean): Promise<void> {
    const { shelf, options } = this.#parts;
    if (this.#signal.aborted || (!leased && options.negativeTtlMs === 0)) return;
    await this.#ask(() => shelf.writeFailures(keys, error, options.negativeTtlMs), 'after a load');
  }

  async #keep(loaded: readonly { readonly key: string; readonly record: ValueRecord }[]): Promise<void> {
    const { shelf, options } = this.#parts;
    const entries = loaded.map((one) => ({ ...one, graceMs: options.graceMs }));
    const lengths = await this.#ask(() => shelf.writeValues(entries), 'after a load');
    for (const [index, one] of loaded.entries()) this.#hand(one, lengths?.[index]);
  }

  /** Under the lease that it was loaded under. If that was lost, what the next holder has brought counts for all. */
  async #keepClaimed(
    one: { readonly key: string; readonly record: ValueRecord },
    lease: Lease | undefined,
  ): Promise<void> {
    const { shelf, options } = this.#parts;
    const entry = { ...one, graceMs: options.graceMs };
    try {
      const lengths = await this.#ask(() => shelf.writeValues([entry], lease?.claim), 'after a load');
      this.#hand(one, lengths?.[0]);
    } catch (error) {
      if (!isBowerbirdError(error) || error.code !== 'LEASE_LOST') throw error;
      const there = (await this.#ask(() => shelf.readValues([one.key]), 'after a load'))?.get(one.key);
      if (there && this.#isNew(there.record)) this.#give(one.key, there, false, undefined, 'again');
      else this.#hand(one, undefined);
    }
  }

  /** @param length of its text; absent or 0: it is not kept */
  #hand(
    { key, record }: { readonly key: string; readonly record: ValueRecord },
    length: number | undefined,
  ): void {
    if (length) this.#parts.memory?.put(key, record, length);
    const { value, storedAt } = record;
    this.#settle.found(key, { value, from: 'load', stale: false, storedAt });
  }

  /**
   * What the store answers; `undefined` when it fails, and the work can be done again. Before a load that costs money its failure stops
   * everything, and after one nothing.
   */
  async #ask<T>(
    work: () => Promise<T>,
    when: 'before a load' | 'after a load' = 'before a load',
  ): Promise<T | undefined> {
    try {
      const answer = await work();
      this.#parts.storeState(undefined);
      return answer;
    } catch (error) {
      if (isBowerbirdError(error) && error.code === 'LEASE_LOST') throw error;
      this.#storeFails = true;
      this.#parts.tally.errors++;
      this.#parts.storeState(error);
      if (this.#parts.options.paid && when === 'before a load') throw error;
      return undefined;
    }
  }
}

function ensureComplete(keys: readonly string[], values: readonly unknown[]): void {
  if (Array.isArray(values) && values.length === keys.length) return;
  throw new BowerbirdError(
    'CACHE_FAILED',
    `the load of ${keys.length} keys brought ${values?.length ?? 'no'} values`,
    {
      hint: 'It must return an array with a value for each key, in their order; undefined for what there is not.',
    },
  );
}
