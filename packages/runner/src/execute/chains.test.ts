import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError, defineCollector } from '@bowerbird/core';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector } from '../../test/support.ts';

const DAY = 24 * 3600_000;
afterEach(() => {
  vi.useRealTimers();
});
const clock = () => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
const src = (n: number) => Array.from({ length: n }, (_, i) => `https://a.example/${i}`);

it('is not gone while another link answers', async () => {
  clock();
  let aGone = false;
  const a = pageCollector({
    name: 'a',
    collect: async ({ url }) => {
      if (aGone) throw new CollectError('SOURCE_NOT_FOUND', 'not there', { recovery: 'next' });
      return [{ id: url, text: 'a' }];
    },
  });
  const b = pageCollector({ name: 'b', collect: async ({ url }) => [{ id: url, text: 'b' }] });
  const { runner, kept } = await bench({ pipelines: { p: { use: ['a', 'b'], sources: src(1) } } }, [a, b]);
  await runner.run();
  aGone = true;
  vi.setSystemTime(Date.now() + 8 * DAY);
  expect((await runner.run()).total).toMatchObject({ collected: 1 });
  expect([...kept.values()][0]?.text).toBe('b');
  const third = await runner.run({ prune: true });
  expect({ total: third.total.gone, kept: kept.size }).toEqual({ total: 0, kept: 1 });
});

it('is not gone while another link may answer later', async () => {
  clock();
  let gone = false;
  const a = pageCollector({
    name: 'a',
    collect: async ({ url }) => {
      if (gone) throw new CollectError('SOURCE_NOT_FOUND', 'not there', { recovery: 'next' });
      return [{ id: url, text: 'a' }];
    },
  });
  const b = pageCollector({
    name: 'b',
    collect: async () => {
      throw new CollectError('SOURCE_UNAVAILABLE', 'down', { recovery: 'retry' });
    },
  });
  const { runner, kept } = await bench({ pipelines: { p: { use: ['a', 'b'], sources: src(1) } } }, [a, b]);
  await runner.run();
  gone = true;
  vi.setSystemTime(Date.now() + 8 * DAY);
  await runner.run({ prune: true });
  expect(kept.size).toBe(1);
});

it('names the link that said it', async () => {
  const chain = { p: { use: ['a', 'b'], sources: src(1) } };
  const fail = (name: string, revision = 1) =>
    pageCollector({
      name,
      revision,
      collect: async () => {
        throw new CollectError('SOURCE_REFUSED', `${name} says no`, { recovery: 'next' });
      },
    });
  const one = await bench({ pipelines: chain }, [
    fail('a'),
    pageCollector({ name: 'b', collect: async ({ url }) => [{ id: url, text: 'x' }] }),
  ]);
  await one.runner.run();
  const two = await bench({ pipelines: chain }, [fail('a'), fail('b', 2)], { cache: one.cache });
  expect((await two.runner.run()).failures[0]?.message).not.toContain('a: b says no');
});

it('asks the link first whose answer is here', async () => {
  clock();
  const { url } = await serve((q, r) =>
    q.headers['if-none-match']
      ? void r.writeHead(304).end()
      : void r.writeHead(200, { etag: '"1"' }).end('b'),
  );
  const calls: string[] = [];
  const a = pageCollector({
    name: 'a',
    calls,
    collect: async () => {
      throw new CollectError('SOURCE_REFUSED', 'no', { recovery: 'next' });
    },
  });
  const { runner } = await bench({ pipelines: { p: { use: ['a', 'b'], sources: [url] } } }, [
    a,
    pageCollector({ name: 'b' }),
  ]);
  await runner.run();
  vi.setSystemTime(Date.now() + 8 * DAY);
  const plan = (await runner.plan()).pipelines[0]?.items[0]?.collector;
  await runner.run();
  expect({ plan, calls: calls.length }).toEqual({ plan: 'b', calls: 1 });
});

it('does not share a flight between different options', async () => {
  const c = defineCollector<{ url: string }, { key: string }>({
    name: 'page',
    summary: 's',
    revision: 1,
    options: z.strictObject({ key: z.string() }),
    request: z.strictObject({ url: z.string() }),
    accepts: ({ uri }) => ({ url: uri }),
    create: ({ key }) => ({
      collect: async ({ url }) => {
        await sleep(20);
        if (key === 'bad') throw new CollectError('SOURCE_REFUSED', 'bad key', { recovery: 'stop' });
        return [{ id: url, text: 'x' }];
      },
    }),
  });
  const p = (key: string) => ({ use: [{ collector: 'page', options: { key } }], sources: src(1) });
  const { runner } = await bench({ pipelines: { p: p('bad'), q: p('good') } }, [c]);
  expect((await runner.run()).pipelines.find((x) => x.name === 'q')).toMatchObject({ collected: 1 });
});
