import type { JsonValue } from './json.ts';

/** One entry to be written. `expires` in epoch milliseconds; absent: never. */
export interface CacheEntry {
  readonly key: string;
  readonly value: string;
  readonly expires?: number | undefined;
}

/** A lease that must still be held: `owner` is the one that took it. */
export interface LeaseClaim {
  readonly key: string;
  readonly owner: string;
}

/** How much something is. `bytes`: as it lies in the store. */
export interface CacheAmount {
  readonly entries: number;
  readonly bytes: number;
}

/** What has happened in a cache since it was opened. */
export interface CacheCounts {
  /** Damaged entries that were read: each was a miss. */
  readonly damaged: number;
  /** Entries that were thrown out to keep within the size limit. */
  readonly evicted: number;
  /** Calls that the store could not answer. */
  readonly errors: number;
}

/** Where results are kept: strings under string keys, in batches. What a store cannot do is absent. */
export interface CacheAdapter {
  /**
   * The values in the order of the keys; `undefined` for what is missing, expired or damaged. Keys may repeat.
   * Must throw when it cannot answer: a broken cache is not a miss.
   */
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** As `getMany`, with the time at which each expires: a tier above keeps it as long. Absent: nothing of it is kept above. */
  getEntries?(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]>;
  /**
   * Writes all of them or none, where the store can. A later entry of the same key wins. Durable as the store is.
   * With `claim`, which a store that has leases must know: writes nothing, and throws `LEASE_LOST`, once another owner has taken
   * the lease. To look and to write is one step of the store.
   */
  setMany(entries: readonly CacheEntry[], claim?: LeaseClaim): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** The keys that begin with `prefix`, in any order. */
  scan?(prefix: string): AsyncIterable<string>;
  /** Takes or renews a lease for `owner` until `until` (epoch milliseconds). 0 gives it back. Whether the owner holds it. */
  lease?(key: string, owner: string, until: number): Promise<boolean>;
  /** How much it holds, expired entries too, without reading them. */
  usage?(): Promise<CacheAmount>;
  /** Deletes what has expired. How much that was. */
  prune?(): Promise<CacheAmount>;
  /** What has happened since it was opened. */
  counts?(): CacheCounts;
  close?(): Promise<void>;
}

/**
 * How the identity of a request becomes a key. Must be pure, and different for different identities.
 * The default is the SHA-256 of canonical JSON (RFC 8785).
 */
export type KeyGenerator = (parts: { readonly collector: string; readonly identity: JsonValue }) => string;
