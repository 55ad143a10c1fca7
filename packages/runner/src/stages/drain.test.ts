import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { bench, pageCollector, urlCollector } from '../../test/support.ts';

const sources = Array.from({ length: 20 }, (_, index) => `https://example.org/${index}`);

it('finishes what has begun, begins nothing more, and leaves the rest to the next run', async () => {
  const drain = new AbortController();
  const calls: string[] = [];
  const collector = pageCollector({
    calls,
    collect: async ({ url }) => {
      if (calls.length === 3) drain.abort();
      await sleep(20);
      return [{ id: url, text: url }];
    },
  });
  const { runner, kept, cache } = await bench({ concurrency: 3, pipelines: { p: sources } }, [collector]);
  const { status, total } = await runner.run({ drain: drain.signal });
  expect(status).toBe('interrupted');
  expect(total).toMatchObject({ collected: 3, failed: 0, skipped: 17 });
  expect(kept.size).toBe(3);

  const again = await bench({ concurrency: 3, pipelines: { p: sources } }, [collector], { cache, kept });
  expect((await again.runner.run()).total).toMatchObject({ collected: 20, from: { cache: 3, source: 17 } });
  expect(calls).toHaveLength(20);
});

it('does not wait for what would be asked again', async () => {
  const drain = new AbortController();
  const wait = new CollectError('SOURCE_UNAVAILABLE', 'wait', { recovery: 'retry', retryAfterMs: 500_000 });
  const collector = pageCollector({
    collect: async () => {
      setTimeout(() => drain.abort(), 20);
      throw wait;
    },
  });
  const { runner } = await bench({ pipelines: { p: sources.slice(0, 1) } }, [collector]);
  expect(await runner.run({ drain: drain.signal })).toMatchObject({
    status: 'interrupted',
    total: { failed: 0, skipped: 1 },
  });
});

it('removes nothing that it has not seen', async () => {
  const collector = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });
  const { runner, kept } = await bench({ pipelines: { p: sources } }, [collector]);
  kept.set('old', { id: 'old', text: 'old' } as never);
  await runner.run({ drain: AbortSignal.abort(), prune: true });
  expect(kept.has('old')).toBe(true);
});

it('still tells failures of what had begun as failures', async () => {
  const drain = new AbortController();
  const collector = pageCollector({
    collect: async () => {
      drain.abort();
      throw new CollectError('SOURCE_NOT_FOUND', 'not there', { recovery: 'next' });
    },
  });
  const { runner } = await bench({ concurrency: 1, pipelines: { p: sources } }, [collector]);
  expect(await runner.run({ drain: drain.signal })).toMatchObject({
    status: 'interrupted',
    total: { failed: 1, skipped: 19 },
  });
});

it('does not wait for what would be discovered again', async () => {
  const drain = new AbortController();
  const wait = new CollectError('SOURCE_UNAVAILABLE', 'wait', { recovery: 'retry', retryAfterMs: 500_000 });
  const feed = urlCollector(() => ({
    async *discover() {
      setTimeout(() => drain.abort(), 20);
      throw wait;
    },
    collect: async () => [],
  }));
  const { runner } = await bench({ pipelines: { p: sources.slice(0, 1) } }, [feed]);
  expect((await runner.run({ drain: drain.signal })).status).toBe('interrupted');
});
