import { isDeepStrictEqual } from 'node:util';
import type { JsonValue, OperationState } from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { inZones } from '../frame/world.ts';
import { findOnce, orderOf, type Purchase, prepareOnce, startOnce } from './purchase.ts';
import { purchaseOf, type Sale, withPurchase } from './sale.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What was started is found in the provider's list, and nothing else is taken for it. */
export async function checkFind(sale: Sale, others: readonly Sale[]): Promise<void> {
  await withPurchase(sale, async (purchase) => {
    await startOthers(purchase, others);
    const prepared = await prepareOnce(purchase);
    const since = Date.now();
    const early = await findOnce(purchase, prepared, since - DAY_MS);
    ensure(
      early === undefined,
      `find() takes another purchase for this one, which was not made: ${show(early)}`,
      'Compare all of the order with what the provider tells of a purchase, not only what they have in common.',
    );
    const started = await startOnce(purchase, prepared);
    const charges = purchase.provider.charges().length;
    // The times of a provider are in its own zone, and whoever reads them as local ones finds out far from Greenwich alone.
    await inZones((zone) => findStarted(purchase, prepared, since, started, zone));
    ensure(
      purchase.provider.charges().length === charges,
      'find() was charged for',
      'Let find() read the provider’s list and nothing else.',
    );
  });
}

/** Buys from the same provider what has another order. */
async function startOthers(
  { definition, provider, request }: Purchase,
  sales: readonly Sale[],
): Promise<void> {
  const own = orderOf(definition, request);
  for (const sale of sales) {
    const other = await purchaseOf(sale, provider);
    if (isDeepStrictEqual(orderOf(definition, other.request), own)) continue;
    await startOnce(other, await prepareOnce(other));
  }
}

async function findStarted(
  purchase: Purchase,
  prepared: JsonValue,
  since: number,
  started: OperationState,
  zone: string,
): Promise<void> {
  const found = await findOnce(purchase, prepared, since);
  ensure(
    found !== undefined,
    `find() does not find what was started (on a machine in the time zone ${zone})`,
    'Look through the whole list of the provider, page by page, back to `since`; mind the time zone and the exactness of its times.',
  );
  if (found.state === 'pending' && started.state === 'pending') {
    ensureEqual(
      found.operation,
      started.operation,
      'find() brings another operation than start() did',
      'Return the same fields from both: poll() gets either.',
    );
  }
  const late = await findOnce(purchase, prepared, since + HOUR_MS);
  ensure(
    late === undefined,
    `find() finds a purchase from before \`since\` (on a machine in the time zone ${zone}): ${show(late)}`,
    'Leave out what is older than `since`: it may have been bought for an earlier run, and its answer read. Mind the time zone of its times.',
  );
}

/** Started again with the same key, it is the same purchase. */
export async function checkIdempotency(purchase: Purchase): Promise<void> {
  const prepared = await prepareOnce(purchase);
  await startOnce(purchase, prepared);
  await startOnce(purchase, prepared);
  const { length } = purchase.provider.charges();
  ensure(
    length === 1,
    `two starts with one idempotencyKey were charged ${length} times`,
    'Send context.idempotencyKey in the header that the provider names for it, or leave `idempotent` out of the definition.',
  );
}
