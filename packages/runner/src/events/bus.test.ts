import { setTimeout as sleep } from 'node:timers/promises';
import { memoryCache } from '@bowerbird/cache';
import { BowerbirdError, type CacheAdapter } from '@bowerbird/core';
import { scrubber } from '@bowerbird/secrets';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

afterEach(() => {
  vi.useRealTimers();
});

const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });
const src = (n: number) => Array.from({ length: n }, (_, i) => `https://a.example/${i}`);

it('takes no words out of events that are not values', async () => {
  const c = { ...echo, options: z.strictObject({ flag: z.string() }) } as typeof echo;
  const { runner } = await bench(
    { pipelines: { p: { use: [{ collector: 'page', options: { flag: '${env:FLAG}' } }], sources: src(1) } } },
    [c],
    { env: { FLAG: 'true', BOWERBIRD_HOME: temporaryFolder() } },
  );
  expect((await runner.run()).total.collected).toBe(1);
});

it('scrubs what is thrown', async () => {
  const cache = memoryCache();
  const broken: CacheAdapter = {
    ...cache,
    setMany: cache.setMany,
    deleteMany: cache.deleteMany,
    getMany: () =>
      Promise.reject(new BowerbirdError('CACHE_FAILED', 'cannot reach redis://:canary-0123@host')),
  };
  const c = { ...echo, options: z.strictObject({ key: z.string() }) } as typeof echo;
  const { runner } = await bench(
    { pipelines: { p: { use: [{ collector: 'page', options: { key: '${env:KEY}' } }], sources: src(1) } } },
    [c],
    { cache: broken, env: { KEY: 'canary-0123', BOWERBIRD_HOME: temporaryFolder() } },
  );
  const error = await runner.run().catch((e: Error) => e);
  expect(String(error)).not.toContain('canary');
});

it('knows how a form writes a secret', () => {
  const secret = 'p@ss word!(1)';
  const text = `https://x/?${new URLSearchParams({ key: secret })}`;
  expect(scrubber([secret])(text)).toContain('***');
});

it('drops a subscriber that fails later', async () => {
  const seen: unknown[] = [];
  const listener = (e: unknown) => seen.push(e);
  process.on('unhandledRejection', listener);
  const { runner } = await bench({ pipelines: { p: src(1) } }, [echo], {
    subscribers: [
      async () => {
        throw new Error('down');
      },
    ],
  });
  await runner.run();
  await sleep(20);
  process.off('unhandledRejection', listener);
  expect(seen).toHaveLength(0);
});

it('ends with run-end when the run is stopped', async () => {
  const { url } = await serve(() => {});
  const { runner, events } = await bench({ pipelines: { p: [`${url}/1`, `${url}/2`] } }, [pageCollector()]);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 200);
  await runner.run({ signal: stop.signal });
  await sleep(100);
  expect(events.at(-1)?.type).toBe('run-end');
});
