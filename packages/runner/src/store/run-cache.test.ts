import { memoryCache } from '@bowerbird/cache';
import { BowerbirdError, type CacheAdapter, type CacheCounts, defineSink } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { bench, pageCollector } from '../../test/support.ts';

const sources = Array.from({ length: 30 }, (_, index) => `https://a.example/${index}`);
const config = { pipelines: { p: sources } };
const hint = 'Mend the store.';

/** A cache whose calls fail while `down` names them. */
function fragile(down: { read?: boolean; write?: boolean }, counts?: () => CacheCounts): CacheAdapter {
  const inner = memoryCache();
  const fail = (call: string) => {
    throw new BowerbirdError('CACHE_FAILED', `cannot ${call} the store: it is down`, { hint });
  };
  return {
    getMany: async (keys) => (down.read ? fail('read from') : inner.getMany(keys)),
    setMany: async (entries) => (down.write ? fail('write to') : inner.setMany(entries)),
    deleteMany: (keys) => inner.deleteMany(keys),
    ...(counts && { counts }),
  };
}

function counting() {
  const calls: string[] = [];
  return { calls, echo: pageCollector({ calls, collect: async ({ url }) => [{ id: url, text: url }] }) };
}

it.each([
  [
    { read: true },
    [/^the cache failed \d+ times in reading; what it may hold was brought again: cannot read/],
  ],
  [{ write: true }, [/^the cache failed 30 times in writing; the next run brings that again: cannot write/]],
  [{ read: true, write: true }, [/in reading/, /in writing/]],
])(
  'collects everything without the cache, and says so once for each kind of call: %j',
  async (down, texts) => {
    const { echo, calls } = counting();
    const { runner, kept } = await bench(config, [echo], { cache: fragile(down) });
    const { status, total, warnings } = await runner.run();
    expect({ status, collected: total.collected, kept: kept.size }).toEqual({
      status: 'done',
      collected: 30,
      kept: 30,
    });
    expect(warnings).toEqual(texts.map((text) => ({ message: expect.stringMatching(text), hint })));
    expect(new Set(calls).size).toBe(calls.length);
  },
);

it('takes from a cache that fails midway what it still gives', async () => {
  const { echo, calls } = counting();
  const down = { read: false };
  const cache = fragile(down);
  const { runner } = await bench(config, [echo], { cache });
  await runner.run();
  const stop = runner.subscribe((event) => {
    if (event.type === 'lookup-end') down.read = true;
  });
  const { status, total } = await runner.run();
  stop();
  expect({ status, collected: total.collected }).toEqual({ status: 'done', collected: 30 });
  down.read = false;
  expect(await runner.run()).toMatchObject({ total: { from: { cache: 30 } }, warnings: [] });
  expect(calls.length).toBeGreaterThanOrEqual(30);
});

it('asks for nothing twice where what was brought could not be kept, and the sink is slow', async () => {
  const { echo, calls } = counting();
  const kept = new Set<string>();
  const slow = defineSink({
    name: 'slow',
    summary: 'Takes its time.',
    create: () => ({
      async write(documents) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (const { id } of documents) kept.add(id);
      },
      async close() {},
    }),
  });
  const { runner } = await bench(
    { sinks: ['slow'], batchSize: 2, concurrency: 20, ...config },
    [echo, slow],
    {
      cache: fragile({ write: true }),
    },
  );
  expect((await runner.run()).total.collected).toBe(30);
  expect(kept.size).toBe(30);
  expect(calls).toHaveLength(30);
});

it('fails offline at each source when it cannot read, and says why', async () => {
  const fetching = pageCollector();
  const { runner } = await bench(config, [fetching], { cache: fragile({ read: true }) });
  const { status, failures, warnings } = await runner.run({ offline: true });
  expect(status).toBe('failed');
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['OFFLINE']));
  expect(warnings).toMatchObject([{ message: expect.stringContaining('it is down'), hint }]);
});

it('makes no plan of a cache that cannot be read', async () => {
  const { runner } = await bench(config, [counting().echo], { cache: fragile({ read: true }) });
  await expect(runner.plan()).rejects.toMatchObject({ code: 'CACHE_FAILED', hint });
});

it('tells how much was damaged in this run alone', async () => {
  let damaged = 7;
  const cache = fragile({}, () => ({ damaged, evicted: 0, errors: 0 }));
  const { runner } = await bench(config, [counting().echo], { cache });
  expect((await runner.run()).warnings).toEqual([]);
  const stop = runner.subscribe((event) => {
    if (event.type === 'lookup-end') damaged++;
  });
  expect((await runner.run()).warnings).toEqual([
    { message: '1 damaged entry of the cache was passed over; what it held was brought again' },
  ]);
  stop();
});
