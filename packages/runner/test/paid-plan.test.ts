import type { CollectorDefinition } from '@bowerbird/core';
import { expect, it, onTestFinished } from 'vitest';
import { bench } from './support.ts';
import { tillCollector } from './till-collector.ts';
import { startTill } from './till-server.ts';

it('plans what two sources have in common once: it is bought once', async () => {
  const till = await startTill();
  onTestFinished(() => till.close());
  const link = { collector: 'till-list', options: { url: till.url } };
  const sources = [{ what: 'talk' }, { what: 'talk', loud: true }];
  const { runner } = await bench({ pipelines: { p: { use: [link], sources } } }, [
    tillCollector('list') as CollectorDefinition,
  ]);
  expect(await runner.plan()).toMatchObject({ price: { purchases: 1, most: 0.2 } });
  expect((await runner.run({ maxCost: 1 })).total).toMatchObject({ collected: 2, purchases: 1, cost: 0.1 });
  expect(till.charges).toHaveLength(1);
});
