import { definePaidCollector } from '@bowerbird/core';
import { expect, test } from 'vitest';
import { oldPrices } from './old-prices.ts';
import type { Pipeline } from './types.ts';

function pipelineWith(asOf: string | undefined): Pipeline {
  const never = async () => undefined;
  const definition = definePaidCollector({
    name: 'seller',
    summary: 'Sells.',
    revision: 1,
    request: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
    order: () => ({}),
    pricesAsOf: () => asOf,
    create: () => ({ price: never, start: never as never, read: never as never }),
  });
  return { links: [{ definition, options: undefined, identity: 'x' }] } as unknown as Pipeline;
}

test('tells of prices that are older than half a year, once', () => {
  const now = Date.parse('2026-11-20');
  const old = pipelineWith('2026-03-01');
  expect(oldPrices([old, old], now)).toEqual([
    'the prices of seller are of 2026-03-01, 264 days ago: look at what its provider takes now, and give them with its option "prices"',
  ]);
  expect(oldPrices([pipelineWith('2026-11-01'), pipelineWith(undefined)], now)).toEqual([]);
});
