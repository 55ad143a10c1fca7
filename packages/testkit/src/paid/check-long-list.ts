import { isDeepStrictEqual } from 'node:util';
import { withInstance } from '../collector/calls.ts';
import { fakeContext } from '../context/fake-context.ts';
import { ensure, show } from '../frame/ensure.ts';
import { fetchOf } from './provider.ts';
import {
  type AnyPaidCollector,
  findOnce,
  orderOf,
  type Purchase,
  prepareOnce,
  startOnce,
} from './purchase.ts';
import { purchaseOf, type Sale, withPurchase } from './sale.ts';

// No list of a provider has more on a page.
const MANY = 201;
const AT_ONCE = 20;

const PAGES =
  'Go through the list page by page, back to `since`: other runs, and other users of the account, buy as well.';

/** What was started is found behind everything that was bought since, and a list that breaks off is not taken for its end. */
export async function checkLongList(sale: Sale, others: readonly Sale[]): Promise<void> {
  await withPurchase(sale, async (purchase) => {
    const other = await anotherOf(purchase, others);
    const prepared = await prepareOnce(purchase);
    const since = Date.now();
    await startOnce(purchase, prepared);
    await startMany(other);
    const send = fetchOf(purchase.provider);
    let requests = 0;
    const found = await findOnce(purchase, prepared, since, (input, init) => {
      requests++;
      return send(input, init);
    });
    ensure(found !== undefined, `find() does not find what ${MANY} others were bought after`, PAGES);
    if (requests > 1) await checkBrokenList(purchase, prepared, since);
  });
}

/** The second request of `find` is not answered. */
async function checkBrokenList(
  purchase: Purchase,
  prepared: Parameters<typeof findOnce>[1],
  since: number,
): Promise<void> {
  const send = fetchOf(purchase.provider);
  let requests = 0;
  const [outcome] = await Promise.allSettled([
    findOnce(purchase, prepared, since, async (input, init) =>
      ++requests === 2 ? new Response('{}', { status: 503 }) : send(input, init),
    ),
  ]);
  ensure(
    outcome.status === 'rejected' || outcome.value !== undefined,
    'find() answers undefined when its second request gets status 503',
    'Look at the status of every page: undefined says that it was not bought, and then it is bought again.',
  );
}

async function anotherOf(purchase: Purchase, sales: readonly Sale[]): Promise<Purchase> {
  const own = orderOf(purchase.definition, purchase.request);
  for (const sale of sales) {
    const other = await purchaseOf(sale, purchase.provider);
    if (!isDeepStrictEqual(orderOf(purchase.definition, other.request), own)) return other;
  }
  ensure(
    false,
    `all cases have the order ${show(own)}`,
    'Give the suite a second case, which buys something else.',
  );
}

/** By one instance, several at once. */
async function startMany(purchase: Purchase): Promise<void> {
  const { definition, provider, request } = purchase;
  const prepared = await prepareOnce(purchase);
  const order = orderOf(definition, request);
  await withInstance<AnyPaidCollector, void>(definition, provider.options, async (instance) => {
    let started = 0;
    const startSome = async () => {
      while (started < MANY) {
        const { context } = fakeContext({ fetch: fetchOf(provider), idempotencyKey: `other-${started++}` });
        await instance.start(order, prepared, context);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, startSome));
  });
}
