import type { JsonValue, PaidDefinition } from '@bowerbird/core';
import { nameOf } from '../collector/cases.ts';
import { checkRequests } from '../collector/check-requests.ts';
import { checkShape } from '../frame/definition.ts';
import { type Check, checksOf, type TestFunction } from '../frame/suite.ts';
import { checkAbilities } from './check-abilities.ts';
import { checkStops } from './check-aborts.ts';
import { checkAlike } from './check-alike.ts';
import { checkCrashes } from './check-crashes.ts';
import { checkLongList } from './check-long-list.ts';
import { checkOrder } from './check-order.ts';
import { checkFailing, checkOtherOptions, checkPurchase } from './check-purchase.ts';
import { checkFind, checkIdempotency } from './check-recovery.ts';
import { checkRefusals, checkStart } from './check-start.ts';
import { checkUnanswered } from './check-unanswered.ts';
import type { AnyPaidDefinition, PaidCase, PaidSuiteOptions } from './options.ts';
import { saleOf, withPurchase } from './sale.ts';

/**
 * Tests of a collector that buys: paid once, whatever crashes, for what its price said.
 * @example paidCollectorSuite(test, definition, { cases: [{ source: 'https://…' }], provider, recovery: [], otherOptions: [] });
 * @param test `test` or `it` of any test runner
 */
export function paidCollectorSuite<Request, Options, Order extends JsonValue>(
  test: TestFunction,
  definition: PaidDefinition<Request, Options, Order>,
  options: PaidSuiteOptions,
): void {
  const any = definition as unknown as AnyPaidDefinition;
  const { cases, recovery, failing } = options;
  const check = checksOf(test, `paid collector ${definition.name}`);
  checkShape(check, definition, options);
  checkRequests(check, definition, cases);
  check('has what the suite was told, and nothing that it was not', () => checkAbilities(any, options));
  for (const given of cases) checkBuying(check, any, options, given);
  const [first, ...others] = cases.map((given) => saleOf(any, options, given));
  if (!first) return;
  check('keeps what differs apart, from order to documents', () => checkAlike(any, options));
  check('takes no silence of the provider for an answer', () => withPurchase(first, checkUnanswered));
  check('pays once, wherever it crashes', () => checkCrashes(first));
  if (recovery.includes('find')) {
    check('finds what it started, and nothing else', () => checkFind(first, others));
    check('finds what many others were bought after', () => checkLongList(first, others));
  }
  if (recovery.includes('idempotency-key'))
    check('starts once for one key', () => withPurchase(first, checkIdempotency));
  if (failing) check('says why a purchase failed', () => checkFailing({ ...first, open: failing }));
}

function checkBuying(
  check: Check,
  definition: AnyPaidDefinition,
  options: PaidSuiteOptions,
  given: PaidCase,
): void {
  const name = nameOf(given);
  const sale = saleOf(definition, options, given);
  check(`orders ${name}`, () => withPurchase(sale, ({ request }) => checkOrder(definition, request)));
  check(`buys ${name}`, () => checkPurchase(sale, given.ids));
  check(`sends one request to buy ${name}`, () => withPurchase(sale, checkStart));
  check(`knows what a refusal means for ${name}`, () => withPurchase(sale, checkRefusals));
  check(`stops at an abort of ${name}`, () => withPurchase(sale, checkStops));
  check(`buys the same with other options for ${name}`, () => checkOtherOptions(sale, options.otherOptions));
}
