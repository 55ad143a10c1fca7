import type { JsonValue } from '@bowerbird/core';
import { itemsOf } from '../collector/calls.ts';
import { openCase } from '../collector/cases.ts';
import { ensure } from '../frame/ensure.ts';
import { type Bought, Desk } from './desk.ts';
import type { AnyPaidDefinition, PaidCase, PaidSuiteOptions } from './options.ts';
import { fetchOf, type PaidProvider, type PurchaseRecovery, withProvider } from './provider.ts';
import { callOnce, type Purchase } from './purchase.ts';

/** What is bought, from providers that are opened for each purchase. */
export interface Sale {
  readonly definition: AnyPaidDefinition;
  readonly open: () => Promise<PaidProvider> | PaidProvider;
  readonly recovery: readonly PurchaseRecovery[];
  /** The request of a case, as discover() completes it. */
  readonly request: (provider: PaidProvider) => Promise<Purchase['request']>;
}

/** The sale of a case, from the provider of the suite. */
export function saleOf(definition: AnyPaidDefinition, options: PaidSuiteOptions, given: PaidCase): Sale {
  return {
    definition,
    open: options.provider,
    recovery: options.recovery,
    request: (provider) => completed(definition, given, provider),
  };
}

/** The request of a case, as discover() completes it: what must be seen to be named, such as the digest of a file. */
async function completed(
  definition: AnyPaidDefinition,
  given: PaidCase,
  provider: PaidProvider,
): Promise<JsonValue> {
  const open = await openCase(definition, { ...given, fetch: fetchOf(provider) });
  const found = await callOnce<readonly unknown[] | undefined>(
    { definition, provider },
    'discover()',
    async (instance, context) => instance.discover && itemsOf(instance, open.request, context),
  );
  if (!found) return open.request;
  const [request] = found.filter((item) => !isHandover(item));
  ensure(
    request !== undefined,
    `discover() finds nothing to buy in the case ${open.name}`,
    'Give a case in which it yields a request.',
  );
  return request as JsonValue;
}

function isHandover(item: unknown): boolean {
  const names = Object.keys(item ?? {});
  return names.includes('source') && names.every((name) => name === 'source' || name === 'with');
}

/** Runs `work` with the purchase of a sale, from a provider of its own. */
export async function withPurchase(sale: Sale, work: (purchase: Purchase) => Promise<void>): Promise<void> {
  await withProvider(sale.open, async (provider) => work(await purchaseOf(sale, provider)));
}

/** The purchase of a sale, from one provider. */
export async function purchaseOf(
  { definition, recovery, request }: Sale,
  provider: PaidProvider,
): Promise<Purchase> {
  return { definition, provider, recovery, request: await request(provider) };
}

/** A purchase that nothing disturbed, and what it was charged. */
export interface Undisturbed {
  readonly bought: Bought;
  readonly charges: readonly { readonly cost: number }[];
  /** Of the options of the provider. */
  readonly secrets: readonly string[];
  /** Where it could have crashed, and what it has written down. */
  readonly desk: Desk;
}

/** Buys once, undisturbed. */
export async function buyOnce(sale: Sale): Promise<Undisturbed> {
  return withProvider(sale.open, async (provider) => {
    const desk = new Desk(await purchaseOf(sale, provider), {});
    const bought = await desk.work();
    return { bought, charges: provider.charges(), secrets: provider.secrets, desk };
  });
}
