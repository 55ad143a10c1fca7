import { mkdir, stat } from 'node:fs/promises';
import {
  BowerbirdError,
  type CacheAdapter,
  type CacheAdapterDefinition,
  type CacheEntry,
  defineCacheAdapter,
} from '@bowerbird/core';

/** What a cache holds that is kept in memory. */
export interface Shelf {
  readonly entries: Map<string, CacheEntry>;
  readonly leases: Map<string, { readonly owner: string; readonly until: number }>;
}

/** What `mapCache` can do. */
export const abilities = {
  entries: true,
  leases: true,
  usage: true,
  prune: 'when asked',
  counts: true,
} as const;

const live = (entry: CacheEntry | undefined) =>
  entry && (entry.expires === undefined || entry.expires > Date.now()) ? entry : undefined;
const sizeOf = ({ key, value }: CacheEntry) => key.length + value.length;

/** A right cache on two Maps, with all abilities. `look` rejects when the store cannot answer. */
export function mapCache({ entries, leases }: Shelf, look = async () => {}): Required<CacheAdapter> {
  let closed = false;
  let errors = 0;
  const use = async () => {
    if (closed) throw new BowerbirdError('CACHE_FAILED', 'the cache is closed', { hint: 'Open it again.' });
    await look().catch((error: unknown) => {
      errors++;
      throw new BowerbirdError('CACHE_FAILED', 'the shelf is gone', { hint: 'Look for it.', cause: error });
    });
  };
  const amountOf = (list: readonly CacheEntry[]) => ({
    entries: list.length,
    bytes: list.reduce((sum, entry) => sum + sizeOf(entry), 0),
  });
  return {
    getMany: (keys) => use().then(() => keys.map((key) => live(entries.get(key))?.value)),
    getEntries: (keys) => use().then(() => keys.map((key) => live(entries.get(key)))),
    async setMany(list, claim) {
      await use();
      if (claim && leases.get(claim.key)?.owner !== claim.owner)
        throw new BowerbirdError('LEASE_LOST', 'the lease is gone', { hint: 'Look again.' });
      for (const entry of list) entries.set(entry.key, { ...entry });
    },
    async deleteMany(keys) {
      await use();
      for (const key of keys) entries.delete(key);
    },
    async *scan(prefix) {
      await use();
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) yield key;
    },
    async lease(key, owner, until) {
      await use();
      const held = leases.get(key);
      if (held && held.owner !== owner && held.until > Date.now()) return false;
      if (until === 0 && held?.owner !== owner) return false;
      leases.set(key, until === 0 ? { owner: '', until: 0 } : { owner, until });
      return until !== 0;
    },
    usage: () => use().then(() => amountOf([...entries.values()])),
    async prune() {
      await use();
      const gone = [...entries.values()].filter((entry) => !live(entry));
      for (const { key } of gone) entries.delete(key);
      return amountOf(gone);
    },
    counts: () => ({ damaged: 0, evicted: 0, errors }),
    async close() {
      closed = true;
    },
  };
}

const shelves = new Map<string, Shelf>();

/** A definition whose caches share a shelf for each home, which breaks where its folder cannot be. */
export function define(
  make: (shelf: Shelf, look: () => Promise<void>) => CacheAdapter,
): CacheAdapterDefinition {
  return defineCacheAdapter({
    name: 'shelf',
    summary: 'Keeps the cache on a shelf.',
    create: async (_, { state }) => {
      const made = await mkdir(state, { recursive: true }).catch(() => undefined);
      const shelf = (made === undefined && shelves.get(state)) || { entries: new Map(), leases: new Map() };
      shelves.set(state, shelf);
      return make(shelf, async () => void (await stat(state)));
    },
  });
}

/** A right one. */
export const right = define(mapCache);
