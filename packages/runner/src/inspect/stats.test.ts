import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { memoryCache } from '@bowerbird/cache';
import { type CacheAdapter, defineCacheAdapter, defineCollector } from '@bowerbird/core';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const DAY = 24 * 3600_000;
afterEach(() => {
  vi.useRealTimers();
});

it('counts over runs and runners what the cache has saved, by collector, and since when', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
  const { url } = await serve((request, response) => {
    response.writeHead(request.url === '/gone' ? 404 : 200).end(`text of ${request.url}`);
  });
  const base = temporaryFolder();
  const config = { pipelines: { pages: [`${url}/a`, `${url}/b`, `${url}/gone`] } };
  const open = (revision = 1) => bench(config, [pageCollector({ revision })], { base, cache: undefined });
  const { runner } = await open();
  expect(await runner.cache.stats()).toMatchObject({ hits: 0, misses: 0, hitRate: 0, since: undefined });
  await runner.run();
  await runner.run();
  expect(await runner.cache.stats()).toMatchObject({ hits: 2, misses: 4 });
  await runner.close();
  const second = await open(2);
  await second.runner.run();
  expect(await second.runner.cache.stats()).toMatchObject({
    answers: 2,
    originals: 2,
    hits: 2,
    derived: 2,
    stale: 0,
    misses: 5,
    hitRate: 2 / 9,
    callsSaved: 2,
    costSaved: 0,
    evicted: 0,
    damaged: 0,
    errors: 0,
    moved: [],
    since: '2026-01-01T00:00:00.000Z',
    collectors: [{ collector: 'page', answers: 2, originals: 2, hits: 2, derived: 2, misses: 5 }],
  });
});

it('counts a run that was interrupted, and what was delivered stale', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
  let status = 200;
  const { url } = await serve((_, response) => void response.writeHead(status).end('x'));
  const base = temporaryFolder();
  const config = {
    cache: { grace: '30d' },
    concurrency: 1,
    batchSize: 1,
    pipelines: { pages: [url, `${url}/2`] },
  };
  const { runner } = await bench(config, [pageCollector()], { base, cache: undefined });
  const stop = new AbortController();
  const unsubscribe = runner.subscribe(({ type }) => type === 'task-end' && stop.abort());
  expect((await runner.run({ signal: stop.signal })).status).toBe('interrupted');
  unsubscribe();
  expect((await runner.cache.stats()).misses).toBeGreaterThan(0);
  await runner.run();
  status = 503;
  vi.setSystemTime(Date.now() + 8 * DAY);
  await runner.run();
  expect(await runner.cache.stats()).toMatchObject({ stale: 2 });
});

it('keeps collectors apart', async () => {
  const base = temporaryFolder();
  const other = pageCollector({ name: 'other', collect: async ({ url }) => [{ id: url, text: 'x' }] });
  const page = pageCollector({ collect: async ({ url }) => [{ id: url, text: 'x' }] });
  const pipelines = {
    a: { use: ['page'], sources: ['https://a.example/1', 'https://a.example/2'] },
    b: { use: ['other'], sources: ['https://a.example/1'] },
  };
  const { runner } = await bench({ pipelines }, [page, other], { base, cache: undefined });
  await runner.run();
  await runner.run();
  const { collectors } = await runner.cache.stats();
  expect(collectors).toMatchObject([
    { collector: 'other', hits: 1, misses: 1, hitRate: 0.5 },
    { collector: 'page', hits: 2, misses: 2, hitRate: 0.5 },
  ]);
});

it('counts what a store could not do, and nothing of a run without the cache', async () => {
  const base = temporaryFolder();
  const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: 'x' }] });
  const shaky = defineCacheAdapter({
    name: 'shaky',
    summary: 'Does not write.',
    create: () => ({
      getMany: async (keys) => keys.map(() => undefined),
      setMany: () => Promise.reject(new Error('no room')),
      deleteMany: async () => {},
      counts: () => ({ damaged: 0, evicted: 0, errors: 99 }),
    }),
  });
  const config = { cache: { store: 'shaky' }, pipelines: { p: ['https://a.example/1'] } };
  const { runner } = await bench(config, [echo, shaky], { base, cache: undefined });
  await runner.run({ cache: false });
  expect(existsSync(join(base, 'home/cache'))).toBe(false);
  await runner.run();
  expect(await runner.cache.stats()).toMatchObject({
    entries: undefined,
    bytes: undefined,
    errors: 1,
    misses: 1,
  });
});

it('goes on, and says so, where it cannot count', async () => {
  const base = temporaryFolder();
  mkdirSync(join(base, 'home/cache/statistics.sqlite'), { recursive: true });
  const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: 'x' }] });
  const { runner } = await bench({ pipelines: { p: ['https://a.example/1'] } }, [echo], {
    base,
    cache: undefined,
  });
  expect(await runner.run()).toMatchObject({
    status: 'done',
    warnings: [
      {
        message: expect.stringMatching(
          /^what this run did was not counted: the statistics in .* cannot be used/,
        ),
        hint: expect.stringContaining('can be written'),
      },
    ],
  });
});

it('makes no file for a cache that was given', async () => {
  const base = temporaryFolder();
  const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: 'x' }] });
  const { runner } = await bench({ pipelines: { p: ['https://a.example/1'] } }, [echo], { base });
  await runner.run();
  expect(await runner.cache.stats()).toMatchObject({ answers: 1, misses: 0, since: undefined });
  expect(readdirSync(join(base, 'home'))).toEqual(['data']);
});

it('tells what can be known of a store that cannot list, and says plainly of the rest that it cannot', async () => {
  const { getMany, setMany, deleteMany, usage } = bound(memoryCache());
  const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: 'x' }] });
  const source = 'https://a.example/1';
  const config = { pipelines: { p: [source] } };
  const cache = { getMany, setMany, deleteMany, ...(usage && { usage }) };
  const { runner } = await bench(config, [echo], { cache });
  await runner.run();
  const amount = await usage?.();
  expect(await runner.cache.stats()).toMatchObject({
    ...amount,
    answers: undefined,
    originals: undefined,
    collectors: [],
  });
  const key = (await runner.plan()).pipelines[0]?.items[0]?.key ?? '';
  expect(await runner.cache.get(key)).toMatchObject({ answer: { source }, documents: [{ id: source }] });
  expect(await runner.cache.invalidate({ keys: [key] })).toEqual({ answers: 1, originals: 0, refusals: 0 });
  const error = { code: 'CACHE_FAILED', message: 'the cache given by the program cannot list what it holds' };
  await expect(runner.cache.get(key.slice(0, 8))).rejects.toMatchObject(error);
  await expect(runner.cache.invalidate({ collector: 'page' })).rejects.toMatchObject(error);
  await expect(runner.cache.clear()).rejects.toMatchObject(error);
  await expect(runner.cache.prune()).rejects.toMatchObject(error);
  await expect(runner.cache.verify()).rejects.toMatchObject(error);
});

it('measures by reading everything where the store cannot measure itself', async () => {
  const { getMany, setMany, deleteMany, scan } = bound(memoryCache());
  const { runner } = await bench({ pipelines: {} }, [], {
    cache: { getMany, setMany, deleteMany, ...(scan && { scan }) },
  });
  await setMany([
    { key: 'a', value: 'xyz' },
    { key: 'b', value: 'ä' },
  ]);
  expect(await runner.cache.stats()).toMatchObject({ entries: 2, bytes: 5 });
});

it('tells why sources were collected again under other keys', async () => {
  const base = temporaryFolder();
  const talk = defineCollector({
    name: 'talk',
    summary: 'Brings talks.',
    revision: 1,
    request: z.object({ url: z.string(), language: z.string().optional() }),
    accepts: ({ uri }) => ({ url: uri }),
    create: () => ({ collect: async ({ url }) => [{ id: url, text: 'x' }] }),
  });
  for (const language of ['en', 'de']) {
    const pipelines = {
      talks: { with: { language }, sources: ['https://a.example/1', 'https://a.example/2'] },
    };
    const { runner } = await bench({ pipelines }, [talk], { base, cache: undefined });
    await runner.run();
    await runner.close();
  }
  const { runner } = await bench({ pipelines: {} }, [talk], { base, cache: undefined });
  expect(await runner.cache.stats()).toMatchObject({
    hitRate: 0,
    moved: [{ reason: '"language" is "de" now and was "en"', sources: 2 }],
    collectors: [{ collector: 'talk', misses: 4 }],
  });
});

function bound(cache: CacheAdapter) {
  return {
    getMany: cache.getMany.bind(cache),
    setMany: cache.setMany.bind(cache),
    deleteMany: cache.deleteMany.bind(cache),
    usage: cache.usage?.bind(cache),
    scan: cache.scan?.bind(cache),
  };
}
