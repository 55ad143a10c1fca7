import type { CacheAdapter, CacheEntry } from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { batchingCache } from './batching.ts';
import { memoryCache } from './memory-cache.ts';

/** A cache in memory that notes its calls, and refuses what has the value `bad`. */
function noting() {
  const calls: string[] = [];
  const inner = memoryCache();
  const cache: CacheAdapter = {
    async getMany(keys) {
      calls.push(`get ${keys}`);
      if (keys.includes('broken')) throw new Error('broken');
      return inner.getMany(keys);
    },
    async setMany(entries: readonly CacheEntry[]) {
      calls.push(`set ${entries.map(({ key }) => key)}`);
      if (entries.some(({ value }) => value === 'bad')) throw new Error('bad');
      await inner.setMany(entries);
    },
    async deleteMany(keys) {
      calls.push(`delete ${keys}`);
      await inner.deleteMany(keys);
    },
  };
  return { calls, cache: batchingCache(cache) };
}

const entry = (key: string, value = key): CacheEntry => ({ key, value });

describe('batchingCache', () => {
  it('makes one call of those of one turn, and gives each caller its own', async () => {
    const { calls, cache } = noting();
    await Promise.all([
      cache.setMany([entry('a'), entry('b')]),
      // Somebody who had to do something else first.
      Promise.resolve().then(() => cache.setMany([entry('c')])),
    ]);
    expect(await Promise.all([cache.getMany(['a', 'x']), cache.getMany([]), cache.getMany(['c'])])).toEqual([
      ['a', undefined],
      [],
      ['c'],
    ]);
    expect(calls).toEqual(['set a,b,c', 'get a,x,c']);
  });

  it('makes the later of two writes of one key hold', async () => {
    const { cache } = noting();
    await Promise.all([cache.setMany([entry('a', '1')]), cache.setMany([entry('a', '2')])]);
    expect(await cache.getMany(['a'])).toEqual(['2']);
  });

  it('loses no entry over that of somebody else', async () => {
    const { cache } = noting();
    const results = await Promise.allSettled([
      cache.setMany([entry('a')]),
      cache.setMany([entry('b', 'bad')]),
      cache.setMany([entry('c')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await cache.getMany(['a', 'b', 'c'])).toEqual(['a', undefined, 'c']);
  });

  it('fails all reads of a turn that fail together', async () => {
    const { cache } = noting();
    const results = await Promise.allSettled([cache.getMany(['a']), cache.getMany(['broken'])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('deletes after what was written before', async () => {
    const { calls, cache } = noting();
    const written = cache.setMany([entry('a')]);
    await cache.deleteMany(['a']);
    await written;
    expect(calls).toEqual(['set a', 'delete a']);
    expect(await cache.getMany(['a'])).toEqual([undefined]);
  });

  it('does not make batches without end', async () => {
    const { calls, cache } = noting();
    await Promise.all(Array.from({ length: 2500 }, (_, index) => cache.getMany([`k${index}`])));
    expect(calls.map((call) => call.split(',').length)).toEqual([1000, 1000, 500]);
  });
});
