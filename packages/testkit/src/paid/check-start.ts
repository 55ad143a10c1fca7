import { AssertionError } from 'node:assert';
import type { JsonValue, Recovery } from '@bowerbird/core';
import { recoveryOf } from '../collector/check-failures.ts';
import { always } from '../collector/replies.ts';
import { ensure, show } from '../frame/ensure.ts';
import { fetchOf } from './provider.ts';
import { type Purchase, prepareOnce, startOnce } from './purchase.ts';

const ONCE =
  'Let start() send the request that buys exactly once, and as its last: the runner repeats what may be repeated, and finds again what may have been bought. Switch off the retries of an SDK.';

/** The purchase is one request, whatever comes of it, and costs what the price said at most. */
export async function checkStart(purchase: Purchase): Promise<void> {
  const { provider } = purchase;
  const prepared = await prepareTwice(purchase);
  ensure(
    provider.charges().length === 0,
    'it was charged before start()',
    'Let price() and prepare() be free: only start() may buy.',
  );
  const { state, error, requests, buying } = await start(purchase, prepared, fetchOf(provider));
  ensure(
    state !== undefined,
    `start() does not buy: ${show(error)}`,
    'Let it buy with the order and with what was prepared, and with nothing that an instance remembers.',
  );
  ensure(provider.charges().length === 1, `start() was charged ${provider.charges().length} times`, ONCE);
  ensure(
    requests === buying,
    `start() sent ${requests} requests, and number ${buying} has bought`,
    `${ONCE} What comes after it, such as looking at the state, is for poll().`,
  );
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
  const { buying } = await start(purchase, prepared, fetchOf(purchase.provider));
  // Whatever is free before it, such as a token, ends the start if it is refused.
  for (const from of buying > 1 ? [1, buying] : [1]) {
    for (const [status, recoveries, why] of STATUSES) {
      const headers = { 'retry-after': String(RETRY_AFTER_S), location: 'https://example.org/elsewhere' };
      const refusal = refusing(purchase, from, always(status, headers));
      const { state, error, requests } = await start(purchase, prepared, refusal);
      ensure(
        requests === from,
        `when start() is answered with status ${status} it sends ${requests - from + 1} requests`,
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
    await checkDropped(purchase, prepared, from);
  }
}

async function checkDropped(purchase: Purchase, prepared: JsonValue, from: number): Promise<void> {
  const dropping = refusing(purchase, from, async () => {
    throw new TypeError('terminated');
  });
  const { state, requests } = await start(purchase, prepared, dropping);
  ensure(
    requests === from,
    `when the connection ends during start() it sends ${requests - from + 1} requests`,
    ONCE,
  );
  ensure(
    state === undefined,
    `when the connection ends during start() it counts as ${state?.state}`,
    'Let the error pass: nobody knows whether it was bought, and find() or the user will tell.',
  );
}

/** The provider's own `fetch`, and another one from a request on. */
function refusing(
  { provider }: Purchase,
  from: number,
  refusal: typeof globalThis.fetch,
): typeof globalThis.fetch {
  const send = fetchOf(provider);
  let requests = 0;
  return (input, init) => (++requests < from ? send(input, init) : refusal(input, init));
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

/** Starts it. `requests`: how many it sent; `buying`: which of them has bought, from 1. */
async function start(purchase: Purchase, prepared: JsonValue, fetch: typeof globalThis.fetch) {
  const { provider } = purchase;
  let requests = 0;
  let buying = 1;
  const counted: typeof fetch = async (input, init) => {
    const number = ++requests;
    const before = provider.charges().length;
    const response = await fetch(input, init);
    if (provider.charges().length > before) buying = number;
    return response;
  };
  try {
    const state = await startOnce(purchase, prepared, counted);
    return { state, error: undefined, requests, buying };
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    return { state: undefined, error, requests, buying };
  }
}
