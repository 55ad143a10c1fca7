import type { CacheAdapter } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BreakableStore } from '../test/broken-store.ts';
import { keyvCache } from './keyv/keyv-cache.ts';
import { memoryCache } from './memory-cache.ts';
import { tieredCache } from './tiered.ts';

const FAR = 4e12;

/** Two tiers above each other; `near` and `far` to look at each by itself. */
function two() {
  const near = memoryCache();
  const far = keyvCache(new Map());
  return { near, far, cache: tieredCache([near, far]) };
}

function breakable() {
  const store = new BreakableStore();
  return { store, cache: keyvCache(store.asAdapter(), { about: 'the shelf' }) };
}

describe('tieredCache', () => {
  it('keeps above what it finds below, as long as that lasts', async () => {
    const { far } = two();
    const shelf = keyvCache(new Map());
    const cache = tieredCache([shelf, far]);
    await far.setMany([
      { key: 'a', value: 'x', expires: FAR },
      { key: 'b', value: 'y' },
      { key: 'old', value: 'z', expires: 1 },
    ]);
    expect(await cache.getMany(['a', 'old', 'none', 'b', 'a'])).toEqual([
      'x',
      undefined,
      undefined,
      'y',
      'x',
    ]);
    expect(await shelf.getEntries(['a', 'b', 'old'])).toEqual([
      { key: 'a', value: 'x', expires: FAR },
      { key: 'b', value: 'y', expires: undefined },
      undefined,
    ]);
    await far.deleteMany(['a']);
    expect(await cache.getMany(['a'])).toEqual(['x']);
  });

  it('asks a tier for nothing that is nearer', async () => {
    const { store, cache: far } = breakable();
    const cache = tieredCache([memoryCache(), far]);
    await cache.setMany([{ key: 'a', value: 'x' }]);
    const { calls } = store;
    expect(await cache.getMany(['a', 'a'])).toEqual(['x', 'x']);
    expect(store.calls).toBe(calls);
    expect(await cache.getMany(['a', 'b'])).toEqual(['x', undefined]);
    expect(store.calls).toBe(calls + 1);
  });

  it('holds in memory for a minute at most: nobody tells it what others write', async () => {
    const { near, far, cache } = two();
    await cache.setMany([{ key: 'a', value: 'x' }]);
    await far.setMany([{ key: 'b', value: 'y', expires: FAR }]);
    await cache.getMany(['b']);
    const before = Date.now();
    for (const entry of await near.getEntries(['a', 'b'])) {
      expect(entry!.expires).toBeGreaterThan(before);
      expect(entry!.expires).toBeLessThanOrEqual(before + 60_000);
    }
    expect(await far.getEntries(['a'])).toEqual([{ key: 'a', value: 'x', expires: undefined }]);
  });

  it('keeps nothing of a tier that does not tell how long it lasts', async () => {
    const near = memoryCache();
    const inner = keyvCache(new Map());
    await inner.setMany([{ key: 'a', value: 'x' }]);
    const far: CacheAdapter = {
      getMany: (keys) => inner.getMany(keys),
      setMany: (entries) => inner.setMany(entries),
      deleteMany: (keys) => inner.deleteMany(keys),
    };
    const cache = tieredCache([near, far]);
    expect(await cache.getMany(['a', 'b'])).toEqual(['x', undefined]);
    expect(await near.getMany(['a'])).toEqual([undefined]);
    expect(cache.scan).toBeUndefined();
    expect(cache.usage).toBeUndefined();
  });

  it('passes over a tier that fails where another one answers, and takes nothing for a miss that may be there', async () => {
    const { store, cache: middle } = breakable();
    const far = keyvCache(new Map());
    const cache = tieredCache([memoryCache(), middle, far]);
    await far.setMany([{ key: 'a', value: 'x' }]);
    store.failure = 'rejects';
    expect(await cache.getMany(['a'])).toEqual(['x']);
    await expect(cache.getMany(['a', 'b'])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    await expect(cache.setMany([{ key: 'c', value: 'z' }])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    // The others have it all the same.
    expect(await cache.getMany(['c'])).toEqual(['z']);
    expect(cache.counts!().errors).toBeGreaterThan(0);
    store.failure = undefined;
    expect(await cache.getMany(['a', 'b'])).toEqual(['x', undefined]);
  });

  it('writes nothing anywhere once a lease is lost', async () => {
    const far = keyvCache(new Map());
    const lost = { ...far, getMany: far.getMany.bind(far), deleteMany: far.deleteMany.bind(far) };
    const cache = tieredCache([memoryCache(), { ...lost, setMany: () => Promise.reject(new Error('lost')) }]);
    await expect(cache.setMany([{ key: 'a', value: 'x' }], { key: 'l', owner: 'o' })).rejects.toThrow('lost');
    expect(await cache.getMany(['a'])).toEqual([undefined]);
  });

  it('is the tier itself where there is one, and refuses none', () => {
    const only = memoryCache();
    expect(tieredCache([only])).toBe(only);
    expect(() => tieredCache([])).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('answers as the lowest tier does, whatever is written and deleted through it', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const entry = fc.record({
      key,
      value: fc.string({ maxLength: 3 }),
      expires: fc.constantFrom(undefined, 1, FAR),
    });
    const step = fc.oneof(
      fc.record({ set: fc.array(entry, { maxLength: 4 }) }),
      fc.record({ delete: fc.array(key, { maxLength: 2 }) }),
      fc.record({ get: fc.array(key, { maxLength: 4 }) }),
      // The memory of a process is bounded: what it holds may go at any time.
      fc.constant('forget' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { near, far, cache } = two();
        for (const each of steps) {
          if (each === 'forget') await near.deleteMany(['a', 'b']);
          else if ('set' in each) await cache.setMany(each.set);
          else if ('delete' in each) await cache.deleteMany(each.delete);
          else expect(await cache.getMany(each.get)).toEqual(await far.getMany(each.get));
        }
        await cache.close?.();
      }),
    );
  });
});
