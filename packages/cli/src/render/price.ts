import type { BudgetState, Plan, PlannedPrice } from '@bowerbird/runner';
import { cleanLine, count, figureAtMost, indent, money, moneyAtMost, number } from './format.ts';
import { leftOf } from './purse.ts';
import { table } from './table.ts';

/** `$3.10 expected, $6.10 at most, 12 purchases`; empty where there is nothing to buy. */
export function renderPrice(price: PlannedPrice): string {
  const { purchases, unpriced } = price;
  return [
    ...(isPriced(price) ? [renderRange(price), count(purchases, 'purchase')] : []),
    ...(unpriced > 0 ? [`${number(unpriced)} without a known price`] : []),
  ].join(', ');
}

/** `$0.52`, or `$0.26 expected, $0.52 at most`, of a single source. */
export function renderItemPrice(price: PlannedPrice): string {
  if (!isPriced(price)) return price.unpriced > 0 ? 'no known price' : '';
  const { expected, most } = price;
  return moneyAtMost(most) === money(expected) ? money(expected) : renderRange(price);
}

/** What a run would buy, in a sentence or more; empty where that is nothing. */
export function renderPurchases({ price, budgeted, budgets }: Plan): string {
  const { purchases, most, unpriced } = price;
  const lines = [
    isPriced(price) && `It would make ${count(purchases, 'purchase')}: ${renderRange(price)}.`,
    isPriced(price) &&
      !budgeted &&
      `No budget allows it: on a terminal a run asks, elsewhere it needs --max-cost ${figureAtMost(most)} or \`budget\` in the rc file.`,
    ...budgets.map(renderBudget),
    unpriced > 0 &&
      `Nobody knows the price of ${count(unpriced, 'purchase')}: ${unpriced === 1 ? 'it is' : 'they are'} bought only if \`budget.unknownPrices\` allows it.`,
  ];
  return lines.flatMap((line) => (line === false ? [] : [`${line}\n`])).join('');
}

function renderBudget(budget: BudgetState): string {
  return `Of ${cleanLine(budget.name)}, ${money(leftOf(budget))} of ${money(budget.most)} is left.`;
}

/** The price of each pipeline that would buy, to be approved. */
export function renderBill({ pipelines, price }: Plan): string {
  const buying = pipelines.filter((pipeline) => renderPrice(pipeline.price) !== '');
  const rows = buying.map((pipeline) => [cleanLine(pipeline.name), renderPrice(pipeline.price)]);
  const total = rows.length > 1 ? [['', renderPrice(price)]] : [];
  return `To buy:\n${indent(table([...rows, ...total]), 2)}`;
}

/** Whether a plan has anything that can be bought. What has no price is refused. */
export function isPriced({ purchases, most, unpriced }: PlannedPrice): boolean {
  return most > 0 || purchases > unpriced;
}

function renderRange({ expected, most }: PlannedPrice): string {
  return `${money(expected)} expected, ${moneyAtMost(most)} at most`;
}
