import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError, type CollectorDefinition } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { serve } from '../../test/server.ts';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const source = 'https://example.org/a';
const document = { id: 'a', text: 'a' };

/** A collector that throws the given errors, one a call, and then answers. */
function failing(name: string, errors: readonly unknown[], calls: string[] = []): CollectorDefinition {
  let call = 0;
  return pageCollector({
    name,
    calls,
    collect: async () => {
      if (call < errors.length) throw errors[call++];
      return [{ ...document, text: name }];
    },
  });
}

const retry = new CollectError('SOURCE_UNAVAILABLE', 'not now', { recovery: 'retry' });
const next = new CollectError('SOURCE_REFUSED', 'not for you', {
  recovery: 'next',
  hint: 'ask the other one',
});
const stop = new CollectError('SOURCE_REFUSED', 'bad key', { recovery: 'stop', hint: 'check the key' });

it('asks again after an error that may pass, also after one that nobody expected', async () => {
  const { runner, events } = await bench({ pipelines: { p: [source] } }, [
    failing('a', [retry, new TypeError('what?')]),
  ]);
  expect((await runner.run()).total).toMatchObject({ collected: 1, attempts: 3 });
  expect(
    events
      .filter((event) => event.type === 'attempt-end')
      .map(({ error, retryAfterMs }) => [error?.message, retryAfterMs !== undefined]),
  ).toEqual([
    ['not now', true],
    ['what?', true],
    [undefined, false],
  ]);
});

it('gives up after three attempts, and names the reason and the remedy', async () => {
  const busy = new CollectError('SOURCE_UNAVAILABLE', 'not now', { recovery: 'retry', hint: 'wait' });
  const { runner } = await bench({ pipelines: { p: [source] } }, [failing('a', [busy, busy, busy])]);
  expect(await runner.run()).toMatchObject({
    status: 'failed',
    total: { attempts: 3 },
    failures: [{ source, message: 'not now', hint: 'wait', code: 'SOURCE_UNAVAILABLE' }],
  });
});

it('counts no attempt while a host asks to wait', async () => {
  const wait = new CollectError('SOURCE_UNAVAILABLE', 'wait', { recovery: 'retry', retryAfterMs: 1 });
  const { runner } = await bench({ pipelines: { p: [source] } }, [failing('a', Array(6).fill(wait))]);
  expect((await runner.run()).total).toMatchObject({ collected: 1, attempts: 7 });
});

it('does not wait for a host that wants to be left alone for long', async () => {
  const wait = new CollectError('SOURCE_UNAVAILABLE', 'come tomorrow', {
    recovery: 'retry',
    retryAfterMs: 24 * 3600_000,
  });
  const { runner } = await bench({ pipelines: { p: [source] } }, [failing('a', [wait])]);
  expect(await runner.run()).toMatchObject({
    total: { failed: 1, attempts: 1 },
    failures: [{ message: 'come tomorrow' }],
  });
});

it('goes on to the next collector of the chain', async () => {
  const chain = { p: { use: ['a', 'b'], sources: [source] } };
  const { runner, kept } = await bench({ pipelines: chain }, [failing('a', [next]), failing('b', [])]);
  expect((await runner.run()).total).toMatchObject({ collected: 1, attempts: 2 });
  expect(kept.get('a')?.provenance.collector).toBe('b');
  expect((await runner.run()).total).toMatchObject({ from: { cache: 1 }, attempts: 0 });
});

it('names the reason of every link when none answers', async () => {
  const chain = { p: { use: ['a', 'b'], sources: [source] } };
  const { runner } = await bench({ pipelines: chain }, [failing('a', [next]), failing('b', [stop])]);
  expect((await runner.run()).failures).toMatchObject([
    { message: 'a: not for you; b: bad key', hint: 'ask the other one' },
  ]);
});

it('leaves a collector out for the rest of the run when it says stop', async () => {
  const calls: string[] = [];
  const { runner } = await bench(
    { concurrency: 1, pipelines: { p: [1, 2, 3].map((n) => `${source}/${n}`) } },
    [failing('a', [stop, stop, stop], calls)],
  );
  const { failures } = await runner.run();
  expect(calls).toHaveLength(1);
  expect(failures.map((failure) => failure.message)).toEqual([
    'bad key',
    'a is out for this run: bad key',
    'a is out for this run: bad key',
  ]);
  expect(failures.every((failure) => failure.hint === 'check the key')).toBe(true);
});

it('ends an attempt at its deadline, also one that does not listen', async () => {
  const deaf = pageCollector({ collect: () => new Promise(() => {}) });
  const { runner } = await bench({ timeout: '30ms', pipelines: { p: [source] } }, [deaf]);
  expect(await runner.run()).toMatchObject({
    total: { failed: 1, attempts: 3 },
    failures: [{ code: 'TIMED_OUT', message: 'page did not end within 0.03 s' }],
  });
});

it('refuses a context that is used after the call has ended', async () => {
  let late: Promise<unknown> | undefined;
  const { url } = await serve((_, response) => void response.end('x'));
  const hasty = pageCollector({
    collect: async (request, context) => {
      late = sleep(20).then(() => context.fetch(request.url));
      late.catch(() => {});
      return [document];
    },
  });
  const { runner } = await bench({ pipelines: { p: [url] } }, [hasty]);
  await runner.run();
  await expect(late).rejects.toMatchObject({ code: 'ABORTED' });
});

it('takes nothing for a document that is none', async () => {
  const wrong = pageCollector({
    collect: async () => [
      { id: 'a', text: 'abc', spans: [{ start: 1, end: 9, locator: { kind: 'page', page: 1 } }] },
    ],
  });
  const { runner, kept } = await bench({ pipelines: { p: [source] } }, [wrong]);
  expect((await runner.run()).failures).toMatchObject([
    {
      code: 'DOCUMENT_INVALID',
      message:
        'the collector page brought something that is no document: a: spans[0] (1 to 9) is not inside the text (0 to 3)',
    },
  ]);
  expect(kept.size).toBe(0);
});

it('takes no documents for an answer, and keeps it', async () => {
  const calls: string[] = [];
  const { runner } = await bench({ pipelines: { p: [source] } }, [
    pageCollector({ calls, collect: async () => [] }),
  ]);
  expect((await runner.run()).total).toMatchObject({ collected: 1, documents: 0 });
  expect((await runner.run()).total).toMatchObject({ from: { cache: 1 } });
  expect(calls).toHaveLength(1);
});

it('keeps to the concurrency of the pipeline', async () => {
  let running = 0;
  let most = 0;
  const counting = pageCollector({
    collect: async (request) => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
      return [{ id: request.url, text: 'x' }];
    },
  });
  const sources = Array.from({ length: 60 }, (_, index) => `${source}/${index}`);
  const { runner } = await bench({ concurrency: 4, pipelines: { p: sources } }, [counting]);
  expect((await runner.run()).total).toMatchObject({ collected: 60 });
  expect(most).toBe(4);
});

it('collects once what two pipelines want at the same time', async () => {
  const calls: string[] = [];
  const slow = pageCollector({ calls, collect: () => sleep(20, [document]) });
  const { runner } = await bench({ pipelines: { p: [source], q: [source] } }, [slow]);
  const summary = await runner.run();
  expect(calls).toHaveLength(1);
  expect(summary.total).toMatchObject({ collected: 2, from: { source: 1, cache: 1 } });
});

it('stops at the first failure where the rc file says so', async () => {
  const sources = Array.from({ length: 8 }, (_, index) => `${source}/${index}`);
  const broken = pageCollector({
    collect: async () => {
      throw next;
    },
  });
  const { runner } = await bench({ continueOnError: false, concurrency: 1, pipelines: { p: sources } }, [
    broken,
  ]);
  expect((await runner.run()).total).toMatchObject({ failed: 1, skipped: 7 });
});

it('keeps what is done when it is stopped, and goes on from there', async () => {
  const controller = new AbortController();
  const calls: string[] = [];
  const sources = Array.from({ length: 10 }, (_, index) => `${source}/${index}`);
  const slow = pageCollector({
    calls,
    collect: async (request, context) => {
      if (calls.length === 5) controller.abort();
      context.signal.throwIfAborted();
      return [{ id: request.url, text: 'x' }];
    },
  });
  const { runner, kept } = await bench({ concurrency: 1, pipelines: { p: sources } }, [slow]);
  const first = await runner.run({ signal: controller.signal });
  expect(first).toMatchObject({ status: 'interrupted', total: { collected: 4, failed: 0, skipped: 6 } });
  expect(kept.size).toBe(4);
  expect(await runner.run()).toMatchObject({
    status: 'done',
    total: { collected: 10, from: { cache: 4, source: 6 } },
  });
});

it('scrubs secrets from whatever it tells', async () => {
  const leaky = pageCollector({
    collect: async (_request, context) => {
      context.log('asking with key canary-0123', { url: 'https://api.example.org/?key=canary-0123' });
      throw new CollectError('SOURCE_REFUSED', 'https://api.example.org/?key=canary-0123 refused', {
        recovery: 'next',
        cause: new Error('canary-0123'),
      });
    },
  });
  const withKey: CollectorDefinition = {
    ...leaky,
    options: z.strictObject({ key: z.string() }),
  } as CollectorDefinition;
  const use = [{ collector: 'page', options: { key: '${env:KEY}' } }];
  const { runner, events } = await bench({ pipelines: { p: { use, sources: [source] } } }, [withKey], {
    env: { KEY: 'canary-0123', BOWERBIRD_HOME: temporaryFolder() },
  });
  const summary = await runner.run();
  expect(summary.total.failed).toBe(1);
  expect(JSON.stringify([summary, events])).not.toContain('canary-0123');
  expect(events.find((event) => event.type === 'log')).toMatchObject({ message: 'asking with key ***' });
});
