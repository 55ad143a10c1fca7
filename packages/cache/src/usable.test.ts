import type { CacheAdapter } from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { keyvCache } from './keyv/keyv-cache.ts';
import { memoryCache } from './memory-cache.ts';

const calls = (cache: CacheAdapter, key: string) => [
  () => cache.getMany([key]),
  () => cache.setMany([{ key, value: 'x' }]),
  () => cache.deleteMany([key]),
];

describe.each([
  ['memory', () => memoryCache()],
  ['a Map', () => keyvCache(new Map())],
])('a cache in %s', (_, open) => {
  it('refuses keys that have no UTF-8 form: they would share one entry', async () => {
    const failed = {
      code: 'CACHE_FAILED',
      message: expect.stringContaining('cannot be a key'),
      hint: expect.any(String),
    };
    for (const call of calls(open(), 'a\ud800')) await expect(call()).rejects.toMatchObject(failed);
  });

  it('says that it is closed', async () => {
    const cache = open();
    await cache.close();
    const failed = { code: 'CACHE_FAILED', message: 'the cache is closed', hint: expect.any(String) };
    for (const call of calls(cache, 'a')) await expect(call()).rejects.toMatchObject(failed);
  });
});
