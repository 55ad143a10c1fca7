import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryCache } from './memory-cache.ts';
import { namespaced } from './namespaced.ts';
import { noCache } from './no-cache.ts';

describe('namespaced', () => {
  it('never lets two prefixes meet', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', '%', '3', 'A', 'ä') });
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (prefix, key, otherPrefix, otherKey) => {
        fc.pre(prefix !== otherPrefix);
        const cache = memoryCache();
        await namespaced(cache, prefix).setMany([{ key, value: 'mine' }]);
        const other = namespaced(cache, otherPrefix);
        expect(await other.getMany([key, otherKey])).toEqual([undefined, undefined]);
        expect(await Array.fromAsync(other.scan!(''))).toEqual([]);
      }),
    );
  });

  it('has what the cache has: scan, lease, close', async () => {
    const leased: unknown[] = [];
    const bare = { getMany: noCache().getMany, setMany: async () => {}, deleteMany: async () => {} };
    expect(Object.keys(namespaced(bare, 'a'))).toEqual(['getMany', 'setMany', 'deleteMany']);
    const lease = async (...given: unknown[]) => leased.push(given) > 0;
    const view = namespaced({ ...bare, lease }, 'a');
    expect(await view.lease!('key', 'me', 7)).toBe(true);
    expect(leased).toEqual([['a:key', 'me', 7]]);
  });

  it('nests', async () => {
    const cache = memoryCache();
    const view = namespaced(namespaced(cache, 'outer'), 'inner');
    await view.setMany([{ key: 'key', value: 'x', expires: 4e12 }]);
    expect(await Array.fromAsync(cache.scan!(''))).toEqual(['outer:inner:key']);
    expect(await Array.fromAsync(view.scan!('k'))).toEqual(['key']);
  });
});

describe('noCache', () => {
  it('holds nothing', async () => {
    const cache = noCache();
    await cache.setMany([{ key: 'a', value: 'x' }]);
    await cache.deleteMany(['a']);
    expect(await cache.getMany(['a', 'a'])).toEqual([undefined, undefined]);
    expect(await Array.fromAsync(cache.scan!(''))).toEqual([]);
    await cache.close?.();
  });
});
