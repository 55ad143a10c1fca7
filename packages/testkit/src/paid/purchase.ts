import { hash } from 'node:crypto';
import type { Document, JsonValue, OperationState, PaidCollector, PurchaseContext } from '@bowerbird/core';
import { answerOf, call, withInstance } from '../collector/calls.ts';
import { type FakeContext, fakeContext } from '../context/fake-context.ts';
import { checkedDocuments } from '../frame/documents.ts';
import { ensureJson, throughJson } from '../frame/json.ts';
import type { AnyPaidDefinition } from './options.ts';
import { fetchOf, type PaidProvider, type PurchaseRecovery } from './provider.ts';
import { checkedState, WRITTEN_DOWN } from './states.ts';

export type AnyPaidCollector = PaidCollector<JsonValue, JsonValue>;

/** What a purchase is about. */
export interface Purchase {
  readonly definition: AnyPaidDefinition;
  readonly provider: PaidProvider;
  readonly request: JsonValue;
  readonly recovery: readonly PurchaseRecovery[];
}

/** Calls a fresh instance once. */
export async function callOnce<T>(
  { definition, provider }: Pick<Purchase, 'definition' | 'provider'>,
  doing: string,
  work: (instance: AnyPaidCollector, context: PurchaseContext) => Promise<T> | T | undefined,
  fake: FakeContext = fakeContext({ fetch: fetchOf(provider) }),
): Promise<T> {
  return withInstance<AnyPaidCollector, T>(definition, provider.options, async (instance) =>
    answerOf(await call(doing, fake, (context) => work(instance, context) as Promise<T>)),
  );
}

/** The order of a request, as another process has it. */
export function orderOf({ order }: AnyPaidDefinition, request: JsonValue): JsonValue {
  return throughJson(order(request as never));
}

/** What `prepare` gives, or `null` where there is none. */
export async function prepareOnce(purchase: Purchase): Promise<JsonValue> {
  const prepared = await callOnce<JsonValue>(purchase, 'prepare()', async (instance, context) =>
    instance.prepare ? instance.prepare(throughJson(purchase.request), context) : null,
  );
  ensureJson(prepared, 'what prepare() answered', WRITTEN_DOWN);
  return throughJson(prepared);
}

/** Starts the purchase with an instance that knows nothing else of it. No purchase follows a redirect, whoever asks for it. */
export async function startOnce(
  purchase: Purchase,
  prepared: JsonValue,
  fetch: typeof globalThis.fetch = fetchOf(purchase.provider),
): Promise<OperationState> {
  const order = orderOf(purchase.definition, throughJson(purchase.request));
  const road: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' });
  const started = await callOnce<OperationState>(
    purchase,
    'start()',
    (instance, context) => instance.start(order, throughJson(prepared), context),
    fakeContext({ fetch: road, idempotencyKey: keyOf(order) }),
  );
  return checkedState(started, 'start()');
}

/** As a runner makes it: the same for the same order. */
function keyOf(order: JsonValue): string {
  return hash('sha256', JSON.stringify(order));
}

/** What `find` answers, asked in another process. @param since when the hold was opened, in epoch milliseconds */
export async function findOnce(
  purchase: Purchase,
  prepared: JsonValue,
  since: number,
  fetch: typeof globalThis.fetch = fetchOf(purchase.provider),
): Promise<OperationState | undefined> {
  const order = orderOf(purchase.definition, throughJson(purchase.request));
  const found = await callOnce<OperationState | undefined>(
    purchase,
    'find()',
    (instance, context) => instance.find?.(order, throughJson(prepared), since, context),
    fakeContext({ fetch }),
  );
  return found && checkedState(found, 'find()');
}

/** How far an operation is, asked in another process. */
export async function pollOnce(
  purchase: Purchase,
  operation: JsonValue,
  fetch: typeof globalThis.fetch = fetchOf(purchase.provider),
): Promise<OperationState> {
  const state = await callOnce<OperationState>(
    purchase,
    'poll()',
    (instance, context) => instance.poll?.(throughJson(operation), context),
    fakeContext({ fetch }),
  );
  return checkedState(state, 'poll()');
}

/** The documents of an answer, in another process. */
export async function readOnce(
  purchase: Pick<Purchase, 'definition' | 'provider' | 'request'>,
  answer: JsonValue,
  fake?: FakeContext,
): Promise<readonly Document[]> {
  const documents = await callOnce(
    purchase,
    'read()',
    (instance, context) => instance.read(throughJson(answer), throughJson(purchase.request), context),
    fake,
  );
  return checkedDocuments(documents, 'read()');
}
