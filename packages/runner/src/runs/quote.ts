import type { PlannedPrice } from '../api.ts';
import { type BoundTask, type Engine, isFree } from '../execute/engine.ts';
import { Unbought } from '../execute/paid/endings.ts';
import { priceOf, UNKNOWN } from '../execute/paid/purchase.ts';
import type { Scope } from '../execute/scope.ts';
import { toDollars, toMicro } from '../ledger/money.ts';

const NOTHING: PlannedPrice = { purchases: 0, most: 0, expected: 0, unpriced: 0 };

/** What a source would cost, from what is free to read. `undefined`: nothing. One of its chain sells it, at most. */
export async function quote(
  engine: Engine,
  bound: BoundTask,
  scope: Scope,
): Promise<PlannedPrice | undefined> {
  if (isPlanned(engine, bound)) return undefined;
  const prices: PlannedPrice[] = [];
  let freeAhead = false;
  for (const [index, via] of bound.links.entries()) {
    const link = bound.task.links[index];
    if (!link) continue;
    if (isFree(via)) freeAhead = true;
    else if (await isUnderWay(engine, link.order)) return undefined;
    else {
      const work = {
        bound,
        link,
        via,
        scope,
        again: false,
        begun: undefined,
        cost: 0,
        bought: false,
        traffic: { requests: 0, bytes: 0 },
      };
      const limit = engine.limit(bound.pipeline, via.link);
      prices.push(await limit(() => priced(priceOf({ engine, work }))));
    }
  }
  const known = prices.filter(({ unpriced }) => unpriced === 0);
  const [first] = known;
  if (!first) return prices[0];
  // What has no price is refused, and the next one of the chain sells it.
  return {
    ...first,
    most: Math.max(...known.map(({ most }) => most)),
    expected: freeAhead ? 0 : first.expected,
  };
}

/** What another source of the plan is to buy is bought once. */
function isPlanned({ spending }: Engine, { task }: BoundTask): boolean {
  const first = task.links.find(({ order }) => order !== undefined)?.order;
  if (first === undefined || spending.planned.has(first)) return first !== undefined;
  spending.planned.add(first);
  return false;
}

/** What is bought already and not finished costs nothing more; what may have been bought is not bought again by itself. */
async function isUnderWay({ spending }: Engine, order: string | undefined): Promise<boolean> {
  if (order === undefined) return false;
  const ledger = await spending.ledger;
  if (await ledger.open(order)) return true;
  if (spending.parts.budget.onAmbiguous === 'retry') return false;
  return (await ledger.list({ order, states: ['unconfirmed'] })).length > 0;
}

async function priced(asking: ReturnType<typeof priceOf>): Promise<PlannedPrice> {
  try {
    const price = await asking;
    if (price === UNKNOWN) return { ...NOTHING, unpriced: 1 };
    const { most, expected = most } = price;
    // As the ledger reserves it: a run that may spend the sum of them has room for each.
    return { purchases: 1, most: toDollars(toMicro(most)), expected, unpriced: 0 };
  } catch (error) {
    // A plan is made of what can be known: what cannot be asked for a price now has none.
    if (error instanceof Unbought || error instanceof Error) return { ...NOTHING, unpriced: 1 };
    throw error;
  }
}

/** All of them together. */
export function sumOf(prices: readonly PlannedPrice[]): PlannedPrice {
  return prices.reduce(
    (sum, price) => ({
      purchases: sum.purchases + price.purchases,
      most: sum.most + price.most,
      expected: sum.expected + price.expected,
      unpriced: sum.unpriced + price.unpriced,
    }),
    NOTHING,
  );
}
