import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryCache } from '@bowerbird/cache';
import { CollectError, defineCollector } from '@bowerbird/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, fetchPage, pageCollector, temporaryFolder } from '../../test/support.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A site whose answers all have one status. */
async function site() {
  const state = { status: 200 };
  const server = await serve((request, response) => {
    response.writeHead(state.status).end(`text of ${request.url}`);
  });
  return { ...server, state };
}

describe('grace', () => {
  const cache = { ttl: '7d', grace: '3d', jitter: 0 };

  it('delivers what is here when the source cannot be reached, marked and with the reason', async () => {
    const { url, state } = await site();
    const { runner, kept } = await bench({ cache, pipelines: { pages: [`${url}/a`, `${url}/b`] } }, [
      pageCollector(),
    ]);
    await runner.run();
    kept.clear();
    state.status = 503;
    vi.setSystemTime(Date.now() + 8 * DAY);
    const summary = await runner.run();
    expect(summary).toMatchObject({
      status: 'done',
      total: { collected: 2, failed: 0, stale: 2, from: { cache: 2 }, change: { unchanged: 2 }, attempts: 6 },
      stale: [
        { pipeline: 'pages', reason: expect.stringContaining('is not available now (HTTP 503)') },
        { pipeline: 'pages' },
      ],
    });
    expect(kept.size).toBe(2);
    state.status = 200;
    expect(await runner.run()).toMatchObject({ total: { stale: 0, collected: 2, requests: 2 }, stale: [] });
  });

  it.each([
    ['after it has ended', 10 * DAY, {}, 503],
    ['when asked to refresh', 8 * DAY, { refresh: true }, 503],
    ['when the source refuses', 8 * DAY, {}, 403],
  ])('is none %s', async (_, age, mode, status) => {
    const { url, state } = await site();
    const { runner } = await bench({ cache, pipelines: { pages: [url] } }, [pageCollector()]);
    await runner.run();
    state.status = status;
    vi.setSystemTime(Date.now() + age);
    expect(await runner.run(mode)).toMatchObject({ status: 'failed', total: { failed: 1, stale: 0 } });
  });

  it('is none by default, nor for a source that was never collected', async () => {
    const { url, state } = await site();
    const none = await bench({ pipelines: { pages: [`${url}/a`] } }, [pageCollector()]);
    await none.runner.run();
    state.status = 503;
    vi.setSystemTime(Date.now() + 8 * DAY);
    expect((await none.runner.run()).total).toMatchObject({ failed: 1, stale: 0 });
    const some = await bench({ cache, pipelines: { pages: [`${url}/new`] } }, [pageCollector()], {
      cache: none.cache,
    });
    expect((await some.runner.run()).total).toMatchObject({ failed: 1, stale: 0 });
  });

  it('goes after the other links of a chain', async () => {
    const { url, state } = await site();
    const other = pageCollector({ name: 'other', collect: async () => [{ id: 'other', text: 'x' }] });
    const use = ['page', 'other'];
    const config = { cache, use, pipelines: { pages: [url] } };
    const { runner, kept } = await bench(config, [pageCollector(), other]);
    await runner.run();
    state.status = 503;
    vi.setSystemTime(Date.now() + 8 * DAY);
    expect((await runner.run()).total).toMatchObject({ collected: 1, stale: 0, from: { source: 1 } });
    expect([...kept.keys()]).toEqual(['page:/', 'other']);
  });

  it('does not deliver nothing when the kept documents were lost', async () => {
    const { url, state } = await site();
    const inner = memoryCache();
    const { runner } = await bench({ cache, pipelines: { pages: [url] } }, [pageCollector()], {
      cache: inner,
    });
    await runner.run();
    for await (const key of inner.scan?.('documents/') ?? []) await inner.deleteMany([key]);
    state.status = 503;
    vi.setSystemTime(Date.now() + 8 * DAY);
    expect((await runner.run()).total).toMatchObject({ collected: 0, failed: 1 });
  });

  it('does not excuse a local file that has changed', async () => {
    const base = temporaryFolder();
    writeFileSync(join(base, 'a.txt'), 'one');
    let broken = false;
    const files = defineCollector({
      name: 'text-file',
      summary: 'Brings text files.',
      revision: 1,
      request: z.strictObject({ file: z.string() }),
      accepts: ({ uri }) => (uri.endsWith('.txt') ? { file: uri } : undefined),
      create: () => ({
        async collect({ file }, context) {
          const text = await context.digest(file);
          if (broken) throw new Error('not now');
          return [{ id: 'file:a', text }];
        },
      }),
    });
    const { runner } = await bench({ cache, pipelines: { files: ['./a.txt'] } }, [files], { base });
    await runner.run();
    broken = true;
    writeFileSync(join(base, 'a.txt'), 'two!');
    expect((await runner.run()).total).toMatchObject({ failed: 1, stale: 0 });
  });
});

describe('negativeTtl', () => {
  const cache = { negativeTtl: '1h', jitter: 0 };

  it.each([404, 403])('spares a source that answered %d until then, and says since when', async (status) => {
    const { url, state, asked } = await site();
    state.status = status;
    const { runner } = await bench({ cache, pipelines: { pages: [url] } }, [pageCollector()]);
    const [first] = (await runner.run()).failures;
    expect(first?.message).not.toContain('told');
    vi.setSystemTime(Date.now() + 5 * 60_000);
    const again = await runner.run();
    expect(again).toMatchObject({ status: 'failed', total: { failed: 1, attempts: 0, requests: 0 } });
    expect(again.failures).toEqual([{ ...first, message: `${first?.message} (told 5 minutes ago)` }]);
    expect(asked).toHaveLength(1);
    vi.setSystemTime(Date.now() + HOUR);
    await runner.run();
    expect(asked).toHaveLength(2);
  });

  it('is ignored by --refresh, and over once the source has answered', async () => {
    const { url, state, asked } = await site();
    state.status = 404;
    const config = { cache: { ...cache, ttl: '1m' }, pipelines: { pages: [url] } };
    const { runner } = await bench(config, [pageCollector()]);
    await runner.run();
    state.status = 200;
    vi.setSystemTime(Date.now() + 60_000);
    expect((await runner.run({ refresh: true })).total).toMatchObject({ collected: 1 });
    vi.setSystemTime(Date.now() + 120_000);
    expect((await runner.run()).total).toMatchObject({ collected: 1, requests: 1 });
    expect(asked).toHaveLength(3);
  });

  it('does not keep anything from being derived again', async () => {
    const { url, state } = await site();
    const config = { cache, pipelines: { pages: [url] } };
    const { runner, cache: store } = await bench(config, [pageCollector()]);
    await runner.run();
    state.status = 403;
    vi.setSystemTime(Date.now() + 60_000);
    expect((await runner.run({ refresh: true })).total.failed).toBe(1);
    const raised = await bench(config, [pageCollector({ revision: 2 })], { cache: store });
    expect((await raised.runner.run()).total).toMatchObject({
      collected: 1,
      from: { evidence: 1 },
      requests: 0,
    });
  });

  it('asks the next of a chain, and keeps the reason of what is gone as it was told', async () => {
    const { url, state } = await site();
    const calls: string[] = [];
    const other = pageCollector({
      name: 'other',
      calls,
      collect: async () => {
        throw new CollectError('SOURCE_UNAVAILABLE', 'not now', { recovery: 'retry' });
      },
    });
    state.status = 404;
    const config = { cache, use: ['page', 'other'], pipelines: { pages: [url] } };
    const { runner } = await bench(config, [pageCollector(), other], { retry: { attempts: 1, delayMs: 1 } });
    await runner.run();
    vi.setSystemTime(Date.now() + 60_000);
    expect((await runner.run()).failures[0]?.message).toBe(
      `page: ${url}/ is not there (HTTP 404) (told 1 minute ago); other: not now`,
    );
    expect(calls).toHaveLength(2);
  });

  it('is none for what may pass, for a timeout, and by default', async () => {
    const { url, state, asked } = await site();
    state.status = 503;
    const hanging = pageCollector({
      collect: async (request, context) => {
        await fetchPage(request, context).catch(() => undefined);
        throw new CollectError('TIMED_OUT', 'too slow', { recovery: 'next' });
      },
    });
    const once = { retry: { attempts: 1, delayMs: 1 } };
    const twice = async (config: object, collector = pageCollector()) => {
      const before = asked.length;
      const { runner } = await bench({ pipelines: { pages: [url] }, ...config }, [collector], once);
      await runner.run();
      await runner.run();
      return asked.length - before;
    };
    expect(await twice({ cache })).toBe(2);
    expect(await twice({ cache }, hanging)).toBe(2);
    state.status = 404;
    expect(await twice({})).toBe(2);
    expect(await twice({ cache })).toBe(1);
  });

  it('looks at a local file again at once', async () => {
    const base = temporaryFolder();
    const files = defineCollector({
      name: 'text-file',
      summary: 'Brings text files.',
      revision: 1,
      request: z.strictObject({ file: z.string() }),
      create: () => ({
        collect: async ({ file }, context) => [{ id: 'file:a', text: await context.digest(file) }],
      }),
    });
    const path = join(base, 'a.txt');
    const config = { cache, pipelines: { files: { use: ['text-file'], sources: [{ file: path }] } } };
    const { runner } = await bench(config, [files], { base });
    expect((await runner.run()).total.failed).toBe(1);
    writeFileSync(path, 'one');
    expect((await runner.run()).total.collected).toBe(1);
  });
});

describe('jitter', () => {
  it('spreads what is due, and compares what is due with its source', async () => {
    const { url, asked } = await site();
    const pages = Array.from({ length: 40 }, (_, index) => `${url}/${index}`);
    const { runner } = await bench({ cache: { jitter: 0.5 }, pipelines: { pages } }, [pageCollector()]);
    await runner.run();
    vi.setSystemTime(Date.now() + 5.25 * DAY);
    const [plan] = (await runner.plan()).pipelines;
    expect(plan?.stale).toBeGreaterThan(0);
    expect(plan?.hit).toBeGreaterThan(0);
    const due = plan?.items.find(({ state }) => state === 'stale');
    expect(due?.reason).toBe('checked 5 days ago, to be checked every 7 days, or up to 50% sooner');
    expect((await runner.run()).total.requests).toBe(plan?.stale);
    expect(asked).toHaveLength(40 + (plan?.stale ?? 0));
  });
});

describe('tags', () => {
  it('are kept with the answer and the pipeline, and renewed when it is compared', async () => {
    const { url } = await serve((request, response) => {
      const unchanged = request.headers['if-none-match'] === '"1"';
      response.writeHead(unchanged ? 304 : 200, { etag: '"1"' }).end(unchanged ? undefined : 'x');
    });
    const cache = memoryCache();
    const answer = async () => {
      const [key = ''] = await Array.fromAsync(cache.scan?.('answer/') ?? []);
      return JSON.parse((await cache.getMany([key]))[0] ?? '');
    };
    const first = await bench(
      { cache: { tags: ['docs', 'v1'] }, pipelines: { one: [url] } },
      [pageCollector()],
      {
        cache,
      },
    );
    await first.runner.run();
    expect(await answer()).toMatchObject({ pipeline: 'one', tags: ['docs', 'v1'] });
    const second = await bench({ pipelines: { two: [url] } }, [pageCollector()], { cache });
    vi.setSystemTime(Date.now() + 1000);
    expect((await second.runner.run({ refresh: true })).total.from.cache).toBe(1);
    expect(await answer()).toMatchObject({ pipeline: 'two' });
    expect(await answer()).not.toHaveProperty('tags');
  });

  it('need not be there: what was kept before there were any is read', async () => {
    const { url } = await site();
    const cache = memoryCache();
    const { runner } = await bench({ pipelines: { pages: [url] } }, [pageCollector()], { cache });
    await runner.run();
    const [key = ''] = await Array.fromAsync(cache.scan?.('answer/') ?? []);
    const { pipeline: _, tags: __, ...before } = JSON.parse((await cache.getMany([key]))[0] ?? '');
    await cache.setMany([{ key, value: JSON.stringify(before) }]);
    expect((await runner.run()).total).toMatchObject({ from: { cache: 1 }, requests: 0 });
  });
});
