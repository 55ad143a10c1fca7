import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BowerbirdError,
  type CacheAdapter,
  CollectError,
  defineCollector,
  defineSink,
} from '@bowerbird/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });
const sources = ['https://a.example/1', 'https://a.example/2'];

it('does not prune a pipeline that has no source any more', async () => {
  const base = temporaryFolder();
  const list = join(base, 'list.txt');
  writeFileSync(list, sources.join('\n'));
  const { runner, kept } = await bench({ pipelines: { p: [{ list: 'list.txt' }] } }, [echo], { base });
  await runner.run();
  writeFileSync(list, '');
  const { warnings, total } = await runner.run({ prune: true });
  expect(warnings).toMatchObject([{ message: 'p was not pruned: it has no source' }]);
  expect([kept.size, total.pruned]).toEqual([2, 0]);
});

it('does not run a pipeline whose sink cannot be made, and runs the others', async () => {
  const calls: string[] = [];
  const locked = defineSink({
    name: 'locked',
    summary: 'Is held by somebody else.',
    create: () => {
      throw new BowerbirdError('SINK_FAILED', 'another run is writing the corpus', { hint: 'wait for it' });
    },
  });
  const counting = pageCollector({ calls, collect: async ({ url }) => [{ id: url, text: url }] });
  const config = { pipelines: { p: { sinks: ['locked'], sources: [sources[0]] }, q: [sources[1]] } };
  const { runner, kept } = await bench(config, [counting, locked]);
  const summary = await runner.run();
  expect(summary).toMatchObject({ status: 'failed', failures: [], total: { collected: 1 } });
  expect(summary.warnings).toMatchObject([
    { message: 'p was not run: another run is writing the corpus', hint: 'wait for it' },
  ]);
  expect(calls).toEqual([sources[1]]);
  expect(kept.size).toBe(1);
});

it('asks a page again of which no answer could be made', async () => {
  let text = '';
  const { url, asked } = await serve(
    (_, response) => void response.writeHead(200, { etag: `"${text}"` }).end(text),
  );
  const picky = pageCollector({
    collect: async (request, context) => {
      const body = await (await context.fetch(request.url)).text();
      if (body === '') throw new CollectError('SOURCE_INVALID', 'no text found', { recovery: 'next' });
      return [{ id: 'a', text: body }];
    },
  });
  const { runner, kept } = await bench({ pipelines: { p: [url] } }, [picky]);
  expect((await runner.run()).total.failed).toBe(1);
  text = 'mended';
  expect((await runner.run()).total).toMatchObject({ collected: 1, requests: 1 });
  expect(kept.get('a')?.text).toBe('mended');
  expect(asked).toHaveLength(2);
});

it('does not open a cache that it is to do without', async () => {
  const broken: CacheAdapter = {
    getMany: () => Promise.reject(new BowerbirdError('CACHE_FAILED', 'not a database')),
    setMany: () => Promise.reject(new BowerbirdError('CACHE_FAILED', 'not a database')),
    deleteMany: async () => {},
  };
  const { runner } = await bench({ pipelines: { p: sources } }, [echo], { cache: broken });
  expect((await runner.run({ cache: false })).total.collected).toBe(2);
});

it('does not ask a host for ever that always asks for a moment', async () => {
  const { url, asked } = await serve(
    (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
  );
  const { runner } = await bench({ pipelines: { p: [url] } }, [pageCollector()]);
  expect((await runner.run()).failures).toMatchObject([{ code: 'SOURCE_UNAVAILABLE' }]);
  expect(asked).toHaveLength(11);
});

it('has a path for the folder of the rc file itself, too', async () => {
  const base = temporaryFolder();
  const local = defineCollector({
    name: 'local',
    summary: 'Names folders.',
    revision: 1,
    request: z.strictObject({ path: z.string().check(z.minLength(1)) }),
    accepts: ({ path = '', entries }) => (entries ? { path } : undefined),
    create: () => ({ collect: async ({ path }) => [{ id: path, text: path }] }),
  });
  const { runner } = await bench({ pipelines: { p: [sources[0]] } }, [local], { base });
  for (const source of ['.', base]) {
    const outcomes: unknown[] = [];
    for await (const outcome of runner.collect([source])) outcomes.push(outcome);
    expect(outcomes).toMatchObject([{ status: 'collected', documents: [{ text: '.' }] }]);
  }
});

it('takes no pipe for a file', async () => {
  const base = temporaryFolder();
  execFileSync('mkfifo', [join(base, 'pipe.page')]);
  const local = defineCollector({
    name: 'local',
    summary: 'Reads files.',
    revision: 1,
    request: z.strictObject({ uri: z.string() }),
    accepts: ({ uri }) => ({ uri }),
    create: () => ({ collect: async ({ uri }, context) => [{ id: uri, text: await context.digest(uri) }] }),
  });
  const { runner } = await bench({ pipelines: { p: [sources[0]] } }, [local], { base });
  const outcomes: unknown[] = [];
  for await (const outcome of runner.collect(['pipe.page'])) outcomes.push(outcome);
  expect(outcomes).toMatchObject([
    { status: 'failed', error: { message: 'pipe.page is neither a file nor a folder' } },
  ]);
});

it.each([
  ['example.com', 'Write https://example.com if it is an address.'],
  ['localhost:8123/page', 'Write http://localhost:8123/page if it is an address.'],
  ['page.html', expect.stringMatching(/^It was looked for at .*page\.html\.$/)],
  ['http://jane:secret@example.com/', 'Leave them out: addresses are written into documents and reports.'],
  ['file://host/page.html', 'A local file is file:///path, without a host.'],
])('says what to do about %s', async (source, hint) => {
  const { runner } = await bench({ pipelines: { p: sources } }, [echo]);
  for await (const outcome of runner.collect([source])) {
    expect(outcome).toMatchObject({ status: 'failed', error: { hint } });
    if (outcome.status === 'failed') expect(outcome.error.message).not.toContain('secret');
  }
});
