import type { CollectContext } from '@bowerbird/core';
import { withInstance } from '../collector/calls.ts';
import { checkAborts } from '../collector/check-aborts.ts';
import { throughJson } from '../frame/json.ts';
import { fetchOf } from './provider.ts';
import {
  type AnyPaidCollector,
  orderOf,
  type Purchase,
  pollOnce,
  prepareOnce,
  startOnce,
} from './purchase.ts';

type Work = (instance: AnyPaidCollector, context: CollectContext) => Promise<unknown> | undefined;

/** Whatever is free can be stopped. A start is left alone by the runner: it is paid for. */
export async function checkStops(purchase: Purchase): Promise<void> {
  const request = () => throughJson(purchase.request);
  await stops(purchase, 'price()', (instance, context) => instance.price(request(), context));
  await stops(purchase, 'prepare()', (instance, context) => instance.prepare?.(request(), context));
  const prepared = await prepareOnce(purchase);
  const since = Date.now();
  let state = await startOnce(purchase, prepared);
  const order = orderOf(purchase.definition, request());
  await stops(purchase, 'find()', (instance, context) => instance.find?.(order, prepared, since, context));
  while (state.state === 'pending') {
    const { operation } = state;
    await stops(purchase, 'poll()', (instance, context) => instance.poll?.(operation, context));
    state = await pollOnce(purchase, operation);
  }
  if (state.state === 'failed') return;
  const { answer } = state;
  await stops(purchase, 'read()', (instance, context) => instance.read(answer, request(), context));
}

async function stops({ definition, provider }: Purchase, doing: string, work: Work): Promise<void> {
  await withInstance<AnyPaidCollector, void>(definition, provider.options, (instance) =>
    checkAborts(doing, { fetch: fetchOf(provider) }, async (context) => work(instance, context)),
  );
}
