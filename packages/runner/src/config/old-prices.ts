import { isPaid } from '@bowerbird/core';
import ms from 'ms';
import type { Pipeline } from './types.ts';

// Providers change their prices about once a year.
const OLD_MS = 180 * 86_400_000;

/** What is to be said of prices that were written down long ago: a budget holds only as far as they do. */
export function oldPrices(pipelines: readonly Pipeline[], now = Date.now()): readonly string[] {
  const told = new Set<string>();
  for (const { definition, options } of pipelines.flatMap(({ links = [] }) => links)) {
    if (!isPaid(definition)) continue;
    const asOf = definition.pricesAsOf?.(options as never);
    if (asOf === undefined || !(now - Date.parse(asOf) > OLD_MS)) continue;
    const age = ms(now - Date.parse(asOf), { long: true });
    told.add(
      `the prices of ${definition.name} are of ${asOf}, ${age} ago: look at what its provider takes now, and give them with its option "prices"`,
    );
  }
  return [...told];
}
