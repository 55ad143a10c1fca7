import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRunner, inlineConfig } from '../src/index.ts';
import { bench, memorySink, pageCollector } from './support.ts';

it('uses what another runner has open, and leaves it open', async () => {
  const { runner } = await bench({}, []);
  const config = inlineConfig({ base: process.cwd(), config: {} });
  const sharing = await createRunner(config, { shares: runner });
  expect(await sharing.cache.stats()).toMatchObject({ entries: 0 });
  await sharing.close();
  expect(await runner.cache.stats()).toMatchObject({ entries: 0 });
  const again = await createRunner(config, { shares: runner });
  expect(await again.cache.stats()).toMatchObject({ entries: 0 });
});

it('fetches once what two of its runs want at the same time', async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const asked: string[] = [];
  const slow = pageCollector({
    collect: async ({ url }) => {
      asked.push(url);
      await answered;
      return [{ id: url, text: url }];
    },
  });
  const { runner } = await bench({}, []);
  const both = ['https://a.example/both', 'https://a.example/one'];
  const runs = [both, both.slice(0, 1)].map(async (sources) => {
    const config = inlineConfig({
      base: process.cwd(),
      config: { sinks: ['memory-sink'], pipelines: { p: { use: ['page'], sources } } },
    });
    const sharing = await createRunner(config, {
      shares: runner,
      definitions: [slow, memorySink(new Map())],
    });
    const added = new Promise<void>((resolve) =>
      sharing.subscribe(({ type }) => void (type === 'lookup-end' && resolve())),
    );
    return { added, summary: sharing.run() };
  });
  const started = await Promise.all(runs);
  await Promise.all(started.map(({ added }) => added));
  // Long enough for whoever does not wait for the other.
  await sleep(200);
  answer();
  const [first, second] = await Promise.all(started.map(({ summary }) => summary));
  expect(asked.sort()).toEqual(both);
  expect(first?.total).toMatchObject({ collected: 2 });
  expect(second?.total).toMatchObject({ collected: 1 });
});
