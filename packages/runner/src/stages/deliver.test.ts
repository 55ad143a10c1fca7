import { memoryCache } from '@bowerbird/cache';
import {
  BowerbirdError,
  type CacheAdapter,
  type Delivered,
  defineSink,
  defineTransform,
} from '@bowerbird/core';
import { expect, it } from 'vitest';
import { bench, pageCollector } from '../../test/support.ts';

const sources = Array.from({ length: 25 }, (_, index) => `https://a.example/${index}`);
const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });

it('writes whole tasks in batches', async () => {
  const sizes: number[] = [];
  const counting = defineSink({
    name: 'counting',
    summary: 'Counts.',
    create: () => ({
      write: async (documents) => void sizes.push(documents.length),
      close: async () => {},
    }),
  });
  const two = pageCollector({
    collect: async ({ url }) => [1, 2].map((part) => ({ id: `${url}#${part}`, text: url })),
  });
  const { runner, events } = await bench({ sinks: ['counting'], pipelines: { p: sources } }, [two, counting]);
  const { sinks } = await runner.run();
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50);
  expect(Math.max(...sizes)).toBe(20);
  expect(sinks).toEqual([{ pipeline: 'p', sink: 'counting', documents: 50 }]);
  expect(events.filter((event) => event.type === 'sink-write').length).toBe(sizes.length);
});

it('transforms documents before they are written', async () => {
  const shout = defineTransform({
    name: 'shout',
    summary: 'Upper case; leaves out what ends in 3.',
    create: () => ({
      transform: async (document) =>
        document.id.endsWith('3') ? [] : [{ ...document, text: document.text.toUpperCase() }],
    }),
  });
  const { runner, kept } = await bench({ transforms: ['shout'], pipelines: { p: sources.slice(0, 5) } }, [
    echo,
    shout,
  ]);
  expect((await runner.run()).total.collected).toBe(5);
  expect([...kept.values()].map(({ text }) => text).sort()).toEqual([
    'HTTPS://A.EXAMPLE/0',
    'HTTPS://A.EXAMPLE/1',
    'HTTPS://A.EXAMPLE/2',
    'HTTPS://A.EXAMPLE/4',
  ]);
});

it('fails the tasks whose transform fails, and no others', async () => {
  const picky = defineTransform({
    name: 'picky',
    summary: 'Does not like 3.',
    create: () => ({
      transform: async (document) => {
        if (document.id.endsWith('/3')) throw new Error('not this one');
        return [document];
      },
    }),
  });
  const { runner } = await bench({ transforms: ['picky'], pipelines: { p: sources.slice(0, 5) } }, [
    echo,
    picky,
  ]);
  expect(await runner.run()).toMatchObject({
    total: { collected: 4, failed: 1 },
    failures: [{ code: 'TRANSFORM_FAILED', message: 'not this one' }],
  });
});

/** Fails as often as `times` says, all or nothing. */
function unsteady(times: number, kept: Map<string, Delivered>) {
  let failed = 0;
  return defineSink({
    name: 'unsteady',
    summary: 'Fails at first.',
    create: () => ({
      async write(documents) {
        if (failed++ < times)
          throw new BowerbirdError('SINK_FAILED', 'the disk is full', { hint: 'make room' });
        for (const document of documents) kept.set(document.id, document);
      },
      close: async () => {},
    }),
  });
}

it('writes a batch again that failed', async () => {
  const kept = new Map<string, Delivered>();
  const { runner } = await bench({ sinks: ['unsteady'], pipelines: { p: sources.slice(0, 3) } }, [
    echo,
    unsteady(2, kept),
  ]);
  expect((await runner.run()).status).toBe('done');
  expect(kept.size).toBe(3);
});

it('keeps what a sink refuses, and delivers it in the next run without collecting it again', async () => {
  const kept = new Map<string, Delivered>();
  const calls: string[] = [];
  const collector = pageCollector({ calls, collect: async ({ url }) => [{ id: url, text: url }] });
  const { runner } = await bench({ sinks: ['unsteady'], pipelines: { p: sources.slice(0, 3) } }, [
    collector,
    unsteady(6, kept),
  ]);
  expect(await runner.run()).toMatchObject({
    status: 'failed',
    total: { failed: 3 },
    failures: [{ code: 'SINK_FAILED', message: 'the disk is full', hint: 'make room' }, {}, {}],
  });
  expect(await runner.run()).toMatchObject({ status: 'done', total: { collected: 3, from: { cache: 3 } } });
  expect(kept.size).toBe(3);
  expect(calls).toHaveLength(3);
});

it('prunes what the pipeline does not name any more, but only after everything was seen', async () => {
  const kept = new Map<string, Delivered>();
  const first = await bench({ pipelines: { p: sources.slice(0, 4) } }, [echo], { kept });
  await first.runner.run();
  const broken = pageCollector({
    revision: 2,
    collect: async ({ url }) => {
      if (url.endsWith('1')) throw new Error('not now');
      return [{ id: url, text: url }];
    },
  });
  const second = await bench({ pipelines: { p: sources.slice(0, 2) } }, [broken], { kept });
  expect((await second.runner.run({ prune: true })).warnings).toMatchObject([
    { message: 'p was not pruned: 1 of its sources failed' },
  ]);
  expect(kept.size).toBe(4);
  const third = await bench({ pipelines: { p: sources.slice(0, 2) } }, [echo], { kept });
  await third.runner.run({ prune: true });
  expect([...kept.keys()]).toEqual(sources.slice(0, 2));
  expect(third.events.find((event) => event.type === 'prune-end')).toMatchObject({ documents: 2 });
});

it('collects again what the store has lost', async () => {
  const calls: string[] = [];
  const inner = memoryCache();
  let lost = false;
  const forgetful: CacheAdapter = {
    ...inner,
    getMany: async (keys) =>
      (await inner.getMany(keys)).map((value, index) =>
        lost && keys[index]?.startsWith('documents/') ? undefined : value,
      ),
    setMany: (entries) => inner.setMany(entries),
    deleteMany: (keys) => inner.deleteMany(keys),
  };
  const collector = pageCollector({ calls, collect: async ({ url }) => [{ id: url, text: url }] });
  const { runner, kept } = await bench({ pipelines: { p: sources.slice(0, 3) } }, [collector], {
    cache: forgetful,
  });
  await runner.run();
  kept.clear();
  lost = true;
  expect(await runner.run()).toMatchObject({ status: 'done', total: { collected: 3 } });
  expect(kept.size).toBe(3);
});

it('drops a subscriber that throws, with a warning', async () => {
  let heard = 0;
  const { runner, events } = await bench({ pipelines: { p: sources } }, [echo]);
  runner.subscribe(() => {
    heard++;
    throw new Error('no more');
  });
  expect((await runner.run()).warnings).toMatchObject([
    { message: 'a subscriber threw at run-start and is dropped: no more' },
  ]);
  expect(heard).toBe(1);
  expect(events.length).toBeGreaterThan(50);
});

it('collects what is new while a slow sink takes what is here already', async () => {
  const cache = memoryCache();
  const first = await bench({ pipelines: { p: sources } }, [echo], { cache });
  await first.runner.run();
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const written: string[] = [];
  const slow = defineSink({
    name: 'slow',
    summary: 'Takes nothing until somebody opens it.',
    create: () => ({
      async write(documents) {
        await opened;
        written.push(...documents.map(({ id }) => id));
      },
      close: async () => {},
    }),
  });
  const asked: string[] = [];
  const opening = pageCollector({
    async collect({ url }) {
      asked.push(url);
      open();
      return [{ id: url, text: url }];
    },
  });
  const added = 'https://a.example/new';
  const config = { sinks: ['slow'], batchSize: 2, pipelines: { p: [...sources, added] } };
  const { runner } = await bench(config, [opening, slow], { cache });
  expect((await runner.run()).total).toMatchObject({ collected: 26, from: { cache: 25, source: 1 } });
  expect(asked).toEqual([added]);
  expect(written.toSorted()).toEqual([...sources, added].toSorted());
});
