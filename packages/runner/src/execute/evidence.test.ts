import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError, defineCollector } from '@bowerbird/core';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const DAY = 24 * 3600_000;
afterEach(() => {
  vi.useRealTimers();
});
const clock = () => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });

it('does not take what was derived again for compared', async () => {
  clock();
  const { url, asked } = await serve((_, r) => void r.writeHead(200, { etag: '"1"' }).end('x'));
  const config = { pipelines: { p: [`${url}/a`] } };
  const one = await bench(config, [pageCollector()]);
  await one.runner.run();
  vi.setSystemTime(Date.now() + 100 * DAY);
  const two = await bench(config, [pageCollector({ revision: 2 })], { cache: one.cache });
  await two.runner.run({ offline: true });
  expect((await two.runner.plan()).pipelines[0]?.items[0]).toMatchObject({ state: 'stale' });
  expect(asked).toHaveLength(1);
});

it('keeps the originals of two accounts apart', async () => {
  const { url } = await serve((q, r) => void r.end(`mail of ${q.headers.authorization}`));
  const c = defineCollector({
    name: 'inbox',
    summary: 's',
    revision: 1,
    request: z.strictObject({ account: z.string() }),
    create: () => ({
      async collect({ account }, ctx) {
        const r = await ctx.fetch(`${url}/inbox`, { headers: { authorization: account } });
        return [{ id: account, text: await r.text() }];
      },
    }),
  });
  const { runner, kept } = await bench(
    {
      pipelines: {
        p: { use: ['inbox'], concurrency: 1, sources: [{ account: 'jane' }, { account: 'joe' }] },
      },
    },
    [c],
  );
  await runner.run();
  expect(kept.get('joe')?.text).toBe('mail of joe');
});

it('asks conditionally only where that is safe', async () => {
  clock();
  const { url } = await serve((q, r) => {
    q.resume();
    if (q.headers['if-none-match']) r.writeHead(412).end();
    else r.writeHead(200, { etag: '"1"' }).end('x');
  });
  const c = pageCollector({
    collect: async (q, ctx) => {
      const r = await ctx.fetch(q.url, { method: 'POST', body: '{}' });
      if (!r.ok) throw new CollectError('SOURCE_INVALID', `HTTP ${r.status}`, { recovery: 'next' });
      return [{ id: 'x', text: await r.text() }];
    },
  });
  const { runner } = await bench({ pipelines: { p: [url] } }, [c]);
  await runner.run();
  vi.setSystemTime(Date.now() + 8 * DAY);
  expect((await runner.run()).failures).toEqual([]);
});

it('forgets evidence that is not used any more', async () => {
  clock();
  let v = 1;
  const { url } = await serve((q, r) => {
    const tag = `"${q.url}${q.url === '/a' ? v : 1}"`;
    if (q.headers['if-none-match'] === tag) r.writeHead(304).end();
    else r.writeHead(200, { etag: tag }).end(`${q.url} ${v}`);
  });
  const c = pageCollector({
    collect: async (_q, ctx) => {
      const a = await (await ctx.fetch(`${url}/a`)).text();
      if (v === 1) await ctx.fetch(`${url}/b`);
      return [{ id: 'x', text: a }];
    },
  });
  const { runner, kept } = await bench({ pipelines: { p: [url] } }, [c]);
  await runner.run();
  v = 2;
  vi.setSystemTime(Date.now() + 8 * DAY);
  await runner.run();
  expect(kept.get('x')?.provenance.evidence).toHaveLength(1);
});

it('sees that an answer has changed though its bytes have not', async () => {
  clock();
  let lang = 'en';
  const { url } = await serve((_, r) => void r.writeHead(200, { 'content-language': lang }).end('x'));
  const c = pageCollector({
    collect: async (q, ctx) => {
      const r = await ctx.fetch(q.url);
      return [{ id: 'x', text: await r.text(), language: r.headers.get('content-language') ?? undefined }];
    },
  });
  const { runner, kept } = await bench({ pipelines: { p: [url] } }, [c]);
  await runner.run();
  lang = 'fr';
  vi.setSystemTime(Date.now() + 8 * DAY);
  await runner.run();
  expect(kept.get('x')?.language).toBe('fr');
});

it('does not believe a clock that was ahead', async () => {
  clock();
  const { url } = await serve((_, r) => void r.end('x'));
  const { runner } = await bench({ pipelines: { p: [url] } }, [pageCollector()]);
  vi.setSystemTime(new Date('2036-01-01'));
  await runner.run();
  vi.setSystemTime(new Date('2026-06-01'));
  expect((await runner.plan()).pipelines[0]?.stale).toBe(1);
});

it('holds no connection for an answer that nobody reads', async () => {
  const { url } = await serve(
    (_, r) => void r.writeHead(429, { 'retry-after': '3600' }).end(Buffer.alloc(2_000_000)),
  );
  const sockets = () => process.getActiveResourcesInfo().filter((n) => n === 'TCPSocketWrap').length;
  const { runner } = await bench(
    { concurrency: 1, pipelines: { p: Array.from({ length: 20 }, (_, i) => `${url}/${i}`) } },
    [pageCollector()],
  );
  const before = sockets();
  await runner.run();
  await sleep(100);
  expect(sockets() - before).toBeLessThan(10);
});

it('leaves redirects to a collector that asks for them', async () => {
  const { url } = await serve((q, r) =>
    q.url === '/a' ? void r.writeHead(302, { location: '/b' }).end() : void r.end('b'),
  );
  const c = pageCollector({
    collect: async (q, ctx) => {
      const r = await ctx.fetch(q.url, { redirect: 'manual' });
      return [{ id: 'x', text: String(r.status) }];
    },
  });
  const { runner, kept } = await bench({ pipelines: { p: [`${url}/a`] } }, [c]);
  await runner.run();
  expect(kept.get('x')?.text).toBe('302');
});

it('lets an unreadable file cost one source', async () => {
  const base = temporaryFolder();
  writeFileSync(join(base, 'a.txt'), 'one');
  writeFileSync(join(base, 'b.txt'), 'one');
  const c = defineCollector({
    name: 'file',
    summary: 's',
    revision: 1,
    request: z.strictObject({ file: z.string() }),
    create: () => ({
      collect: async ({ file }, ctx) => [{ id: file, text: await ctx.digest(join(base, file)) }],
    }),
  });
  const { runner } = await bench(
    { pipelines: { p: { use: ['file'], sources: [{ file: 'a.txt' }, { file: 'b.txt' }] } } },
    [c],
    { base },
  );
  await runner.run();
  rmSync(join(base, 'a.txt'));
  mkdirSync(join(base, 'a.txt'));
  expect((await runner.run()).total).toMatchObject({ collected: 1, failed: 1 });
});
