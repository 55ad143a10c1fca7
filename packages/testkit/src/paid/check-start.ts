import { AssertionError } from 'node:assert';
import type { JsonValue, Recovery } from '@bowerbird/core';
import { recoveryOf } from '../collector/check-failures.ts';
import { always } from '../collector/replies.ts';
import { ensure, show } from '../frame/ensure.ts';
import { fetchOf } from './provider.ts';
import { type Purchase, prepareOnce, startOnce } from './purchase.ts';

const ONCE =
  'Let start() call context.fetch exactly once: the runner repeats what may be repeated, and finds again what may have been bought. Switch off the retries of an SDK.';

/** The purchase is one request, whatever comes of it, and costs what the price said at most. */
export async function checkStart(purchase: Purchase): Promise<void> {
  const { provider } = purchase;
  const prepared = await prepareTwice(purchase);
  ensure(
    provider.charges().length === 0,
    'it was charged before start()',
    'Let price() and prepare() be free: only start() may buy.',
  );
  const { state, error, requests } = await start(purchase, prepared, fetchOf(provider));
  ensure(
    state !== undefined,
    `start() does not buy: ${show(error)}`,
    'Let it buy with the order and with what was prepared, and with nothing that an instance remembers.',
  );
  ensure(requests === 1, `start() sent ${requests} requests`, ONCE);
  ensure(provider.charges().length === 1, `start() was charged ${provider.charges().length} times`, ONCE);
}

/** What a status means for a purchase; `failed` counts as `next`. */
const STATUSES: readonly (readonly [status: number, recoveries: readonly Recovery[], why: string])[] = [
  [401, ['stop'], 'the key is wrong, so no further source must be tried with it'],
  [402, ['stop'], 'the account is empty'],
  [403, ['stop'], 'the key may not buy'],
  [400, ['next', 'stop'], 'the order will never be right'],
  [307, ['next', 'stop', 'retry'], 'a purchase follows no redirect'],
  [429, ['retry'], 'it passes'],
  [500, ['retry'], 'it passes'],
  [503, ['retry'], 'it passes'],
];
const RETRY_AFTER_S = 7;

/** A refusal of the provider is never tried again by the collector itself, and says what the runner must do. */
export async function checkRefusals(purchase: Purchase): Promise<void> {
  const prepared = await prepareTwice(purchase);
  for (const [status, recoveries, why] of STATUSES) {
    const headers = { 'retry-after': String(RETRY_AFTER_S), location: 'https://example.org/elsewhere' };
    const { state, error, requests } = await start(purchase, prepared, always(status, headers));
    ensure(
      requests === 1,
      `when start() is answered with status ${status} it sends ${requests} requests`,
      ONCE,
    );
    ensure(
      state === undefined || state.state === 'failed',
      `when start() is answered with status ${status} it counts as ${state?.state}`,
      'Look at the status before reading the answer, and throw a CollectError.',
    );
    const recovery = state ? 'next' : recoveryOf(error);
    ensure(
      recoveries.includes(recovery),
      `when start() is answered with status ${status} its recovery is ${recovery} (${show(error ?? state)}), and it should be ${recoveries.join(' or ')}: ${why}`,
      'Throw a CollectError with that recovery.',
    );
  }
  const { state, requests } = await start(purchase, prepared, async () => {
    throw new TypeError('terminated');
  });
  ensure(requests === 1, `when the connection ends during start() it sends ${requests} requests`, ONCE);
  ensure(
    state === undefined,
    `when the connection ends during start() it counts as ${state?.state}`,
    'Let the error pass: nobody knows whether it was bought, and find() or the user will tell.',
  );
}

/** What `prepare` gives, the second time, free of charge. */
async function prepareTwice(purchase: Purchase): Promise<JsonValue> {
  await prepareOnce(purchase);
  const prepared = await prepareOnce(purchase);
  ensure(
    purchase.provider.charges().length === 0,
    'prepare() was charged for',
    'Let prepare() do what is free and may be repeated, such as an upload.',
  );
  return prepared;
}

async function start(purchase: Purchase, prepared: JsonValue, fetch: typeof globalThis.fetch) {
  let requests = 0;
  const counted: typeof fetch = (input, init) => {
    requests++;
    return fetch(input, init);
  };
  try {
    return { state: await startOnce(purchase, prepared, counted), error: undefined, requests };
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    return { state: undefined, error, requests };
  }
}
