import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryCache } from '@bowerbird/cache';
import { defineCollector } from '@bowerbird/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const DAY = 24 * 3600 * 1000;

beforeEach(() => {
  // Only the clock: timers, and what the network waits for, run as always.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Pages that have an ETag and answer conditional requests; `version` of a path decides text and tag. */
async function site(versions: Record<string, number> = {}) {
  const statuses: number[] = [];
  const server = await serve((request, response) => {
    const path = request.url ?? '';
    const tag = `"${path}-${versions[path] ?? 1}"`;
    const unchanged = request.headers['if-none-match'] === tag;
    const status = versions[path] === 0 ? 404 : unchanged ? 304 : 200;
    statuses.push(status);
    response
      .writeHead(status, { etag: tag })
      .end(status === 200 ? `text ${versions[path] ?? 1} of ${path}` : undefined);
  });
  return { ...server, statuses, versions };
}

it('calls no collector and asks nobody in a second run', async () => {
  const { url, asked } = await site();
  const calls: string[] = [];
  const config = { pipelines: { pages: [`${url}/a`, `${url}/b`] } };
  const first = await bench(config, [pageCollector({ calls })]);
  expect((await first.runner.run()).total).toMatchObject({
    collected: 2,
    from: { source: 2 },
    change: { new: 2 },
    requests: 2,
  });
  const before = [...first.kept.values()];
  const second = await bench(config, [pageCollector({ calls })], { cache: first.cache });
  expect((await second.runner.run()).total).toMatchObject({
    collected: 2,
    from: { cache: 2 },
    change: { unchanged: 2 },
    hitRate: 1,
    requests: 0,
    attempts: 0,
  });
  expect([...second.kept.values()]).toEqual(before);
  expect(asked).toHaveLength(2);
  expect(calls).toHaveLength(2);
});

it('asks conditionally after the TTL, and calls no collector where nothing has changed', async () => {
  const { url, statuses, versions } = await site();
  const calls: string[] = [];
  const { runner, kept } = await bench({ pipelines: { pages: [`${url}/a`, `${url}/b`] } }, [
    pageCollector({ calls }),
  ]);
  await runner.run();
  const before = structuredClone([...kept.values()]);
  vi.setSystemTime(Date.now() + 8 * DAY);
  expect((await runner.plan()).pipelines[0]).toMatchObject({
    stale: 2,
    items: [{ reason: 'checked 8 days ago, to be checked every 7 days' }, {}],
  });
  expect((await runner.run()).total).toMatchObject({
    from: { cache: 2 },
    change: { unchanged: 2 },
    requests: 2,
  });
  expect(statuses).toEqual([200, 200, 304, 304]);
  expect([...kept.values()]).toEqual(before);
  expect((await runner.run()).total).toMatchObject({ requests: 0 });
  expect(calls).toHaveLength(2);

  versions['/a'] = 2;
  vi.setSystemTime(Date.now() + 8 * DAY);
  expect((await runner.run()).total).toMatchObject({
    from: { cache: 1, source: 1 },
    change: { unchanged: 1, changed: 1 },
    requests: 2,
  });
  expect(statuses.slice(4).sort()).toEqual([200, 304]);
  expect(kept.get('page:/a')).toMatchObject({
    text: 'text 2 of /a',
    provenance: { retrieved: new Date(Date.now()).toISOString() },
  });
  expect(calls).toHaveLength(3);
});

it('derives again from what is here when the revision is raised, also offline', async () => {
  const { url, asked } = await site();
  const config = { pipelines: { pages: [`${url}/a`] } };
  const { runner, cache, kept: before } = await bench(config, [pageCollector()]);
  await runner.run();
  const raised = pageCollector({
    revision: 2,
    collect: async (request, context) => [
      { id: 'page:/a', text: (await (await context.fetch(request.url)).text()).toUpperCase() },
    ],
  });
  const second = await bench(config, [raised], { cache });
  expect((await second.runner.plan()).pipelines[0]).toMatchObject({
    derive: 1,
    items: [{ reason: 'collector page is at revision 2, the answer at 1' }],
  });
  expect((await second.runner.run({ offline: true })).total).toMatchObject({
    from: { evidence: 1 },
    change: { changed: 1 },
    requests: 0,
  });
  expect(second.kept.get('page:/a')).toMatchObject({ text: 'TEXT 1 OF /A', provenance: { revision: 2 } });
  expect(second.kept.get('page:/a')?.provenance.retrieved).toBe(before.get('page:/a')?.provenance.retrieved);
  expect(asked).toHaveLength(1);
});

it('checks everything with --refresh, and takes what is here with --offline', async () => {
  const { url, statuses } = await site();
  const { runner } = await bench({ pipelines: { pages: [`${url}/a`] } }, [pageCollector()]);
  expect(await runner.run({ offline: true })).toMatchObject({
    status: 'failed',
    failures: [{ code: 'OFFLINE', hint: 'Run once without --offline.', source: `${url}/a` }],
  });
  await runner.run();
  vi.setSystemTime(Date.now() + 1000);
  expect((await runner.run({ refresh: true })).total).toMatchObject({ from: { cache: 1 }, requests: 1 });
  vi.setSystemTime(Date.now() + 100 * DAY);
  expect((await runner.run({ offline: true })).total).toMatchObject({ from: { cache: 1 }, requests: 0 });
  expect(statuses).toEqual([200, 304]);
});

it('reads and writes no cache with --no-cache or where the rc file says so', async () => {
  const { url, asked } = await site();
  const { runner } = await bench({ pipelines: { pages: [`${url}/a`] } }, [pageCollector()]);
  await runner.run({ cache: false });
  expect((await runner.run({ cache: false })).total).toMatchObject({ from: { source: 1 } });
  expect((await runner.plan()).pipelines[0]).toMatchObject({ miss: 1 });
  const off = await bench(
    { cache: { collectors: { page: { enabled: false } } }, pipelines: { pages: [`${url}/a`] } },
    [pageCollector()],
  );
  await off.runner.run();
  expect((await off.runner.run()).total).toMatchObject({ from: { source: 1 } });
  expect(asked).toHaveLength(4);
});

it('says of a source that was there before that it is gone, and keeps what it has', async () => {
  const { url, versions } = await site();
  const { runner, kept } = await bench({ pipelines: { pages: [`${url}/a`, `${url}/b`] } }, [pageCollector()]);
  await runner.run();
  versions['/a'] = 0;
  vi.setSystemTime(Date.now() + 1000);
  const summary = await runner.run({ refresh: true });
  expect(summary).toMatchObject({
    status: 'done',
    total: { gone: 1, collected: 1 },
    gone: [{ source: `${url}/a`, reason: `${url}/a is not there (HTTP 404)` }],
  });
  expect(kept.has('page:/a')).toBe(true);
  expect((await runner.run()).total).toMatchObject({ gone: 1, requests: 0 });
  await runner.run({ prune: true });
  expect([...kept.keys()]).toEqual(['page:/b']);
  versions['/a'] = 3;
  vi.setSystemTime(Date.now() + 1000);
  expect((await runner.run({ refresh: true })).total).toMatchObject({ gone: 0, collected: 2 });
  expect(kept.get('page:/a')?.text).toBe('text 3 of /a');
});

it('fetches nothing again when a later request of the same task fails', async () => {
  const { url, asked, versions } = await site({ '/b': 0 });
  const both = pageCollector({
    collect: async (request, context) => {
      const texts = [await context.fetch(`${request.url}a`), await context.fetch(`${request.url}b`)];
      if (texts.some((response) => !response.ok)) throw new Error('not yet');
      return [{ id: 'both', text: (await Promise.all(texts.map((response) => response.text()))).join('\n') }];
    },
  });
  const { runner, kept } = await bench({ pipelines: { pages: [`${url}/`] } }, [both]);
  expect(await runner.run()).toMatchObject({ total: { failed: 1, attempts: 3 } });
  expect(asked).toEqual(['GET /a', 'GET /b', 'GET /b', 'GET /b']);
  versions['/b'] = 1;
  await runner.run();
  expect(asked.slice(4)).toEqual(['GET /b']);
  expect(kept.get('both')?.text).toBe('text 1 of /a\ntext 1 of /b');
});

it('sees that a local file has changed, whatever the TTL says', async () => {
  const base = temporaryFolder();
  writeFileSync(join(base, 'a.txt'), 'one');
  let calls = 0;
  const files = defineCollector({
    name: 'text-file',
    summary: 'Brings text files.',
    revision: 1,
    request: z.strictObject({ file: z.string() }),
    accepts: ({ uri }) => (uri.endsWith('.txt') ? { file: uri } : undefined),
    create: () => ({
      async collect({ file }, context) {
        calls++;
        return [{ id: 'file:a', text: await context.digest(file) }];
      },
    }),
  });
  const { runner, kept } = await bench({ pipelines: { files: ['./*.txt'] } }, [files], { base });
  expect((await runner.run()).total).toMatchObject({ from: { source: 1 } });
  vi.setSystemTime(Date.now() + 100 * DAY);
  expect((await runner.run({ refresh: true })).total).toMatchObject({ from: { cache: 1 }, attempts: 0 });
  const before = kept.get('file:a')?.text;
  writeFileSync(join(base, 'a.txt'), 'two!');
  expect((await runner.plan()).pipelines[0]).toMatchObject({
    stale: 1,
    items: [{ reason: 'the file has changed' }],
  });
  expect((await runner.run()).total).toMatchObject({ from: { source: 1 }, change: { changed: 1 } });
  expect(kept.get('file:a')?.text).not.toBe(before);
  expect(calls).toBe(2);
});

it('keeps what did not come by fetch, and asks the collector when it is old', async () => {
  let brought = 0;
  const counter = defineCollector({
    name: 'counter',
    summary: 'Counts.',
    revision: 1,
    request: z.strictObject({ url: z.string() }),
    accepts: ({ uri }) => ({ url: uri }),
    create: () => ({
      async collect(_request, context) {
        const value = await context.evidence({ program: 'counter' }, async () => ({ count: ++brought }));
        return [{ id: 'count', text: String(value.count) }];
      },
    }),
  });
  const { runner, kept } = await bench({ pipelines: { counts: ['https://example.org/'] } }, [counter], {
    cache: memoryCache(),
  });
  await runner.run();
  expect((await runner.run()).total).toMatchObject({ from: { cache: 1 } });
  expect(kept.get('count')?.text).toBe('1');
  vi.setSystemTime(Date.now() + 1000);
  expect((await runner.run({ refresh: true })).total).toMatchObject({ from: { source: 1 } });
  expect(kept.get('count')?.text).toBe('2');
});
