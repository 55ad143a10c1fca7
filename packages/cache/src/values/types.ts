import type { BowerbirdError, CacheAdapter, ErrorData } from '@bowerbird/core';
import type { Statistics } from '../statistics.ts';

/** How long a value holds, and what is known of it. Durations in milliseconds. */
export interface EntryOptions {
  /** As long it is fresh. Default: for ever. */
  readonly ttlMs?: number | undefined;
  /** As long after that it may still be given out, marked as stale, while it is loaded anew or when that fails. Default: 0. */
  readonly graceMs?: number | undefined;
  /** By up to this share the TTL is shortened, at random, so that what came together does not expire together. Default: 0.1. */
  readonly jitter?: number | undefined;
  /** What it can be invalidated by. */
  readonly tags?: readonly string[] | undefined;
  /** Whose value it is, for `invalidate` and the statistics. */
  readonly name?: string | undefined;
  /** What it cost, in US dollars: what each hit saves. */
  readonly cost?: number | undefined;
}

/** How a value is loaded that is not there. */
export interface LoadOptions extends EntryOptions {
  /** As long after a failed load its error is the answer to all who ask. Default: 0. */
  readonly negativeTtlMs?: number | undefined;
  /** Takes this caller out. The load is aborted when all its callers are out. */
  readonly signal?: AbortSignal | undefined;
  /** One load in all processes that share the store, where it has leases; otherwise one in this process. Default: false. */
  readonly lease?: boolean | undefined;
  /** A load costs money: it is leased, and does not begin while the store fails. Default: false. */
  readonly paid?: boolean | undefined;
  /** Loads whatever is there. Default: false. */
  readonly forceFresh?: boolean | undefined;
}

/** What a value cache is made of. */
export interface ValueCacheOptions
  extends Pick<LoadOptions, 'ttlMs' | 'graceMs' | 'jitter' | 'negativeTtlMs'> {
  /** Where the values are kept. Closed with the cache. */
  readonly store: CacheAdapter;
  /** The memory above it; `false`: none. */
  readonly memory?: MemoryOptions | false | undefined;
  /** Holds a lease that is not renewed for so long. Default: 10,000. */
  readonly leaseMs?: number | undefined;
  /** Sums the counts over processes. Closed with the cache. */
  readonly statistics?: Statistics | undefined;
  /** Hears of a store that fails: once, until it works again. */
  readonly onWarning?: ((error: BowerbirdError) => void) | undefined;
}

/** How much is held in memory, and how long. */
export interface MemoryOptions {
  /** Default: 256 MB, by the length of the values' JSON. */
  readonly maxBytes?: number | undefined;
  /** As long may what another process has written go unseen. Default: 30,000. */
  readonly maxAgeMs?: number | undefined;
}

/** A value, with what is known of it. */
export interface Found<T> {
  /** The same object for all who get it from memory: it must not be changed. */
  readonly value: T;
  readonly from: 'memory' | 'store' | 'load';
  /** Beyond its TTL, and within its grace. */
  readonly stale: boolean;
  /** Epoch milliseconds. */
  readonly storedAt: number;
  /** With `stale`: why it could not be loaded anew. */
  readonly error?: ErrorData | undefined;
}

/** What to invalidate. */
export type Invalidation =
  | { readonly key: string }
  | { readonly tag: string }
  | { readonly name: string }
  | { readonly olderThanMs: number };

/** What a cache has done. Money in US dollars. */
export interface ValueCounts {
  readonly hits: { readonly memory: number; readonly store: number };
  readonly misses: number;
  /** Of all that was asked for, 0 to 1. */
  readonly hitRate: number;
  /** Of the hits: beyond their TTL. */
  readonly stale: number;
  /** Calls of a load, and how many of them failed. */
  readonly loads: number;
  readonly loadFailures: number;
  /** Answers without a call of a load of their own: hits, and callers who joined one. */
  readonly callsSaved: number;
  readonly costSaved: number;
  /** Calls that the store did not answer. */
  readonly errors: number;
}

/** What a cache has done and what it holds. */
export interface ValueStats extends ValueCounts {
  readonly memory: { readonly entries: number; readonly bytes: number };
  /** Of the store, where it can tell. */
  readonly entries?: number | undefined;
  readonly bytes?: number | undefined;
  readonly evicted?: number | undefined;
  readonly damaged?: number | undefined;
  /** How far a lease reaches. */
  readonly leases: 'store' | 'process';
  /** Over all processes, by name and `''` for what has none; absent without statistics. */
  readonly total?: Readonly<Record<string, ValueCounts>> | undefined;
}
