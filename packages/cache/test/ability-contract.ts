import type { CacheAdapter } from '@bowerbird/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namespaced } from '../src/index.ts';
import type { Abilities } from './cache-contract.ts';
import { describeLeases } from './lease-contract.ts';

const FAR = 4e12;

/** What a cache must do that has an ability. */
export function describeAbilities(open: () => CacheAdapter, abilities: Abilities): void {
  const { entries, leases, usage, prune, counts } = abilities;

  it('has just what it is said to have', () => {
    const cache = open();
    expect({
      entries: 'getEntries' in cache,
      leases: 'lease' in cache,
      usage: 'usage' in cache,
      prune: 'prune' in cache,
      counts: 'counts' in cache,
    }).toEqual({
      entries: entries === true,
      leases: leases === true,
      usage: usage === true,
      prune: prune !== undefined,
      counts: counts === true,
    });
  });

  if (entries) {
    it('tells when an entry expires', async () => {
      const cache = open();
      const kept = [
        { key: 'a', value: 'x', expires: FAR },
        { key: 'b', value: 'y' },
        { key: 'gone', value: 'z', expires: 1 },
      ];
      await cache.setMany(kept);
      const [a, b, gone, none, again] = await cache.getEntries!(['a', 'b', 'gone', 'none', 'a']);
      expect([a, again]).toEqual([kept[0], kept[0]]);
      expect(b).toEqual(kept[1]);
      expect([gone, none]).toEqual([undefined, undefined]);
    });
  }

  if (usage) {
    it('knows how much it holds', async () => {
      const cache = open();
      const before = await cache.usage!();
      await cache.setMany(['a', 'b', 'c'].map((key) => ({ key, value: `${key}${'x'.repeat(1000)}` })));
      const after = await cache.usage!();
      expect(after.entries).toBe(before.entries + 3);
      expect(after.bytes).toBeGreaterThanOrEqual(3000);
      await cache.deleteMany(['a', 'none']);
      expect((await cache.usage!()).entries).toBe(before.entries + 2);
    });
  }

  if (prune) {
    it('deletes what has expired, and says how much that was', async () => {
      const cache = open();
      const old = Array.from({ length: 1500 }, (_, index) => ({
        key: `old${index}`,
        value: 'x',
        expires: 1,
      }));
      const live = [
        { key: 'a', value: 'x', expires: FAR },
        { key: 'b', value: 'y' },
      ];
      await cache.setMany([...old, ...live]);
      const pruned = await cache.prune!();
      if (prune === 'when asked') {
        expect(pruned.entries).toBe(1500);
        expect(pruned.bytes).toBeGreaterThan(1500);
      }
      expect((await Array.fromAsync(cache.scan!(''))).sort()).toEqual(['a', 'b']);
      expect(await cache.prune!()).toEqual({ entries: 0, bytes: 0 });
      expect(await cache.getMany(['a', 'b', 'old0'])).toEqual(['x', 'y', undefined]);
    });
  }

  if (counts) {
    it('counts nothing that did not happen', async () => {
      const cache = open();
      await cache.setMany([{ key: 'a', value: 'x', expires: 1 }]);
      await cache.getMany(['a', 'none']);
      expect(cache.counts!()).toEqual({ damaged: 0, evicted: 0, errors: 0 });
    });
  }
}

/** What two that use one store must not do to each other. */
export function describeTwo(open: () => CacheAdapter, { again, leases }: Abilities): void {
  describe('with another beside it', () => {
    let other: CacheAdapter;
    beforeEach(async () => {
      other = again ? await again() : open();
    });
    afterEach(() => (again ? other.close?.() : undefined));

    it('shows each what the other wrote', async () => {
      await open().setMany([{ key: 'a', value: '1' }]);
      expect(await other.getMany(['a'])).toEqual(['1']);
      await other.setMany([{ key: 'a', value: '2' }]);
      expect(await open().getMany(['a'])).toEqual(['2']);
      await other.deleteMany(['a']);
      expect(await open().getMany(['a'])).toEqual([undefined]);
    });

    it('loses no fresh entry to the reading of the expired one', async () => {
      const cache = open();
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
      for (let round = 0; round < 20; round++) {
        await cache.setMany(keys.map((key) => ({ key, value: 'old', expires: 1 })));
        const value = `fresh ${round}`;
        const reads = [cache, other].flatMap((reader) => [
          ...keys.map((key) => reader.getMany([key])),
          reader.getMany(keys),
        ]);
        await Promise.all([
          ...reads,
          cache.setMany(keys.map((key) => ({ key, value }))),
          other.getMany(keys),
        ]);
        expect(await cache.getMany(keys)).toEqual(keys.map(() => value));
        expect(await other.getMany(keys)).toEqual(keys.map(() => value));
      }
    });

    it('lets two write the same batches at once, in whatever order', async () => {
      const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
      const write = (cache: CacheAdapter, order: readonly string[], value: string) =>
        cache.setMany(order.map((key) => ({ key, value })));
      for (let round = 0; round < 5; round++) {
        await Promise.all([write(open(), keys, 'one'), write(other, keys.toReversed(), 'two')]);
        const values = new Set(await open().getMany(keys));
        expect([...values].every((value) => value === 'one' || value === 'two')).toBe(true);
      }
    });

    it('keeps two caches apart that share it under two names', async () => {
      const names = ['users', 'users:', 'usersAbc', ''];
      const views = names.map((name, index) => namespaced(index % 2 === 0 ? open() : other, name));
      const keys = ['a', ':a', 'users:a', 'Abc:a', ''];
      for (const [index, view] of views.entries())
        await view.setMany(keys.map((key) => ({ key, value: `${key} in ${names[index]}` })));
      await views[0]!.deleteMany(['a', ':a']);
      for (const [index, view] of views.entries()) {
        const here = (key: string) => index > 0 || !['a', ':a'].includes(key);
        expect(await view.getMany(keys)).toEqual(
          keys.map((key) => (here(key) ? `${key} in ${names[index]}` : undefined)),
        );
        expect((await Array.fromAsync(view.scan!(''))).sort()).toEqual(keys.filter(here).sort());
      }
    });

    if (leases) describeLeases(open, () => other);
  });
}
