import { isDeepStrictEqual } from 'node:util';
import type { Document, JsonValue } from '@bowerbird/core';
import { nameOf } from '../collector/cases.ts';
import { ensure, ensureEqual } from '../frame/ensure.ts';
import type { AnyPaidDefinition, PaidSuiteOptions } from './options.ts';
import { withProvider } from './provider.ts';
import { orderOf, readOnce } from './purchase.ts';
import { buyOnce, purchaseOf, saleOf } from './sale.ts';

/** A case that was bought by itself. */
interface BoughtCase {
  readonly name: string;
  readonly source: string | undefined;
  readonly request: JsonValue;
  readonly order: JsonValue;
  readonly identity: JsonValue;
  readonly answer: JsonValue;
  readonly documents: readonly Document[];
}

/** What is one for the runner is one: an order has one answer, an identity one set of documents, an id one source. */
export async function checkAlike(definition: AnyPaidDefinition, options: PaidSuiteOptions): Promise<void> {
  const cases: BoughtCase[] = [];
  for (const given of options.cases) {
    const one = await buy(definition, options, given);
    for (const other of cases) {
      await checkOrders(definition, options, one, other);
      checkIdentities(one, other);
      checkIds(one, other);
    }
    cases.push(one);
  }
}

async function buy(
  definition: AnyPaidDefinition,
  options: PaidSuiteOptions,
  given: PaidSuiteOptions['cases'][number],
): Promise<BoughtCase> {
  const sale = saleOf(definition, options, given);
  const { bought } = await buyOnce(sale);
  ensure(
    bought.end === 'documents',
    `the purchase of ${nameOf(given)} ends without documents`,
    'Mend what the tests before this one say.',
  );
  const { request } = await withProvider(sale.open, (provider) => purchaseOf(sale, provider));
  return {
    name: nameOf(given),
    source: given.source,
    request,
    order: orderOf(definition, request),
    identity: definition.identify?.(request as never) ?? request,
    answer: bought.book.done?.answer ?? null,
    documents: bought.documents,
  };
}

async function checkOrders(
  definition: AnyPaidDefinition,
  { provider }: PaidSuiteOptions,
  one: BoughtCase,
  other: BoughtCase,
): Promise<void> {
  if (!isDeepStrictEqual(one.order, other.order)) return;
  const read = await withProvider(provider, (open) =>
    readOnce({ definition, provider: open, request: one.request }, other.answer),
  );
  ensureEqual(
    read,
    one.documents,
    `${one.name} and ${other.name} have one order, and the answer to one is not that to the other`,
    'Name in the order all that decides what is bought, also what only prepare() sees: what has one order is bought once.',
  );
}

function checkIdentities(one: BoughtCase, other: BoughtCase): void {
  if (!isDeepStrictEqual(one.identity, other.identity)) return;
  ensureEqual(
    one.documents,
    other.documents,
    `identify() gives ${one.name} and ${other.name} one identity, and their documents differ`,
    'Name all that decides the documents: of two with one identity, the second gets the documents of the first.',
  );
}

function checkIds(one: BoughtCase, other: BoughtCase): void {
  if (one.source === undefined || other.source === undefined || one.source === other.source) return;
  const ids = new Set(other.documents.map(({ id }) => id));
  const both = one.documents.find(({ id }) => ids.has(id));
  ensure(
    both === undefined,
    `${one.name} and ${other.name} both bring a document with the id ${both?.id}: in a sink one replaces the other`,
    'Make the id of what names the source.',
  );
}
