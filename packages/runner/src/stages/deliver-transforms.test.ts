import { setTimeout as sleep } from 'node:timers/promises';
import { memoryCache } from '@bowerbird/cache';
import { type Delivered, type Document, defineSink, defineTransform } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { bench, pageCollector } from '../../test/support.ts';

const sources = Array.from({ length: 12 }, (_, index) => `https://a.example/${index}`);
const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });

it('transforms the next batch while one is being written', async () => {
  const told: string[] = [];
  const { promise: prepared, resolve: tellPrepared } = Promise.withResolvers<void>();
  const slow = defineSink({
    name: 'slow',
    summary: 'Writes its first batch when another one has been transformed.',
    create: () => ({
      async write(documents) {
        if (told.length === 0) await prepared;
        told.push(`written ${documents.length}`);
      },
      close: async () => {},
    }),
  });
  let transformed = 0;
  const counting = defineTransform({
    name: 'counting',
    summary: 'Counts.',
    create: () => ({
      async transform(document) {
        if (++transformed === 8) tellPrepared();
        return [document];
      },
    }),
  });
  const config = {
    transforms: ['counting'],
    sinks: ['slow'],
    batchSize: 4,
    concurrency: 12,
    pipelines: { p: sources },
  };
  const { runner } = await bench(config, [echo, slow, counting]);
  expect((await runner.run()).total.collected).toBe(12);
  expect(told).toEqual(['written 4', 'written 4', 'written 4']);
});

it('writes batches in the order in which they came, however long each takes to transform', async () => {
  const first = defineTransform({
    name: 'slow-at-first',
    summary: 'Takes its time with the first documents.',
    create: () => {
      let seen = 0;
      return {
        async transform(document) {
          if (seen++ < 4) await sleep(100);
          return [document];
        },
      };
    },
  });
  const cache = memoryCache();
  await (await bench({ pipelines: { p: sources } }, [echo], { cache })).runner.run();
  const { runner, kept } = await bench(
    { transforms: ['slow-at-first'], batchSize: 4, pipelines: { p: sources } },
    [echo, first],
    { cache },
  );
  await runner.run();
  expect([...kept.keys()]).toEqual(sources);
});

/** Tells what it was shown of the sinks. */
function curious(seen: Document[], fails = false) {
  return defineTransform({
    name: 'curious',
    summary: 'Looks at what the sinks hold.',
    create: () => ({
      async open(held) {
        for await (const document of held) seen.push(document);
        if (fails) throw new Error('cannot be compared');
      },
      transform: async (document) => [document],
    }),
  });
}

function holding(documents: readonly Document[], name = 'holding') {
  return defineSink({
    name,
    summary: 'Holds something.',
    create: () => ({
      write: async (_: readonly Delivered[]) => {},
      async *documents() {
        yield* documents;
      },
      close: async () => {},
    }),
  });
}

it('shows a transform once, before the first document, what the first sink that can tell holds', async () => {
  const seen: Document[] = [];
  const config = {
    transforms: ['curious'],
    sinks: ['memory-sink', 'holding', 'other'],
    batchSize: 2,
    pipelines: { p: sources },
  };
  const sinks = [
    holding([
      { id: 'a', text: 'A' },
      { id: 'b', text: 'B' },
    ]),
    holding([{ id: 'c', text: 'C' }], 'other'),
  ];
  const { runner } = await bench(config, [echo, curious(seen), ...sinks]);
  expect((await runner.run()).total.collected).toBe(12);
  expect(seen.map(({ id }) => id)).toEqual(['a', 'b']);
});

it('shows nothing where no sink can tell', async () => {
  const seen: Document[] = [];
  const { runner } = await bench({ transforms: ['curious'], pipelines: { p: sources } }, [
    echo,
    curious(seen),
  ]);
  expect((await runner.run()).total.collected).toBe(12);
  expect(seen).toEqual([]);
});

it('fails the tasks of a transform that cannot begin, and keeps what was collected', async () => {
  const config = { transforms: ['curious'], sinks: ['holding'], pipelines: { p: sources.slice(0, 2) } };
  const { runner } = await bench(config, [echo, curious([], true), holding([])]);
  expect(await runner.run()).toMatchObject({
    total: { failed: 2 },
    failures: [{ code: 'TRANSFORM_FAILED', message: 'cannot be compared' }, {}],
  });
});
