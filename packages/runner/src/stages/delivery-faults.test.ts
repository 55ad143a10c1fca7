import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { memoryCache } from '@bowerbird/cache';
import {
  BowerbirdError,
  type CacheAdapter,
  CollectError,
  type Delivered,
  defineSink,
  defineTransform,
} from '@bowerbird/core';
import { afterEach, expect, it, vi } from 'vitest';
import { bench, pageCollector, temporaryFolder, urlCollector } from '../../test/support.ts';

afterEach(() => {
  vi.useRealTimers();
});
const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });
const src = (n: number) => Array.from({ length: n }, (_, i) => `https://a.example/${i}`);

it('prunes nothing when a sink has failed', async () => {
  const kept = new Map<string, Delivered>();
  let broken = false;
  const sink = defineSink({
    name: 'flaky',
    summary: 's',
    create: () => ({
      async write(ds) {
        if (broken) throw new Error('disk full');
        for (const d of ds) kept.set(d.id, d);
      },
      async *ids() {
        yield* kept.keys();
      },
      async remove(ids) {
        for (const id of ids) kept.delete(id);
      },
      async close() {},
    }),
  });
  const { runner } = await bench({ sinks: ['flaky'], pipelines: { p: src(3) } }, [echo, sink]);
  await runner.run();
  expect(kept.size).toBe(3);
  broken = true;
  const s = await runner.run({ prune: true });
  expect(s.total.failed).toBe(3);
  expect(kept.size).toBe(3);
});

it('prunes nothing when a transform has failed', async () => {
  let bad = false;
  const t = defineTransform({
    name: 't',
    summary: 's',
    create: () => ({
      transform: async (d) => {
        if (bad && d.id.endsWith('1')) throw new Error('x');
        return [d];
      },
    }),
  });
  const { runner, kept } = await bench({ transforms: ['t'], pipelines: { p: src(3) } }, [echo, t]);
  await runner.run();
  bad = true;
  await runner.run({ prune: true });
  expect(kept.size).toBe(3);
});

it('leaves nothing running behind, and collects all, when the look-up breaks', async () => {
  const cache = memoryCache();
  let failing = false;
  const flaky: CacheAdapter = {
    ...cache,
    getMany: (keys) =>
      failing && keys.length >= 3
        ? Promise.reject(new BowerbirdError('CACHE_FAILED', 'gone'))
        : cache.getMany(keys),
    setMany: cache.setMany,
    deleteMany: cache.deleteMany,
  };
  const log: string[] = [];
  let made = 0;
  const sink = defineSink({
    name: 'noting',
    summary: 's',
    create: () => {
      const me = ++made;
      log.push(`create ${me}`);
      return {
        write: async () => void log.push(`write ${me}`),
        close: async () => void log.push(`close ${me}`),
      };
    },
  });
  const feed = urlCollector(() => ({
    async *discover(r) {
      yield { url: `${r.url}1` };
      yield { url: `${r.url}2` };
      await sleep(200);
      failing = true;
      for (let i = 3; i < 20; i++) yield { url: `${r.url}${i}` };
    },
    collect: async ({ url }) => {
      await sleep(500);
      log.push(`collected ${url}`);
      return [{ id: url, text: url }];
    },
  }));
  const { runner, events } = await bench(
    { sinks: ['noting'], pipelines: { p: { use: ['feed'], sources: ['https://x.example/'] } } },
    [feed, sink],
    { cache: flaky },
  );
  expect(await runner.run()).toMatchObject({ status: 'done', total: { collected: 19 } });
  log.push('run ended');
  await sleep(700);
  expect(log.slice(log.indexOf('run ended') + 1)).toEqual([]);
  expect(events.at(-1)?.type).toBe('run-end');
});

it('tells the outcome of every task when the store breaks while delivering', async () => {
  const seen: unknown[] = [];
  const listener = (e: unknown) => seen.push(e);
  process.on('unhandledRejection', listener);
  const cache = memoryCache();
  const flaky: CacheAdapter = {
    ...cache,
    setMany: cache.setMany,
    deleteMany: cache.deleteMany,
    getMany: (keys) =>
      keys[0]?.startsWith('documents/')
        ? Promise.reject(new BowerbirdError('CACHE_FAILED', 'gone'))
        : cache.getMany(keys),
  };
  const c = pageCollector({
    collect: async ({ url }) => {
      if (url.endsWith('/slow1')) await sleep(200);
      if (url.endsWith('/slow2')) await sleep(3000);
      return [{ id: url, text: 'x' }];
    },
  });
  const a = await bench({ pipelines: { p: src(10) } }, [c], { cache });
  await a.runner.run();
  const b = await bench(
    { pipelines: { p: [...src(10), 'https://a.example/slow1', 'https://a.example/slow2'] } },
    [c],
    { cache: flaky },
  );
  expect(await b.runner.run()).toMatchObject({ status: 'done', total: { collected: 12 } });
  await sleep(50);
  process.off('unhandledRejection', listener);
  expect(seen).toHaveLength(0);
}, 20_000);

it('ends a transform that hangs when the run is stopped', async () => {
  const t = defineTransform({
    name: 't',
    summary: 's',
    create: () => ({ transform: () => new Promise<never>(() => {}) }),
  });
  const { runner } = await bench({ timeout: '50ms', transforms: ['t'], pipelines: { p: src(1) } }, [echo, t]);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  const r = await Promise.race([
    runner.run({ signal: stop.signal }).then(() => 'ended'),
    sleep(20_000, 'hangs'),
  ]);
  expect(r).toBe('ended');
});

it('ends a sink that hangs, with a grace, when the run is stopped', async () => {
  const sink = defineSink({
    name: 'deaf',
    summary: 's',
    create: () => ({ write: () => new Promise<never>(() => {}), close: async () => {} }),
  });
  const { runner } = await bench({ sinks: ['deaf'], pipelines: { p: src(1) } }, [echo, sink]);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  const r = await Promise.race([
    runner.run({ signal: stop.signal }).then(() => 'ended'),
    sleep(20_000, 'hangs'),
  ]);
  expect(r).toBe('ended');
});

it('ends a transform that computes without end', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'loop.mjs'), 'export default () => { for (;;); }');
  const t = defineTransform({
    name: 't',
    summary: 's',
    create: () => ({
      transform: async (d, c) => {
        await c.compute(pathToFileURL(join(dir, 'loop.mjs')), 1);
        return [d];
      },
    }),
  });
  const { runner } = await bench({ timeout: '300ms', transforms: ['t'], pipelines: { p: src(1) } }, [
    echo,
    t,
  ]);
  const stop = new AbortController();
  const r = await Promise.race([
    runner.run({ signal: stop.signal }).then(() => 'ended'),
    sleep(5000, 'hangs'),
  ]);
  stop.abort();
  expect(r).toBe('ended');
});

it('lets a bad answer of a transform cost one source', async () => {
  const t = defineTransform({
    name: 't',
    summary: 's',
    create: () => ({ transform: async (d) => (d.id.endsWith('3') ? [undefined as never] : [d]) }),
  });
  const { runner } = await bench({ transforms: ['t'], pipelines: { p: src(8) } }, [echo, t]);
  const s = await runner.run();
  expect(s.total).toMatchObject({ collected: 7, failed: 1 });
});

it('stops at a failure of a sink where the rc file says so', async () => {
  const sink = defineSink({
    name: 'broken',
    summary: 's',
    create: () => ({
      write: async () => {
        throw new Error('full');
      },
      close: async () => {},
    }),
  });
  let _calls = 0;
  const c = pageCollector({
    collect: async ({ url }) => {
      _calls++;
      await sleep(5);
      return [{ id: url, text: 'x' }];
    },
  });
  const { runner } = await bench(
    { sinks: ['broken'], continueOnError: false, concurrency: 1, batchSize: 1, pipelines: { p: src(60) } },
    [c, sink],
  );
  const s = await runner.run();
  expect(s.total.failed).toBeLessThan(60);
});

it('lets a document that a sink refuses cost one source', async () => {
  const kept: string[] = [];
  const sink = defineSink({
    name: 'picky',
    summary: 's',
    create: () => ({
      write: async (ds) => {
        if (ds.some((d) => d.id.endsWith('/3'))) throw new Error('cannot encode');
        for (const d of ds) kept.push(d.id);
      },
      close: async () => {},
    }),
  });
  const { runner } = await bench({ sinks: ['picky'], pipelines: { p: src(8) } }, [echo, sink]);
  await runner.run();
  const s = await runner.run();
  expect(s.total).toMatchObject({ collected: 7, failed: 1 });
});

it('keeps the summary when a collector cannot be closed', async () => {
  const c = urlCollector(() => ({
    collect: async ({ url }) => [{ id: url, text: 'x' }],
    close: async () => {
      throw new Error('browser is gone');
    },
  }));
  const { runner } = await bench({ pipelines: { p: src(1) } }, [c]);
  expect((await runner.run()).total.collected).toBe(1);
});

it('keeps reason and remedy when lost documents cannot be collected again', async () => {
  const cache = memoryCache();
  const lossy: CacheAdapter = {
    ...cache,
    setMany: cache.setMany,
    deleteMany: cache.deleteMany,
    getMany: async (keys) =>
      (await cache.getMany(keys)).map((v, i) => (keys[i]?.startsWith('documents/') ? undefined : v)),
  };
  let no = false;
  const c = pageCollector({
    collect: async ({ url }) => {
      if (no) throw new CollectError('SOURCE_REFUSED', 'no', { recovery: 'next', hint: 'ask nicely' });
      return [{ id: url, text: 'x' }];
    },
  });
  const { runner } = await bench({ pipelines: { p: src(1) } }, [c], { cache: lossy });
  await runner.run();
  no = true;
  expect((await runner.run()).failures[0]).toMatchObject({ code: 'SOURCE_REFUSED', hint: 'ask nicely' });
});

it('keeps the summary when a sink cannot prune', async () => {
  const stiff = defineSink({
    name: 'stiff',
    summary: 'Cannot remove.',
    create: () => ({
      write: async () => {},
      async *ids() {
        yield 'old';
      },
      remove: async () => {
        throw new Error('read-only');
      },
      close: async () => {},
    }),
  });
  const { runner } = await bench({ sinks: ['stiff'], pipelines: { p: src(2) } }, [echo, stiff]);
  const { status, total, warnings } = await runner.run({ prune: true });
  expect([status, total.collected]).toEqual(['done', 2]);
  expect(warnings).toMatchObject([{ message: 'p was not pruned: the sink stiff failed: read-only' }]);
});

it('ends a transform of which one computation works without end and another waits', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'loop.mjs'), 'export default () => { for (;;); }');
  const busy = defineTransform({
    name: 'busy',
    summary: 'Computes without end, many times over.',
    create: () => ({
      transform: async (document, { compute }) => {
        await Promise.all(Array.from({ length: 20 }, () => compute(pathToFileURL(join(dir, 'loop.mjs')), 1)));
        return [document];
      },
    }),
  });
  const { runner } = await bench({ timeout: '300ms', transforms: ['busy'], pipelines: { p: src(1) } }, [
    echo,
    busy,
  ]);
  expect((await runner.run()).failures).toMatchObject([{ code: 'TIMED_OUT' }]);
});
