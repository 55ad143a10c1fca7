import { memoryCache, sha256 } from '@bowerbird/cache';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Text that no compression makes small. */
function textOf(path: string): string {
  return Array.from({ length: 500 }, (_, line) => sha256(`${path} ${line}`)).join('\n');
}

/** A site that answers conditional requests. */
async function site() {
  const statuses: number[] = [];
  const server = await serve((request, response) => {
    const known = request.headers['if-none-match'] === '"1"';
    const status = request.url === '/missing' ? 404 : known ? 304 : 200;
    statuses.push(status);
    response.writeHead(status, { etag: '"1"' }).end(status === 200 ? textOf(request.url ?? '') : undefined);
  });
  return { ...server, statuses };
}

/** Two pipelines over a site, the second with tags; everything is in a SQLite file. */
async function collected(more: object = {}) {
  const { url, statuses, asked } = await site();
  const base = temporaryFolder();
  const pipelines = {
    one: { use: ['page'], sources: [`${url}/a`, `${url}/b`] },
    two: { use: ['other'], sources: [`${url}/c`], cache: { tags: ['docs'] } },
  };
  const collectors = [pageCollector(), pageCollector({ name: 'other' })];
  const bench_ = await bench({ ...more, pipelines }, collectors, { base, cache: undefined });
  await bench_.runner.run();
  return { ...bench_, url, statuses, asked };
}

async function keysOf(list: AsyncIterable<{ readonly source: string }>) {
  const answers = await Array.fromAsync(list);
  return answers.map(({ source }) => new URL(source).pathname).sort();
}

describe('list', () => {
  it('takes what a collector brought, what has a tag, and what is due', async () => {
    const { runner } = await collected();
    const { cache } = runner;
    expect(await keysOf(cache.list())).toEqual(['/a', '/b', '/c']);
    expect(await keysOf(cache.list({ collector: 'other' }))).toEqual(['/c']);
    expect(await keysOf(cache.list({ tag: 'docs' }))).toEqual(['/c']);
    expect(await keysOf(cache.list({ collector: 'page', tag: 'docs' }))).toEqual([]);
    expect(await keysOf(cache.list({ stale: true }))).toEqual([]);
    vi.setSystemTime(Date.now() + 8 * DAY);
    expect(await keysOf(cache.list({ stale: true }))).toEqual(['/a', '/b', '/c']);
    for await (const answer of cache.list({ tag: 'docs' })) {
      expect(answer).toMatchObject({ pipeline: 'two', tags: ['docs'], stale: true });
    }
  });

  it('sees an answer with the policy of the pipeline that collected it', async () => {
    const { url } = await site();
    const config = {
      pipelines: { one: { sources: [`${url}/a`], cache: { ttl: '30d' } }, two: [`${url}/b`] },
    };
    const { runner } = await bench(config, [pageCollector()]);
    await runner.run();
    vi.setSystemTime(Date.now() + 8 * DAY);
    expect(await keysOf(runner.cache.list({ stale: true }))).toEqual(['/b']);
  });
});

describe('invalidate', () => {
  const COUNTS = { refusals: 0 };

  it.each([
    [{ collector: 'page' }, 2],
    [{ tag: 'docs' }, 1],
    [{ pipeline: 'one' }, 2],
    [{ pipeline: 'one', tag: 'docs' }, 0],
    [{ olderThanMs: HOUR }, 3],
    [{ olderThanMs: 3 * HOUR }, 0],
  ])('has what %j says compared with its source, and deletes nothing', async (which, amount) => {
    const { runner, statuses, kept } = await collected();
    vi.setSystemTime(Date.now() + 2 * HOUR);
    const before = [...kept.values()];
    expect(await runner.cache.invalidate(which)).toEqual({ ...COUNTS, answers: amount, originals: amount });
    const [one, two] = (await runner.plan()).pipelines;
    expect((one?.stale ?? 0) + (two?.stale ?? 0)).toBe(amount);
    expect(await runner.run()).toMatchObject({ total: { from: { cache: 3 }, requests: amount } });
    expect(statuses.slice(3)).toEqual(new Array(amount).fill(304));
    expect([...kept.values()]).toEqual(before);
    expect((await runner.run()).total.requests).toBe(0);
  });

  it('takes keys and beginnings of keys, and says in a plan what is to come', async () => {
    const { runner } = await collected();
    const items = (await runner.plan()).pipelines.flatMap((pipeline) => pipeline.items);
    const [a, b] = items.map(({ key }) => key);
    expect(await runner.cache.invalidate({ keys: [a ?? '', (b ?? '').slice(0, 12)] })).toMatchObject({
      answers: 2,
    });
    const [item] = (await runner.plan()).pipelines[0]?.items ?? [];
    expect(item).toMatchObject({ state: 'stale', reason: 'to be compared with its source' });
    const answer = await runner.cache.get(a ?? '');
    expect(answer?.answer).toMatchObject({ checked: undefined, stale: true });
  });

  it('has sources asked again that had refused, and must be told which', async () => {
    const { url, statuses } = await site();
    const config = { cache: { negativeTtl: '1h', tags: ['docs'] }, pipelines: { pages: [`${url}/missing`] } };
    const { runner } = await bench(config, [pageCollector()]);
    await runner.run();
    await runner.run();
    expect(await runner.cache.invalidate({ tag: 'other' })).toMatchObject({ refusals: 0 });
    expect(await runner.cache.invalidate({ tag: 'docs' })).toEqual({ answers: 0, originals: 0, refusals: 1 });
    await runner.run();
    expect(statuses).toEqual([404, 404]);
    await expect(runner.cache.invalidate({})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('clear', () => {
  it('throws away everything, or what one collector brought, and says how much', async () => {
    const { runner } = await collected();
    const { cache } = runner;
    const before = await cache.stats();
    // An answer, its documents, an original, its record, and where the answer is.
    expect((await cache.clear({ collector: 'other' })).entries).toBe(5);
    expect(await keysOf(cache.list())).toEqual(['/a', '/b']);
    const all = await cache.clear();
    expect(all.entries).toBe((before.entries ?? 0) - 5);
    expect(all.bytes).toBeGreaterThan(0);
    expect(await cache.stats()).toMatchObject({ entries: 0, answers: 0, misses: 3 });
  });
});

describe('prune', () => {
  it('throws away what no answer rests on any more, and nothing else', async () => {
    const { url } = await site();
    const cache = memoryCache();
    const config = { cache: { negativeTtl: '1h' }, pipelines: { pages: [`${url}/a`, `${url}/missing`] } };
    const { runner } = await bench(config, [pageCollector()], { cache });
    await runner.run();
    await cache.setMany([
      { key: 'documents/0000', value: '[]' },
      { key: 'original/0000', value: 'tx' },
      {
        key: `evidence/page/0000`,
        value: JSON.stringify({ version: 1, digest: '0000', retrieved: 1, checked: 1 }),
      },
      {
        key: 'source/page/0000',
        value: JSON.stringify({ version: 1, key: 'no such', identity: 1, written: 1 }),
      },
    ]);
    vi.setSystemTime(Date.now() + 2 * HOUR);
    const dry = await runner.cache.prune({ dryRun: true });
    expect(dry).toEqual({ expired: undefined, unused: { entries: 4, bytes: expect.any(Number) } });
    const pruned = await runner.cache.prune();
    expect(pruned).toEqual({ expired: { entries: 1, bytes: expect.any(Number) }, unused: dry.unused });
    expect(await runner.cache.prune()).toMatchObject({
      expired: { entries: 0 },
      unused: { entries: 0, bytes: 0 },
    });
    expect(await Array.fromAsync(cache.scan?.('') ?? [])).toHaveLength(5);
    expect(await runner.run({ offline: true })).toMatchObject({ total: { from: { cache: 1 } } });
  });

  it('leaves what a run may be about to rest an answer on', async () => {
    const { url } = await site();
    const failing = pageCollector({
      collect: async (request, context) => {
        await context.fetch(request.url);
        throw new Error('not yet');
      },
    });
    const { runner } = await bench({ pipelines: { pages: [`${url}/a`] } }, [failing]);
    await runner.run();
    expect((await runner.cache.prune()).unused.entries).toBe(0);
    vi.setSystemTime(Date.now() + 2 * HOUR);
    expect((await runner.cache.prune()).unused.entries).toBe(2);
  });
});

describe('verify', () => {
  const SOUND = { damaged: 0, answers: 0, originals: 0, removed: 0 };

  it('reads everything and finds nothing wrong', async () => {
    const { runner } = await collected();
    const { entries } = await runner.cache.stats();
    expect(await runner.cache.verify()).toEqual({ read: { entries, bytes: expect.any(Number) }, ...SOUND });
  });

  const keyIn = async (cache: ReturnType<typeof memoryCache>, prefix: string) =>
    (await Array.fromAsync(cache.scan?.(prefix) ?? []))[0] ?? '';

  it.each([
    ['documents that are lost', 'documents/', undefined, { answers: 1 }, 1],
    ['documents that are not what they were', 'documents/', '[]', { damaged: 1, answers: 1 }, 2],
    ['an original that is lost', 'original/', undefined, { originals: 1 }, 1],
    ['an original that is not what it was', 'original/', 'tother', { damaged: 1, originals: 1 }, 2],
    ['an answer that is no JSON', 'answer/', '{"ver', { damaged: 1 }, 1],
    ['a record that is no JSON', 'evidence/', 'x', { damaged: 1 }, 1],
  ])(
    'finds %s, and removes it so that the next run brings it again',
    async (_, prefix, value, found, removed) => {
      const { url } = await site();
      const cache = memoryCache();
      const { runner, kept } = await bench({ pipelines: { pages: [`${url}/a`] } }, [pageCollector()], {
        cache,
      });
      await runner.run();
      const key = await keyIn(cache, prefix);
      if (value === undefined) await cache.deleteMany([key]);
      else await cache.setMany([{ key, value }]);
      expect(await runner.cache.verify()).toMatchObject({ ...SOUND, ...found });
      expect(await runner.cache.verify({ repair: true })).toMatchObject({ ...SOUND, ...found, removed });
      expect(await runner.cache.verify()).toMatchObject(SOUND);
      kept.clear();
      expect(await runner.run()).toMatchObject({ status: 'done', total: { collected: 1 } });
      expect([...kept.keys()]).toEqual(['page:/a']);
      await runner.run({ refresh: true });
      expect(await runner.cache.verify()).toMatchObject(SOUND);
    },
  );

  it('finds what the store itself cannot read, and takes no expired entry for it', async () => {
    const inner = memoryCache();
    let damaged = 0;
    const cache = {
      getMany: async (keys: readonly string[]) => {
        const values = await inner.getMany(keys);
        return values.map((value) => {
          if (value === 'damaged') damaged++;
          return value === 'damaged' ? undefined : value;
        });
      },
      setMany: inner.setMany.bind(inner),
      deleteMany: inner.deleteMany.bind(inner),
      scan: (prefix: string) => inner.scan?.(prefix) ?? [],
      counts: () => ({ damaged, evicted: 0, errors: 0 }),
    };
    const { runner } = await bench({ pipelines: {} }, [], { cache: cache as unknown as typeof inner });
    await inner.setMany([
      { key: 'a', value: 'damaged' },
      { key: 'b', value: 'x' },
      { key: 'c', value: 'x', expires: Date.now() - 1 },
      { key: 'd', value: 'damaged' },
    ]);
    expect(await runner.cache.verify()).toMatchObject({ read: { entries: 1 }, damaged: 2, removed: 0 });
    expect(await runner.cache.verify({ repair: true })).toMatchObject({ damaged: 2, removed: 2 });
    expect(await runner.cache.verify()).toMatchObject(SOUND);
  });
});
