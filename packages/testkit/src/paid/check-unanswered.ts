import { AssertionError } from 'node:assert';
import type { JsonValue, OperationState } from '@bowerbird/core';
import { always } from '../collector/replies.ts';
import { fakeContext } from '../context/fake-context.ts';
import { ensure, show } from '../frame/ensure.ts';
import { throughJson } from '../frame/json.ts';
import { fetchOf } from './provider.ts';
import { callOnce, findOnce, type Purchase, pollOnce, prepareOnce, startOnce } from './purchase.ts';

const NOT_BOUGHT =
  'Pass the response through ensureOk() of @bowerbird/core, and let errors pass. undefined says that it was not bought, and then it is bought again.';
const NOT_FAILED =
  'Pass the response through ensureOk() of @bowerbird/core, and let errors pass. Only what the provider says of the purchase itself makes it failed; a failed one is bought again.';

type Fetch = typeof globalThis.fetch;

const dropped: Fetch = async () => {
  throw new TypeError('terminated');
};

const FAULTS: readonly (readonly [what: string, fetch: Fetch])[] = [
  ...[401, 429, 500, 503].map((status) => [`the answer has status ${status}`, always(status)] as const),
  ['the connection ends', dropped],
  ['the body breaks off', async () => new Response('{"half": "of')],
];

/** Where the provider does not answer, nothing is known of a purchase: neither that it was not made, nor that it failed. */
export async function checkUnanswered(purchase: Purchase): Promise<void> {
  const prepared = await prepareOnce(purchase);
  const since = Date.now();
  const started = await startOnce(purchase, prepared);
  for (const [what, fetch] of FAULTS) {
    if (purchase.recovery.includes('find'))
      await ensureRejects(
        `when ${what}, find()`,
        () => findOnce(purchase, prepared, since, fetch),
        NOT_BOUGHT,
      );
    if (started.state !== 'pending') continue;
    const { operation } = started;
    await ensureRejects(`when ${what}, poll()`, () => pollOnce(purchase, operation, fetch), NOT_FAILED);
    await ensureNotFailed(`when ${what}, pollMany()`, () => pollTwo(purchase, operation, fetch));
  }
  if (started.state === 'pending') await checkPollMany(purchase, started.operation);
}

/** The list may leave out what it does not tell in full. */
async function checkPollMany(purchase: Purchase, operation: JsonValue): Promise<void> {
  const states = await pollTwo(purchase, operation, fetchOf(purchase.provider));
  ensure(
    states === undefined || (Array.isArray(states) && states.length === 2),
    `pollMany() of two operations answers ${show(states)}`,
    'Answer one state for each operation, in their order, and undefined where the list does not tell.',
  );
}

async function pollTwo(purchase: Purchase, operation: JsonValue, fetch: Fetch) {
  return callOnce<readonly (OperationState | undefined)[] | undefined>(
    purchase,
    'pollMany()',
    async (instance, context) =>
      instance.pollMany?.([throughJson(operation), throughJson(operation)], context),
    fakeContext({ fetch }),
  );
}

async function ensureRejects(doing: string, work: () => Promise<unknown>, remedy: string): Promise<void> {
  const outcome = await outcomeOf(work);
  ensure('error' in outcome, `${doing} answers ${show(outcome.answer)}`, remedy);
}

async function ensureNotFailed(
  doing: string,
  work: () => Promise<readonly (OperationState | undefined)[] | undefined>,
): Promise<void> {
  const { answer = [] } = await outcomeOf(work);
  ensure(!answer.some((state) => state?.state === 'failed'), `${doing} answers ${show(answer)}`, NOT_FAILED);
}

async function outcomeOf<T>(
  work: () => Promise<T>,
): Promise<{ readonly answer: T } | { readonly error: unknown; readonly answer?: undefined }> {
  try {
    return { answer: await work() };
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    return { error };
  }
}
