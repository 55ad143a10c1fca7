import type { CollectorDefinition } from '@bowerbird/core';
import { expect, it, onTestFinished } from 'vitest';
import { bench } from './support.ts';
import { tillCollector } from './till-collector.ts';
import { startTill } from './till-server.ts';

it('asks again under the same key until a short outage is over', async () => {
  let left = 4;
  const till = await startTill({ fault: () => (left-- > 0 ? 503 : undefined) });
  onTestFinished(() => till.close());
  const link = { collector: 'till-key', options: { url: till.url } };
  const { runner } = await bench(
    { pipelines: { p: { use: [link], sources: ['https://till.example/talk'] } } },
    [tillCollector('key') as CollectorDefinition],
  );
  expect((await runner.run({ maxCost: 1 })).total).toMatchObject({ collected: 1, pending: 0, cost: 0.1 });
});
