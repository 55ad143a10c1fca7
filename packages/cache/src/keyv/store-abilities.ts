import type { CacheAmount, LeaseClaim } from '@bowerbird/core';
import type { KeyvStorageAdapter } from 'keyv';

/** An entry on its way into a store. */
export interface StoreEntry {
  readonly key: string;
  readonly value: string | Uint8Array;
  readonly expires?: number;
}

/** A store that lists its keys itself, better than by reading every entry. */
export interface KeyLister {
  keysFrom(prefix: string): AsyncIterable<string>;
}

/** A store that has leases. */
export interface LeaseStore {
  /** As `CacheAdapter.lease`. */
  lease(key: string, owner: string, until: number): Promise<boolean>;
  /** Writes while the claim holds, as one step. `false`: it does not, and nothing was written. */
  setManyClaimed(entries: readonly StoreEntry[], claim: LeaseClaim): Promise<boolean>;
}

/** A store that keeps itself in bounds. */
export interface BoundedStore {
  usage(): Promise<CacheAmount>;
  /** Deletes what has expired. */
  prune(): Promise<CacheAmount>;
  /** Entries that were thrown out since it was opened, to keep within its size. */
  readonly evicted: number;
  /** How often it was found damaged as a whole since it was opened, and was laid out anew. */
  readonly repairs: number;
}

/** What a store can do beside what Keyv asks of it. Absent: it cannot. */
interface StoreAbilities extends Partial<KeyLister & LeaseStore & BoundedStore> {
  /** Takes `Uint8Array` values. */
  readonly takesBytes?: boolean;
  /** May be told when an entry expires, and never loses a fresh entry over it. */
  readonly keepsExpiry?: boolean;
}

/** A store as the cache uses it. */
export type AbleStore = KeyvStorageAdapter & StoreAbilities;
