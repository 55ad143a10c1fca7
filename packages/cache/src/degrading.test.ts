import { describe, expect, it } from 'vitest';
import { BreakableStore } from '../test/broken-store.ts';
import { degradingCache } from './degrading.ts';
import { keyvCache } from './keyv/keyv-cache.ts';

describe('degradingCache', () => {
  function degrading() {
    const store = new BreakableStore();
    const told: string[] = [];
    const inner = keyvCache(store.asAdapter());
    const cache = degradingCache(inner, (error, call) => told.push(`${call}: ${(error as Error).message}`));
    return { store, told, cache };
  }

  it.each(['rejects', 'emits'] as const)(
    'takes reads of a store that %s for misses, drops writes, and tells each',
    async (failure) => {
      const { store, told, cache } = degrading();
      await cache.setMany([{ key: 'a', value: 'x' }]);
      store.failure = failure;
      expect(await cache.getMany(['a', 'b'])).toEqual([undefined, undefined]);
      expect(await cache.getEntries!(['a'])).toEqual([undefined]);
      await cache.setMany([{ key: 'b', value: 'y' }]);
      expect(told).toEqual([
        'read: cannot read from the cache store: connection lost',
        'read: cannot read from the cache store: connection lost',
        'write: cannot write to the cache store: connection lost',
      ]);
      store.failure = undefined;
      expect(await cache.getMany(['a', 'b'])).toEqual(['x', undefined]);
    },
  );

  it('hides nothing else: what lists, deletes, or writes under a lease must know', async () => {
    const { store, told, cache } = degrading();
    store.failure = 'rejects';
    await expect(Array.fromAsync(cache.scan!(''))).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    await expect(cache.deleteMany(['a'])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    await expect(cache.setMany([{ key: 'a', value: 'x' }], { key: 'l', owner: 'o' })).rejects.toMatchObject({
      code: 'CACHE_FAILED',
    });
    expect(told).toEqual([]);
    expect(cache.counts!().errors).toBe(2);
  });
});
