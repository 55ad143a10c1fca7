import type { JsonValue } from './json.ts';

/** One entry to be written. `expires` in epoch milliseconds; absent: never. */
export interface CacheEntry {
  readonly key: string;
  readonly value: string;
  readonly expires?: number | undefined;
}

/** Where results are kept: strings under string keys, in batches. */
export interface CacheAdapter {
  /**
   * The values in the order of the keys; `undefined` for what is missing, expired or damaged. Keys may repeat.
   * Must throw when it cannot answer: a broken cache is not a miss.
   */
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Writes all of them or none, where the store can. A later entry of the same key wins. Durable as the store is. */
  setMany(entries: readonly CacheEntry[]): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** The keys that begin with `prefix`, in any order. */
  scan?(prefix: string): AsyncIterable<string>;
  /** Takes or renews a lease for `owner` until `until` (epoch milliseconds). 0 gives it back. Whether the owner holds it. */
  lease?(key: string, owner: string, until: number): Promise<boolean>;
  close?(): Promise<void>;
}

/**
 * How the identity of a request becomes a key. Must be pure, and different for different identities.
 * The default is the SHA-256 of canonical JSON (RFC 8785).
 */
export type KeyGenerator = (parts: { readonly collector: string; readonly identity: JsonValue }) => string;
