import { describe, expect, it } from 'vitest';
import { memoryCache } from './memory-cache.ts';

const value = 'x'.repeat(1000);

describe('memoryCache', () => {
  it('throws out what was used longest ago, and says how much', async () => {
    const cache = memoryCache({ maxBytes: 21_500 });
    const keys = Array.from({ length: 10 }, (_, index) => `key:${index}`);
    await cache.setMany(keys.map((key) => ({ key, value })));
    await cache.getMany(['key:0']);
    await cache.setMany([{ key: 'one more', value }]);
    expect(await cache.getMany(['key:0', 'key:1', 'key:2', 'one more'])).toEqual([
      value,
      undefined,
      value,
      value,
    ]);
    expect(cache.counts()).toEqual({ damaged: 0, evicted: 1, errors: 0 });
    expect((await cache.usage!()).bytes).toBeLessThanOrEqual(21_500);
  });

  it('does not keep what is larger than all of it, and keeps nothing of an earlier value', async () => {
    const cache = memoryCache({ maxBytes: 10_000 });
    await cache.setMany([{ key: 'a', value }]);
    await cache.setMany([{ key: 'a', value: value.repeat(10) }]);
    expect(await cache.getMany(['a'])).toEqual([undefined]);
  });

  it('gives back the very text', async () => {
    const cache = memoryCache();
    await cache.setMany([{ key: 'a', value }]);
    expect((await cache.getMany(['a']))[0]).toBe(value);
  });
});
