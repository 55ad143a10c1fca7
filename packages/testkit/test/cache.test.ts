import type { CacheAdapter } from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { cacheSuite } from '../src/cache/cache-suite.ts';
import { failingCache } from '../src/chaos/failing-cache.ts';
import { abilities, mapCache, right, type Shelf } from './fixtures/map-cache.ts';
import { rightTable } from './fixtures/table-cache.ts';
import { runSuite } from './wrong/wrong.ts';

/** What the failing tests of a suite say. */
async function messagesOf(suite: Parameters<typeof runSuite>[0]): Promise<string> {
  const ran = await runSuite(suite);
  return ran
    .flatMap(({ name, error }) => (error instanceof Error ? [`${name}\n${error.message}`] : []))
    .join('\n\n');
}

const fresh = () => mapCache({ entries: new Map(), leases: new Map() });
const source = { name: 'mine', open: fresh };

cacheSuite(it, right, abilities);
cacheSuite(it, rightTable);
cacheSuite(it, source, { ...abilities, broken: false });
cacheSuite(
  it,
  {
    name: 'without any ability',
    open: () => {
      const { getMany, setMany, deleteMany } = fresh();
      return { getMany, setMany, deleteMany };
    },
  },
  { scan: false, close: false, broken: () => failingCache(fresh(), { every: 1 }) },
);

describe('cacheSuite', () => {
  it('says what is there and not declared, and what is declared and not there', async () => {
    expect(await messagesOf((test) => cacheSuite(test, source, { broken: false }))).toMatch(
      /it has getEntries\(\), and the suite was told it had none;.*\n {2}→ Tell the suite `entries: true`, `leases: true`, `usage: true`, `prune: 'when asked'`, `counts: true`/,
    );
    const none = (): CacheAdapter => {
      const { lease: _lease, scan: _scan, ...others } = fresh();
      return others;
    };
    expect(
      await messagesOf((test) =>
        cacheSuite(test, { ...source, open: none }, { ...abilities, broken: false }),
      ),
    ).toMatch(/it has no scan\(\); it has no lease\(\)\n {2}→ Tell the suite `scan: false`, no `leases`/);
  });

  it('wants to know how a cache breaks', async () => {
    expect(await messagesOf((test) => cacheSuite(test, source, abilities))).toMatch(
      /not told how this cache breaks\n {2}→ Give it `broken: \(\) => …`/,
    );
    const told = { ...abilities, broken: false } as const;
    expect(await messagesOf((test) => cacheSuite(test, right, told))).toMatch(
      /told that shelf cannot fail, and it does.*\n {2}→ Leave `broken: false` out/,
    );
  });

  it('does not take a shared cache for one that shares nothing', async () => {
    expect(await messagesOf((test) => cacheSuite(test, right, { ...abilities, shared: false }))).toMatch(
      /one sees what the other wrote\n {2}→ Leave `shared: false` out/,
    );
  });

  it('wants a store that is empty', async () => {
    const shelf: Shelf = { entries: new Map(), leases: new Map() };
    const same = { name: 'same', open: () => mapCache(shelf) };
    expect(await messagesOf((test) => cacheSuite(test, same, { ...abilities, broken: false }))).toMatch(
      /a new cache is not empty.*\n {2}→ .*or let `open` empty it/,
    );
  });
});

describe('failingCache', () => {
  const write = { key: 'a', value: 'x' };

  it('fails every third call, over all methods, having done nothing', async () => {
    const inner = fresh();
    const cache = failingCache(inner, { every: 3 });
    await cache.setMany([write]);
    expect(await cache.getMany(['a'])).toEqual(['x']);
    const failed = {
      code: 'CACHE_FAILED',
      message: expect.stringContaining('deleteMany(), call 3'),
      hint: expect.any(String),
    };
    await expect(cache.deleteMany(['a'])).rejects.toMatchObject(failed);
    expect(await cache.getMany(['a'])).toEqual(['x']);
    expect(await cache.lease?.('job', 'me', 4e12)).toBe(true);
    await expect(Array.fromAsync(cache.scan?.('') ?? [])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    expect(cache).toMatchObject({ calls: 6, failures: 2 });
    await cache.close?.();
    expect(cache.calls).toBe(6);
  });

  it('can do the work and lose the answer', async () => {
    const inner = fresh();
    const cache = failingCache(inner, { every: 1, after: true });
    await expect(cache.setMany([write])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    expect(await inner.getMany(['a'])).toEqual(['x']);
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const key of cache.scan?.('') ?? []) seen.push(key);
      })(),
    ).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    expect(seen).toEqual(['a']);
  });

  it('can do what the cache can that it stands in front of', () => {
    const { getMany, setMany, deleteMany } = fresh();
    expect(Object.keys(failingCache(fresh(), { every: 2 })).sort()).toEqual(
      [...Object.keys(fresh()), 'calls', 'failures'].sort(),
    );
    const plain = failingCache({ getMany, setMany, deleteMany }, { every: 2 });
    expect(Object.keys(plain).sort()).toEqual(['calls', 'deleteMany', 'failures', 'getMany', 'setMany']);
  });
});

cacheSuite(
  it,
  { name: 'failing never', open: () => failingCache(fresh(), { every: Number.POSITIVE_INFINITY }) },
  { ...abilities, broken: (): CacheAdapter => failingCache(fresh(), { every: 1 }), counts: true },
);
