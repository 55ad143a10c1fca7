import { expect, it } from 'vitest';
import { serve } from '../../test/server.ts';
import { bench, LOOPBACK, pageCollector } from '../../test/support.ts';

const pageOf = (url: string, index: number) => `${url}/${index}`;

it('gives the slot back while a host is paced, and counts no attempt', async () => {
  const paced = await serve((_, response) => void response.end('paced'));
  const other = await serve((_, response) => void response.end('other'));
  const order: string[] = [];
  const collector = pageCollector({
    collect: async ({ url }, context) => {
      const response = await context.fetch(url);
      order.push(await response.text());
      return [{ id: url, text: url }];
    },
  });
  const config = {
    network: { ...LOOPBACK, pace: '3s' },
    concurrency: 1,
    pipelines: {
      p: [pageOf(paced.url, 0), pageOf(paced.url, 1), pageOf(other.url, 0)],
    },
  };
  const { runner } = await bench(config, [collector], { retry: { attempts: 1, delayMs: 1 } });
  expect((await runner.run()).total).toMatchObject({ collected: 3, failed: 0, attempts: 3 });
  // The only slot was free for the other host while this one had to wait.
  expect(order).toEqual(['paced', 'other', 'paced']);
});

it('waits in its slot where coming back would lose what it has', async () => {
  const { url, asked } = await serve((_, response) => void response.end('page'));
  const calls: string[] = [];
  const collector = pageCollector({
    calls,
    collect: async ({ url: address }, context) => {
      for (const part of ['a', 'b', 'c']) await context.fetch(`${address}/${part}`);
      return [{ id: address, text: 'all' }];
    },
  });
  const config = { network: { ...LOOPBACK, pace: '3s' }, timeout: '5s', pipelines: { p: [url] } };
  const { runner } = await bench(config, [collector]);
  // Its own time is 5 s, and waiting 6 s is none of it.
  expect((await runner.run({ cache: false })).total).toMatchObject({ collected: 1, attempts: 1 });
  expect({ calls: calls.length, asked: asked.length }).toEqual({ calls: 1, asked: 3 });
});

it('replays what was fetched before the wait', async () => {
  const { url, asked } = await serve((_, response) => void response.end('page'));
  const collector = pageCollector({
    collect: async ({ url: address }, context) => {
      for (const part of ['a', 'b', 'c']) await context.fetch(`${address}/${part}`);
      return [{ id: address, text: 'all' }];
    },
  });
  const config = { network: { ...LOOPBACK, pace: '1100ms' }, pipelines: { p: [url] } };
  const { runner } = await bench(config, [collector], { retry: { attempts: 1, delayMs: 1 } });
  expect((await runner.run()).total).toMatchObject({ collected: 1, failed: 0 });
  expect(asked).toHaveLength(3);
});

it('asks a host that wants to be left alone for nothing else meanwhile', async () => {
  let busy = true;
  const { url, asked } = await serve((_, response) => {
    if (busy) response.writeHead(429, { 'retry-after': '2' });
    busy = false;
    response.end('page');
  });
  const config = { concurrency: 1, pipelines: { p: [0, 1, 2].map((index) => pageOf(url, index)) } };
  const { runner, events } = await bench(config, [pageCollector()], { retry: { attempts: 1, delayMs: 1 } });
  expect((await runner.run()).total).toMatchObject({ collected: 3, failed: 0, attempts: 4 });
  expect(asked).toHaveLength(4);
  // To wait for a turn is no attempt: nothing has failed.
  const told = events.flatMap((event) =>
    event.type === 'attempt-end' ? [[event.attempt, event.deferred ?? false, event.error !== undefined]] : [],
  );
  expect(told.filter(([, deferred]) => !deferred).sort()).toEqual([
    [1, false, false],
    [1, false, false],
    [1, false, true],
    [2, false, false],
  ]);
  expect(told.filter(([, deferred]) => deferred)).toEqual([
    [1, true, true],
    [1, true, true],
  ]);
  const waits = events.flatMap((event) => (event.type === 'attempt-end' ? (event.retryAfterMs ?? []) : []));
  // The first one heard it from the host; the two others were not even asked.
  expect(waits.map((wait) => Math.ceil(wait / 1000))).toEqual([2, 2, 2]);
});

it('waits for several at once, and none of that is its own time', async () => {
  const { url, asked } = await serve((_, response) => void response.end('page'));
  const collector = pageCollector({
    collect: async ({ url: address }, context) => {
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map((part) => context.fetch(`${address}/${part}`)));
      return [{ id: address, text: 'all' }];
    },
  });
  const config = { network: { ...LOOPBACK, pace: '1500ms' }, timeout: '5s', pipelines: { p: [url] } };
  const { runner } = await bench(config, [collector]);
  expect((await runner.run({ cache: false })).total).toMatchObject({ collected: 1, attempts: 1 });
  expect(asked).toHaveLength(5);
});

it('asks once for each of many questions to one address', async () => {
  const { url, asked } = await serve((_, response) => void response.end('answer'));
  const collector = pageCollector({
    collect: async ({ url: address }, context) => {
      const response = await context.fetch(url, { method: 'POST', body: address });
      return [{ id: address, text: await response.text() }];
    },
  });
  const config = {
    network: { ...LOOPBACK, pace: '20ms' },
    pipelines: { p: Array.from({ length: 60 }, (_, index) => `${url}/${index}`) },
  };
  const { runner } = await bench(config, [collector]);
  const { total } = await runner.run();
  expect(total).toMatchObject({ collected: 60, failed: 0 });
  expect(asked).toHaveLength(60);
  expect(total.attempts).toBeLessThanOrEqual(120);
});

it('closes what a collector has not read', async () => {
  const open = new Set<unknown>();
  const { url } = await serve((request, response) => {
    open.add(request.socket);
    request.socket.once('close', () => open.delete(request.socket));
    response.write(Buffer.alloc(1_000_000));
  });
  const collector = pageCollector({
    collect: async ({ url: address }, context) => {
      await context.fetch(address, { cache: 'no-store' });
      return [{ id: address, text: 'not read' }];
    },
  });
  const { runner } = await bench({ pipelines: { p: [1, 2, 3].map((page) => `${url}/${page}`) } }, [
    collector,
  ]);
  expect((await runner.run()).total.collected).toBe(3);
  await expect.poll(() => open.size, { timeout: 5000 }).toBe(0);
});
