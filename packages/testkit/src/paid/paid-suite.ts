import type { CollectContext, JsonValue, PaidDefinition } from '@bowerbird/core';
import { checkAborts } from '../collector/aborts.ts';
import { withInstance } from '../collector/calls.ts';
import { type CollectorCase, nameOf, openCase } from '../collector/cases.ts';
import { itemsOf } from '../collector/discoveries.ts';
import { checkRequests } from '../collector/requests.ts';
import { fakeContext } from '../context/fake-context.ts';
import { checkShape, type DefinitionOptions } from '../frame/definition.ts';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { type Check, checksOf, type TestFunction } from '../frame/suite.ts';
import { checkFailing, checkPurchase } from './answers.ts';
import { buyOnce, checkCrashes, purchaseOf, type Sale } from './crashes.ts';
import { type AnyPaid, type AnyPaidCollector, callOnce, orderOf, type Purchase } from './desk.ts';
import { checkFind, checkIdempotency } from './finds.ts';
import { checkOrder } from './orders.ts';
import { type PaidProvider, type PurchaseRecovery, roadTo, withProvider } from './provider.ts';
import { checkRefusals, checkStart } from './starts.ts';
import { throughJson } from './states.ts';

/** What a suite of a paid collector is given. */
export interface PaidSuiteOptions extends Omit<DefinitionOptions, 'options'> {
  /** What it buys: at least one. The provider is the network of all of them. */
  readonly cases: readonly Omit<CollectorCase, 'fetch' | 'check'>[];
  /** Opens what it buys from, with an empty history and nothing charged. */
  readonly provider: () => Promise<PaidProvider> | PaidProvider;
  /** How a purchase is found again whose answer was lost: by `find()`, by an idempotency key, or, `[]`, not at all. */
  readonly recovery: readonly PurchaseRecovery[];
  /** Options in place of some of the provider's, with which the same must be bought. `[]`: there are none that could decide anything. */
  readonly otherOptions: readonly object[];
  /** Opens a provider that takes the first case, and then cannot fulfil it. */
  readonly failing?: (() => Promise<PaidProvider> | PaidProvider) | undefined;
}

/**
 * Whether a collector that buys keeps the contract: paid once, whatever crashes, for what its price said.
 * @example paidCollectorSuite(test, definition, { cases: [{ source: 'https://…' }], provider, recovery: ['find'], otherOptions: []  });
 */
export function paidCollectorSuite<Request, Options, Order extends JsonValue>(
  test: TestFunction,
  definition: PaidDefinition<Request, Options, Order>,
  suite: PaidSuiteOptions,
): void {
  // Its own schemas, and nothing else, know what its requests, orders and options are.
  const any = definition as unknown as AnyPaid;
  const check = checksOf(test, `paid collector ${definition.name}`);
  checkShape(check, definition, suite);
  checkRequests(check, definition, suite.cases);
  check('has what the suite was told, and nothing that it was not', () => checkAbilities(any, suite));
  for (const given of suite.cases) checkCase(check, any, suite, given);
  const [first] = suite.cases;
  if (!first) return;
  const sale = saleOf(any, suite, first);
  check('pays once, wherever it crashes', () => checkCrashes(sale));
  if (suite.recovery.includes('find'))
    check('finds what it started, and nothing else', () => checkFinds(any, suite));
  if (suite.recovery.includes('idempotency-key'))
    check('starts once for one key', () => withPurchase(sale, checkIdempotency));
  if (suite.failing)
    check('says why a purchase failed', () => checkFailing({ ...sale, open: suite.failing ?? sale.open }));
}

type Case = PaidSuiteOptions['cases'][number];

function checkCase(check: Check, definition: AnyPaid, suite: PaidSuiteOptions, given: Case): void {
  const name = nameOf(given);
  const sale = saleOf(definition, suite, given);
  check(`orders ${name}`, () => withPurchase(sale, ({ request }) => checkOrder(definition, request)));
  check(`buys ${name}`, () => checkPurchase(sale, given.ids));
  check(`sends one request to buy ${name}`, () => withPurchase(sale, checkStart));
  check(`knows what a refusal means for ${name}`, () => withPurchase(sale, checkRefusals));
  check(`stops at an abort of ${name}`, () => withPurchase(sale, checkStops));
  check(`buys the same with other options for ${name}`, () => checkOtherOptions(sale, suite.otherOptions));
}

function saleOf(definition: AnyPaid, suite: PaidSuiteOptions, given: Case): Sale {
  return {
    definition,
    open: suite.provider,
    recovery: suite.recovery,
    request: (provider) => completed(definition, given, provider),
  };
}

/** The request of a case, as discover() completes it: what must be seen to be named, such as the digest of a file. */
async function completed(definition: AnyPaid, given: Case, provider: PaidProvider): Promise<JsonValue> {
  const open = await openCase(definition, { ...given, fetch: roadTo(provider) });
  const found = await callOnce<readonly unknown[]>(
    { definition, provider },
    'discover()',
    async (instance, context) =>
      instance.discover ? itemsOf(instance, open.request, context) : [open.request],
  );
  const [request] = found.filter((item) => typeof item === 'object' && item !== null && !('source' in item));
  ensure(
    request !== undefined,
    `discover() finds nothing to buy in the case ${open.name}`,
    'Give a case in which it yields a request.',
  );
  return request as JsonValue;
}

async function withPurchase(sale: Sale, work: (purchase: Purchase) => Promise<void>): Promise<void> {
  await withProvider(sale.open, async (provider) => work(await purchaseOf(sale, provider)));
}

async function checkFinds(definition: AnyPaid, suite: PaidSuiteOptions): Promise<void> {
  const [first, ...rest] = suite.cases.map((given) => saleOf(definition, suite, given));
  if (!first) return;
  await withProvider(first.open, async (provider) => {
    const purchase = await purchaseOf(first, provider);
    const own = JSON.stringify(orderOf(definition, purchase.request));
    const others = await Promise.all(rest.map((sale) => purchaseOf(sale, provider)));
    await checkFind(
      purchase,
      others.filter(({ request }) => JSON.stringify(orderOf(definition, request)) !== own),
    );
  });
}

async function checkAbilities(definition: AnyPaid, suite: PaidSuiteOptions): Promise<void> {
  const { recovery } = suite;
  await withProvider(suite.provider, async (provider) => {
    ensure(
      provider.charges().length === 0,
      'the provider has charged before anything was bought',
      'Let `provider` open a new one each time.',
    );
    const can = await callOnce<readonly string[]>(
      { definition, provider },
      'create()',
      (instance: AnyPaidCollector) =>
        ['price', 'start', 'read', 'find'].filter(
          (name) => typeof instance[name as keyof AnyPaidCollector] === 'function',
        ),
    );
    for (const name of ['price', 'start', 'read'])
      ensure(
        can.includes(name),
        `its instance has no ${name}()`,
        'Let create() return { price, start, read } and what else it can: see PaidCollector in @bowerbird/core.',
      );
    ensure(
      can.includes('find') === recovery.includes('find'),
      `it ${can.includes('find') ? 'has' : 'has no'} find(), and the suite was told the recovery ${show(recovery)}`,
      "Give find() and recovery: ['find'], or neither.",
    );
    const isIdempotent = definition.idempotent === true;
    ensure(
      isIdempotent === recovery.includes('idempotency-key'),
      `its definition ${isIdempotent ? 'is' : 'is not'} idempotent, and the suite was told the recovery ${show(recovery)}`,
      "Say `idempotent: true` in the definition and recovery: ['idempotency-key'] in the suite, or neither.",
    );
    ensure(
      !definition.options || provider.secrets.length > 0,
      'it takes options, and its provider does not say which of their values are secrets',
      'Give the provider secrets: [key], the key with which the stand-in is reached.',
    );
  });
}

/** Whatever is free can be stopped. A start is left alone by the runner: it is paid for. */
async function checkStops(purchase: Purchase): Promise<void> {
  const { definition, provider, request } = purchase;
  const options = { fetch: roadTo(provider) };
  for (const doing of ['price', 'prepare'] as const) {
    const work = (instance: AnyPaidCollector, context: CollectContext) =>
      instance[doing]?.(throughJson(request), context) ?? Promise.resolve(undefined);
    const fake = fakeContext(options);
    await callOnce<unknown>(purchase, `${doing}()`, work, fake);
    await withInstance<AnyPaidCollector, void>(definition, provider.options, (instance) =>
      checkAborts(`${doing}()`, fake.uses.length, options, (context) => work(instance, context)),
    );
  }
}

async function checkOtherOptions(sale: Sale, others: readonly object[]): Promise<void> {
  const { bought } = await buyOnce(sale);
  for (const other of others) {
    const open = async () => {
      const provider = await sale.open();
      return { ...provider, options: { ...(provider.options as object), ...other } };
    };
    const { bought: again } = await buyOnce({ ...sale, open });
    ensureEqual(
      again.end === 'documents' && again.documents,
      bought.end === 'documents' && bought.documents,
      `with the options ${show(other)} other documents come out`,
      'What decides the documents belongs into the request: options are in no key, so changed ones would go on giving the old answer.',
    );
  }
}
