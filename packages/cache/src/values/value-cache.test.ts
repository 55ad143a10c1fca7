import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheAdapter, CollectError } from '@bowerbird/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BreakableStore } from '../../test/broken-store.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { createCache, keyvCache, openStatistics, sqliteCache, type ValueCacheOptions } from '../index.ts';

const folder = temporaryFolder();
const newFile = () => join(folder, randomUUID(), 'cache.sqlite');
const mapStore = () => keyvCache(new Map());
const make = (options: Partial<ValueCacheOptions> = {}) =>
  createCache({ store: mapStore(), jitter: 0, ...options });

/** A load that counts its calls. */
function counting<T>(work: (call: number) => T | Promise<T>) {
  const load = async () => {
    load.calls++;
    return work(load.calls);
  };
  load.calls = 0;
  return load;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('getOrSet', () => {
  it.each([[null], [false], [0], [''], [[]], [{ text: 'x', list: [1, { a: null }] }]])(
    'keeps %j',
    async (value) => {
      const store = mapStore();
      const load = counting(() => value);
      for (const memory of [false, {}] as const) {
        const cache = createCache({ store, memory });
        expect(await cache.getOrSet('key', load)).toEqual(value);
        expect(await cache.getOrSet('key', load)).toEqual(value);
        expect(await cache.get('key')).toEqual(value);
      }
      expect(load.calls).toBe(1);
    },
  );

  it('returns undefined and does not keep it', async () => {
    const cache = make();
    const load = counting(() => undefined);
    expect(await cache.getOrSet('key', load)).toBeUndefined();
    expect(await cache.getOrSet('key', load)).toBeUndefined();
    expect(load.calls).toBe(2);
  });

  it('gives the very same object to all who get it from memory, and changes nothing of it', async () => {
    const cache = make();
    const value = freeze({ deep: { list: [1, 2, 3] } });
    expect(await cache.getOrSet('key', async () => value)).toBe(value);
    expect(await cache.getOrSet('key', async () => value)).toBe(value);
    expect((await cache.getMany(['key']))[0]).toBe(value);
  });

  it('loads once for a hundred callers, and again only after all have their answer', async () => {
    const cache = make({ memory: false });
    const load = counting(async (call) => {
      await sleep(20);
      return call;
    });
    const values = await Promise.all(Array.from({ length: 100 }, () => cache.getOrSet('key', load)));
    expect(new Set(values)).toEqual(new Set([1]));
    expect(await cache.getOrSet('key', load)).toBe(1);
    expect(await cache.stats()).toMatchObject({ misses: 1, loads: 1, callsSaved: 100 });
  });

  it('fails once for a hundred callers, with the error of the load', async () => {
    const cache = make();
    const load = counting(async () => {
      await sleep(20);
      throw new CollectError('SOURCE_REFUSED', 'no', { recovery: 'next' });
    });
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => cache.getOrSet('key', load)));
    expect(load.calls).toBe(1);
    for (const result of results) expect(result).toMatchObject({ reason: { code: 'SOURCE_REFUSED' } });
    await expect(cache.getOrSet('key', load)).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
    expect(load.calls).toBe(2);
  });

  it('keeps a failure as long as it is asked to, for others who share the store too', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = mapStore();
    const [one, other] = [make({ store, negativeTtlMs: 5000 }), make({ store, negativeTtlMs: 5000 })];
    const load = counting(() => {
      throw new CollectError('SOURCE_NOT_FOUND', 'not there', { recovery: 'next', hint: 'Look elsewhere.' });
    });
    await expect(one.getOrSet('key', load)).rejects.toThrow('not there');
    const failure = { code: 'SOURCE_NOT_FOUND', message: 'not there', hint: 'Look elsewhere.' };
    await expect(one.getOrSet('key', load)).rejects.toMatchObject(failure);
    await expect(other.getOrSet('key', load)).rejects.toMatchObject(failure);
    expect(load.calls).toBe(1);
    vi.setSystemTime(Date.now() + 5001);
    await expect(other.getOrSet('key', load)).rejects.toThrow('not there');
    expect(load.calls).toBe(2);
    // A value that comes after all counts at once.
    await one.set('key', 'found');
    expect(await other.getOrSet('key', load)).toBe('found');
  });

  it('takes callers out one by one, and aborts the load when all are out', async () => {
    const cache = make();
    const aborted: unknown[] = [];
    const load = (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(signal.reason);
          reject(signal.reason);
        });
        setTimeout(() => resolve('value'), 60);
      });
    const [a, b, c] = [new AbortController(), new AbortController(), new AbortController()];
    const calls = [a, b].map(({ signal }) => cache.getOrSet('key', load, { signal }));
    a.abort('a is out');
    await expect(calls[0]).rejects.toBe('a is out');
    expect(await calls[1]).toBe('value');
    const alone = cache.getOrSet('other', load, { signal: c.signal });
    await sleep(5);
    c.abort('c is out');
    await expect(alone).rejects.toBe('c is out');
    expect(aborted).toEqual(['c is out']);
  });

  it('goes on when memory throws the value out during its flight', async () => {
    const cache = make({ memory: { maxBytes: 1000 } });
    const load = counting(async (call) => {
      await cache.set('filler', 'x'.repeat(600));
      await sleep(10);
      return `${call}`.repeat(600);
    });
    const values = await Promise.all([
      cache.getOrSet('a', load),
      cache.getOrSet('a', load),
      cache.getOrSet('a', load),
    ]);
    expect(new Set(values).size).toBe(1);
    expect(await cache.getOrSet('a', load)).toBe(values[0]);
    expect(load.calls).toBe(1);
  });

  it('loads anew when it is told to, once for all who say so', async () => {
    const cache = make();
    const load = counting(async (call) => {
      await sleep(10);
      return call;
    });
    await cache.getOrSet('key', load);
    const fresh = await Promise.all([1, 2, 3].map(() => cache.getOrSet('key', load, { forceFresh: true })));
    expect(fresh).toEqual([2, 2, 2]);
    expect(await cache.getOrSet('key', load)).toBe(2);
  });
});

describe('time', () => {
  it('gives out what is fresh, and what is stale within its grace while it is loaded anew', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const cache = make();
    const load = counting((call) => call);
    const options = { ttlMs: 1000, graceMs: 5000 };
    const ask = () => cache.getOrSetEntry('key', load, options);
    expect(await ask()).toMatchObject({ value: 1, from: 'load', stale: false });
    expect(await ask()).toMatchObject({ value: 1, from: 'memory', stale: false });
    vi.setSystemTime(Date.now() + 1001);
    expect(await ask()).toMatchObject({ value: 1, from: 'store', stale: true });
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ value: 2, stale: false }));
    expect(load.calls).toBe(2);
    vi.setSystemTime(Date.now() + 6001);
    expect(await ask()).toMatchObject({ value: 3, from: 'load', stale: false });
  });

  it('gives out what is stale with the reason when it cannot be loaded anew, and tries again after a pause', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const cache = make();
    const load = counting((call) => {
      if (call > 1) throw new Error(`down ${call}`);
      return 'value';
    });
    const ask = () => cache.getOrSetEntry('key', load, { ttlMs: 1000, graceMs: 60_000 });
    await ask();
    vi.setSystemTime(Date.now() + 1001);
    expect(await ask()).toMatchObject({ value: 'value', stale: true });
    await vi.waitFor(async () => expect((await ask()).error).toMatchObject({ message: 'down 2' }));
    await ask();
    expect(load.calls).toBe(2);
    vi.setSystemTime(Date.now() + 1001);
    await vi.waitFor(async () => expect((await ask()).error).toMatchObject({ message: 'down 3' }));
    vi.setSystemTime(Date.now() + 60_000);
    await expect(ask()).rejects.toThrow('down 4');
    expect((await cache.stats()).stale).toBeGreaterThan(2);
  });

  it('shortens a TTL by its jitter at most, and never lengthens it', async () => {
    const range = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), range, async (ttlMs, jitter) => {
        const store = mapStore();
        const cache = createCache({ store, memory: false });
        const before = Date.now();
        await cache.getOrSet('key', async () => 1, { ttlMs, jitter });
        const after = Date.now();
        const [entry] = await store.getEntries(['value/key']);
        const until = entry?.expires ?? before;
        expect(until).toBeLessThanOrEqual(after + ttlMs);
        expect(until).toBeGreaterThanOrEqual(before + Math.floor(ttlMs * (1 - jitter)));
      }),
    );
  });

  it('hears within its memory age what another process has written', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = mapStore();
    const [one, other] = [make({ store, memory: { maxAgeMs: 1000 } }), make({ store })];
    await one.set('key', 'old');
    await other.set('key', 'new');
    expect(await one.get('key')).toBe('old');
    vi.setSystemTime(Date.now() + 1001);
    expect(await one.get('key')).toBe('new');
  });
});

describe('getOrSetMany', () => {
  it('loads the missing keys alone, in one call, and joins what is being loaded', async () => {
    const cache = make();
    await cache.setMany([
      { key: 'a', value: 'kept a' },
      { key: 'b', value: 'kept b' },
    ]);
    const running = cache.getOrSet('c', async () => {
      await sleep(20);
      return 'loaded by another';
    });
    const asked: (readonly string[])[] = [];
    const values = await cache.getOrSetMany(['d', 'a', 'c', 'b', 'e', 'd', 'none'], async (missing) => {
      asked.push(missing);
      return missing.map((key) => (key === 'none' ? undefined : `loaded ${key}`));
    });
    expect(asked).toEqual([['d', 'e', 'none']]);
    expect(values).toEqual([
      'loaded d',
      'kept a',
      'loaded by another',
      'kept b',
      'loaded e',
      'loaded d',
      undefined,
    ]);
    await running;
  });

  it('lets others join the keys of a batch', async () => {
    const cache = make();
    const load = counting(async () => {
      await sleep(20);
      return ['A', 'B'];
    });
    const [both, one] = await Promise.all([
      cache.getOrSetMany(['a', 'b'], load),
      cache.getOrSet('b', () => Promise.reject(new Error('not called'))),
    ]);
    expect([both, one, load.calls]).toEqual([['A', 'B'], 'B', 1]);
  });

  it('says so when a load does not bring a value for each key', async () => {
    const cache = make();
    await expect(cache.getOrSetMany(['a', 'b'], async () => ['only one'])).rejects.toMatchObject({
      code: 'CACHE_FAILED',
      hint: expect.stringContaining('array'),
    });
  });

  it('takes no keys, and thousands', async () => {
    const cache = make();
    expect(await cache.getOrSetMany([], async () => [])).toEqual([]);
    const keys = Array.from({ length: 5000 }, (_, index) => `k${index}`);
    const load = counting(() => keys);
    expect(await cache.getOrSetMany(keys, load)).toEqual(keys);
    expect(await cache.getOrSetMany(keys, load)).toEqual(keys);
    expect(load.calls).toBe(1);
  });

  it('has the values, hits and misses that one by one has', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const batch = fc.uniqueArray(key, { maxLength: 4 });
    const step = fc.oneof(
      fc.record({ ask: batch }),
      fc.record({ drop: batch }),
      fc.record({ tag: fc.constantFrom('even', 'odd') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), fc.boolean(), async (steps, withMemory) => {
        const memory = withMemory ? {} : (false as const);
        const [many, single] = [make({ memory }), make({ memory })];
        const tagsOf = (one: string) => [one < 'c' ? 'even' : 'odd'];
        const loaded: string[][] = [[], []];
        for (const [number, each] of steps.entries()) {
          if ('drop' in each) await Promise.all([many, single].map((cache) => cache.deleteMany(each.drop)));
          else if ('tag' in each) {
            // What is loaded within the millisecond of an invalidation counts as older: both caches must see the same.
            await sleep(2);
            await Promise.all([many, single].map((cache) => cache.invalidate(each)));
            await sleep(2);
          } else {
            // A batch has one set of tags.
            for (const tag of ['even', 'odd']) {
              const keys = each.ask.filter((one) => tagsOf(one)[0] === tag);
              const made = (one: string) => `${one} ${number}`;
              const batched = await many.getOrSetMany(
                keys,
                async (missing) => {
                  loaded[0]!.push(...missing);
                  return missing.map(made);
                },
                { tags: [tag] },
              );
              const one: unknown[] = [];
              for (const name of keys) {
                const load = async () => {
                  loaded[1]!.push(name);
                  return made(name);
                };
                one.push(await single.getOrSet(name, load, { tags: [tag] }));
              }
              expect(batched).toEqual(one);
            }
          }
        }
        expect(loaded[0]).toEqual(loaded[1]);
        const [a, b] = [await many.stats(), await single.stats()];
        expect([a.hits, a.misses]).toEqual([b.hits, b.misses]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('invalidate', () => {
  it('by key, tag, name and age, at once here and after a second elsewhere', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = mapStore();
    const [one, other] = [
      make({ store, memory: { maxAgeMs: 500 } }),
      make({ store, memory: { maxAgeMs: 500 } }),
    ];
    const all = ['a', 'b', 'c', 'd'];
    const there = async (cache: typeof one) => (await cache.getMany(all)).map((value) => value !== undefined);
    await one.set('a', 1, { tags: ['x', 'y'] });
    await one.set('b', 2, { tags: ['y'], name: 'talks' });
    await one.set('c', 3, { name: 'talks' });
    await one.set('d', 4, { tags: ['name:talks'] });
    expect(await there(other)).toEqual([true, true, true, true]);
    vi.setSystemTime(Date.now() + 10);
    await one.invalidate({ tag: 'x' });
    expect(await there(one)).toEqual([false, true, true, true]);
    vi.setSystemTime(Date.now() + 1100);
    expect(await there(other)).toEqual([false, true, true, true]);
    await one.invalidate({ name: 'talks' });
    expect(await there(one)).toEqual([false, false, false, true]);
    await one.set('b', 5, { name: 'talks' });
    expect(await there(one)).toEqual([false, true, false, true]);
    vi.setSystemTime(Date.now() + 10_000);
    await one.set('a', 6);
    await one.invalidate({ olderThanMs: 5000 });
    expect(await there(one)).toEqual([true, false, false, false]);
    vi.setSystemTime(Date.now() + 1100);
    expect(await there(other)).toEqual([true, false, false, false]);
    await one.invalidate({ key: 'a' });
    expect(await there(one)).toEqual([false, false, false, false]);
  });

  it('does not give out as stale what was invalidated', async () => {
    const cache = make();
    const load = counting((call) => call);
    const options = { ttlMs: 60_000, graceMs: 60_000, tags: ['x'] };
    await cache.getOrSet('key', load, options);
    await cache.invalidate({ tag: 'x' });
    expect(await cache.getOrSetEntry('key', load, options)).toMatchObject({ value: 2, from: 'load' });
  });
});

describe('a store that fails', () => {
  function broken() {
    const store = new BreakableStore();
    const warnings: string[] = [];
    const cache = make({
      store: keyvCache(store.asAdapter()),
      memory: false,
      onWarning: (error) => warnings.push(`${error.code}: ${error.message}`),
    });
    return { store, cache, warnings };
  }

  it('costs free work nothing but time, and is told once until it works again', async () => {
    const { store, cache, warnings } = broken();
    const load = counting((call) => call);
    await cache.getOrSet('a', load);
    store.failure = 'rejects';
    expect(await cache.getOrSet('a', load)).toBe(2);
    expect(await cache.getOrSetMany(['a', 'b'], async () => ['x', 'y'])).toEqual(['x', 'y']);
    expect(await cache.getMany(['a'])).toEqual([undefined]);
    expect(warnings).toEqual(['CACHE_FAILED: cannot read from the cache store: connection lost']);
    store.failure = undefined;
    expect(await cache.getOrSet('a', load)).toBe(1);
    store.failure = 'emits';
    expect(await cache.getOrSet('c', load)).toBe(3);
    expect(warnings).toHaveLength(2);
    expect((await cache.stats()).errors).toBeGreaterThan(3);
  });

  it('stops what costs money before it is paid for, and loses nothing that was paid for', async () => {
    const { store, cache, warnings } = broken();
    const buy = counting((call) => `bought ${call}`);
    store.failure = 'rejects';
    await expect(cache.getOrSet('a', buy, { paid: true })).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    expect(buy.calls).toBe(0);
    store.failure = undefined;
    const failing = counting(() => {
      store.failure = 'rejects';
      return 'bought in the last moment';
    });
    expect(await cache.getOrSet('a', failing, { paid: true })).toBe('bought in the last moment');
    expect(warnings).toHaveLength(2);
  });

  it('fails clearly where it is asked to keep something', async () => {
    const { store, cache } = broken();
    store.failure = 'rejects';
    for (const work of [
      () => cache.set('a', 1),
      () => cache.deleteMany(['a']),
      () => cache.invalidate({ tag: 'x' }),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'CACHE_FAILED' });
  });
});

describe('stats', () => {
  it('tell what was done and what is held, and sum it over processes', async () => {
    const file = newFile();
    const open = async () =>
      createCache({
        store: await sqliteCache({ file }),
        statistics: await openStatistics(`${file}.statistics`),
      });
    const options = { name: 'talks', cost: 0.5 };
    const first = await open();
    await first.getOrSet('a', async () => 'x', options);
    await first.getOrSet('a', async () => 'x', options);
    await first.close();
    const second = await open();
    await second.getOrSet('a', async () => 'x', options);
    await expect(second.getOrSet('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const stats = await second.stats();
    expect(stats).toMatchObject({
      hits: { memory: 0, store: 1 },
      misses: 1,
      hitRate: 0.5,
      loads: 1,
      loadFailures: 1,
      callsSaved: 1,
      costSaved: 0.5,
      errors: 0,
      evicted: 0,
      damaged: 0,
      leases: 'store',
      memory: { entries: 1 },
    });
    expect(stats.entries).toBe(1);
    expect(stats.bytes).toBeGreaterThan(0);
    expect(stats.total!.talks).toMatchObject({
      hits: { memory: 1, store: 1 },
      misses: 1,
      callsSaved: 2,
      costSaved: 1,
    });
    expect(stats.total!['']).toMatchObject({ misses: 1, loadFailures: 1 });
    await second.close();
  });

  it('are zeros for what never happened', async () => {
    const cache = make({ memory: false });
    expect(await cache.stats()).toMatchObject({
      hitRate: 0,
      misses: 0,
      leases: 'process',
      memory: { entries: 0, bytes: 0 },
    });
  });
});

describe('warm and prune', () => {
  it('reads into memory what there is', async () => {
    const store = mapStore();
    await make({ store }).setMany(['a', 'b'].map((key) => ({ key, value: key })));
    let reads = 0;
    const counted: CacheAdapter = {
      ...store,
      setMany: (entries) => store.setMany(entries),
      deleteMany: (keys) => store.deleteMany(keys),
      getMany(keys) {
        reads++;
        return store.getMany(keys);
      },
    };
    const cache = make({ store: counted });
    expect(await cache.warm(['a', 'b', 'none', 'a'])).toBe(2);
    const before = reads;
    expect(await cache.getMany(['a', 'b'])).toEqual(['a', 'b']);
    expect(reads).toBe(before);
  });

  it('deletes what has expired, and says so where the store cannot', async () => {
    const cache = make();
    await cache.set('a', 1, { ttlMs: 1 });
    await sleep(5);
    expect(await cache.prune()).toMatchObject({ entries: 1 });
    const store = mapStore();
    const bare = {
      getMany: store.getMany.bind(store),
      setMany: store.setMany.bind(store),
      deleteMany: store.deleteMany.bind(store),
    };
    await expect(make({ store: bare }).prune()).rejects.toMatchObject({ code: 'CACHE_FAILED' });
  });
});
