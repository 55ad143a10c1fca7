import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError } from '@bowerbird/core';
import { afterEach, expect, it, vi } from 'vitest';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder, urlCollector } from '../../test/support.ts';

afterEach(() => {
  vi.useRealTimers();
});
const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });
const src = (n: number) => Array.from({ length: n }, (_, i) => `https://a.example/${i}`);

it('does not wait for a host that wants to be left alone for long', async () => {
  const { url } = await serve((_, r) => void r.writeHead(429, { 'retry-after': '86400' }).end('x'));
  const feed = urlCollector(() => ({
    async *discover(r, c) {
      await c.fetch(r.url);
      yield { url: `${r.url}x` };
    },
    collect: async () => [],
  }));
  const { runner } = await bench({ pipelines: { p: [url] } }, [feed]);
  const stop = new AbortController();
  const result = await Promise.race([
    runner.run({ signal: stop.signal }).then(() => 'ended'),
    sleep(2000, 'hangs'),
  ]);
  stop.abort();
  expect(result).toBe('ended');
});

it('counts nothing as a duplicate because it started again', async () => {
  let n = 0;
  const feed = urlCollector(() => ({
    async *discover(r) {
      yield { url: `${r.url}1` };
      yield { url: `${r.url}2` };
      if (n++ === 0) throw new Error('cut');
      yield { url: `${r.url}3` };
    },
    collect: async () => [],
  }));
  const { runner } = await bench({ pipelines: { p: ['https://x.example/'] } }, [feed]);
  expect((await runner.run()).total).toMatchObject({ tasks: 3, duplicates: 0 });
});

it('ends when the pipeline stops', async () => {
  const feed = urlCollector(() => ({
    async *discover(r) {
      yield { url: `${r.url}1` };
      // Longer than any test may take.
      await sleep(300_000, undefined, { ref: false });
      yield { url: `${r.url}2` };
    },
    collect: async () => {
      throw new CollectError('SOURCE_REFUSED', 'no', { recovery: 'next' });
    },
  }));
  const { runner } = await bench({ continueOnError: false, pipelines: { p: ['https://x.example/'] } }, [
    feed,
  ]);
  expect((await runner.run()).total).toMatchObject({ failed: 1 });
});

it('lets an item that is not right cost one source', async () => {
  const feed = urlCollector(() => ({
    async *discover(r) {
      yield { url: `${r.url}1` };
      yield { url: 7 } as never;
      yield { url: `${r.url}3` };
    },
    collect: async () => [],
  }));
  const { runner } = await bench({ pipelines: { p: ['https://x.example/'] } }, [feed]);
  expect((await runner.run()).total).toMatchObject({ collected: 2, failed: 1 });
});

it('takes two documents of one id for a mistake', async () => {
  const c = pageCollector({
    collect: async () => [
      { id: 'x', text: '1' },
      { id: 'x', text: '2' },
    ],
  });
  const { runner, kept } = await bench({ pipelines: { p: src(1) } }, [c]);
  const s = await runner.run();
  expect(kept.size === s.total.documents || s.total.failed === 1).toBe(true);
});

it('tells of a list that has vanished', async () => {
  const base = temporaryFolder();
  writeFileSync(join(base, 'l.txt'), 'https://a.example/1\n');
  const { runner } = await bench({ pipelines: { p: [{ list: 'l.txt' }] } }, [echo], { base });
  rmSync(join(base, 'l.txt'));
  expect((await runner.run()).total.failed).toBe(1);
});

it('tells the collector when nobody asks any more', async () => {
  let signalled = false,
    _ended = false;
  const feed = urlCollector(() => ({
    async *discover(r, ctx) {
      ctx.signal.addEventListener('abort', () => {
        signalled = true;
      });
      for (let i = 0; i < 2; i++) yield { url: `${r.url}${i}` };
      await sleep(300);
      yield { url: `${r.url}2` };
      await sleep(3000);
      _ended = true;
      yield { url: `${r.url}3` };
    },
    collect: async () => {
      throw new CollectError('SOURCE_REFUSED', 'no', { recovery: 'next' });
    },
  }));
  const { runner } = await bench(
    { continueOnError: false, timeout: '20s', pipelines: { p: ['https://x.example/'] } },
    [feed],
  );
  await runner.run();
  expect(signalled).toBe(true);
});
