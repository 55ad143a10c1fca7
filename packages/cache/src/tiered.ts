import {
  BowerbirdError,
  type CacheAdapter,
  type CacheCounts,
  type CacheEntry,
  type LeaseClaim,
} from '@bowerbird/core';
import { MemoryCache } from './memory-cache.ts';

// As long may what another process has written go unseen.
const MEMORY_AGE_MS = 60_000;

/**
 * One cache of several, the nearest first: memory above Redis above SQLite. A key is looked for from tier to tier, and what a lower
 * one holds is kept in those above, as long as it lasts, and in memory for a minute at most. Writes and deletions go to all of them, the lowest first: what a tier holds,
 * those below it have held. Leases are those of the lowest tier, which is the one that the most processes share.
 *
 * A tier that fails is passed over where another one answers. But then what none of the others has is no miss: the call rejects. It
 * also rejects when any tier could not be written.
 */
export function tieredCache(tiers: readonly CacheAdapter[]): CacheAdapter {
  const lowest = tiers.at(-1);
  if (!lowest) {
    throw new BowerbirdError('CONFIG_INVALID', 'a cache needs at least one tier', {
      hint: 'Name a store, such as sqlite.',
    });
  }
  return tiers.length === 1 ? lowest : withAbilitiesOf(lowest, new TieredCache(tiers));
}

/** What the lowest tier can do: the others hold a part of what it holds. */
function withAbilitiesOf(lowest: CacheAdapter, tiered: TieredCache): CacheAdapter {
  const { scan, lease, usage } = lowest;
  return Object.assign(tiered, {
    ...(scan && { scan: (prefix: string) => scan.call(lowest, prefix) }),
    ...(lease && {
      lease: (key: string, owner: string, until: number) => lease.call(lowest, key, owner, until),
    }),
    ...(usage && { usage: () => usage.call(lowest) }),
    ...(lowest.prune && { prune: () => tiered.pruneAll() }),
  });
}

class TieredCache implements CacheAdapter {
  readonly #tiers: readonly CacheAdapter[];

  constructor(tiers: readonly CacheAdapter[]) {
    this.#tiers = tiers;
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return (await this.getEntries(keys)).map((entry) => entry?.value);
  }

  async getEntries(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]> {
    const found = new Map<string, CacheEntry>();
    let failure: unknown;
    for (const [depth, tier] of this.#tiers.entries()) {
      const missing = keys.filter((key) => !found.has(key));
      if (missing.length === 0) break;
      try {
        const kept = await this.#readFrom(tier, missing, found);
        await this.#keepAbove(depth, kept);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined && keys.some((key) => !found.has(key))) throw failure;
    return keys.map((key) => found.get(key));
  }

  async setMany(entries: readonly CacheEntry[], claim?: LeaseClaim): Promise<void> {
    const [lowest, ...above] = [...this.#tiers].reverse();
    // Where the claim is lost, nothing is written anywhere.
    await lowest?.setMany(entries, claim);
    await everyOne(above, (tier) => tier.setMany(lasting(tier, entries)));
  }

  async deleteMany(keys: readonly string[]): Promise<void> {
    await everyOne([...this.#tiers].reverse(), (tier) => tier.deleteMany(keys));
  }

  async pruneAll() {
    for (const tier of this.#tiers.slice(0, -1)) await tier.prune?.();
    return (await this.#tiers.at(-1)?.prune?.()) ?? { entries: 0, bytes: 0 };
  }

  counts(): CacheCounts {
    const all = this.#tiers.flatMap((tier) => tier.counts?.() ?? []);
    const sum = (pick: (counts: CacheCounts) => number) =>
      all.reduce((total, counts) => total + pick(counts), 0);
    // What a tier above has thrown out is still below.
    const evicted = this.#tiers.at(-1)?.counts?.().evicted ?? 0;
    return { evicted, damaged: sum(({ damaged }) => damaged), errors: sum(({ errors }) => errors) };
  }

  async close(): Promise<void> {
    await everyOne(this.#tiers, (tier) => tier.close?.());
  }

  /** Adds what a tier has to `found`. What of it may be kept above: all, if the tier tells how long it lasts. */
  async #readFrom(
    tier: CacheAdapter,
    keys: readonly string[],
    found: Map<string, CacheEntry>,
  ): Promise<readonly CacheEntry[]> {
    if (tier.getEntries) {
      const entries = (await tier.getEntries(keys)).filter((entry) => entry !== undefined);
      for (const entry of entries) found.set(entry.key, entry);
      return entries;
    }
    const values = await tier.getMany(keys);
    for (const [index, key] of keys.entries()) {
      const value = values[index];
      if (value !== undefined) found.set(key, { key, value });
    }
    return [];
  }

  async #keepAbove(depth: number, entries: readonly CacheEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await everyOne(this.#tiers.slice(0, depth).reverse(), (tier) => tier.setMany(lasting(tier, entries)));
  }
}

/** Entries as long as a tier above may hold them. */
function lasting(tier: CacheAdapter, entries: readonly CacheEntry[]): readonly CacheEntry[] {
  if (!(tier instanceof MemoryCache)) return entries;
  const most = Date.now() + MEMORY_AGE_MS;
  return entries.map((entry) => ({ ...entry, expires: Math.min(entry.expires ?? most, most) }));
}

/** Does it to all of them, one after the other, whatever one says; then throws what the first has thrown. */
async function everyOne(
  tiers: readonly CacheAdapter[],
  work: (tier: CacheAdapter) => Promise<void> | undefined,
): Promise<void> {
  let failure: unknown;
  for (const tier of tiers) {
    try {
      await work(tier);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}
