import type { BudgetConfig, BudgetLimit } from '../../config/types.ts';
import { toLimit } from '../../ledger/budget-limit.ts';
import { toMicro } from '../../ledger/money.ts';
import type { Ledger, Limit, Purchase } from '../../ledger/types.ts';
import { Breaker } from './breaker.ts';
import { type PollCalls, Poller } from './poller.ts';

/** What a run may spend, and where it is written down. */
export interface SpendingParts {
  /** Opened when something is paid for, and by no free run. */
  readonly ledger: () => Promise<Ledger>;
  readonly run: string;
  readonly budget: BudgetConfig;
  /** US dollars, beside the budgets. */
  readonly maxCost: number | undefined;
  /** What was bought before does not count. */
  readonly buyAgain: boolean;
  /** For so long after a hold the provider's list is asked for a purchase whose answer was lost: lists lag. */
  readonly findForMs: number;
}

/** The money side of one run: limits, providers that are down, purchases that are under way. */
export class Spending {
  readonly parts: SpendingParts;
  /** Orders that this run itself has bought: they are not bought again. */
  readonly bought = new Set<string>();
  /** Orders that this run has wanted. */
  readonly wanted = new Set<string>();
  /** Orders that a plan has counted. */
  readonly planned = new Set<string>();
  readonly #breakers = new Map<string, Breaker>();
  readonly #pollers = new Map<string, Poller>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(parts: SpendingParts) {
    this.parts = parts;
  }

  get ledger(): Promise<Ledger> {
    return this.parts.ledger();
  }

  /** Whether what was bought of an order before does not count. */
  isBoughtAgain(order: string): boolean {
    return this.parts.buyAgain && !this.bought.has(order);
  }

  /** The limits that a purchase must stay within. None: nobody has approved of it. */
  limitsFor(pipeline: string, provider: string): readonly Limit[] {
    const { budget, maxCost, run } = this.parts;
    const own: readonly Limit[] =
      maxCost === undefined ? [] : [{ name: '--max-cost', most: toMicro(maxCost), run }];
    const applies = (limit: BudgetLimit) =>
      (limit.provider ?? provider) === provider && (limit.pipeline ?? pipeline) === pipeline;
    return [...own, ...budget.limits.filter(applies).map((limit) => toLimit(limit, run))];
  }

  breaker(provider: string): Breaker {
    const breaker = this.#breakers.get(provider) ?? new Breaker();
    this.#breakers.set(provider, breaker);
    return breaker;
  }

  /** The poller of one instance. */
  poller(identity: string, calls: () => PollCalls): Poller {
    const poller = this.#pollers.get(identity) ?? new Poller(calls());
    this.#pollers.set(identity, poller);
    return poller;
  }

  /** Work that is to be waited for at the end of the run, whatever has become of those who wanted it: it is paid for. */
  during<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = () => this.#underWay.delete(work);
    work.then(done, done);
    return work;
  }

  /** Purchases of these pipelines that were begun by runs before, and that no source of this one wants: nobody would ever finish them. */
  async unwanted(pipelines: readonly string[]): Promise<readonly Purchase[]> {
    const ledger = await this.ledger;
    const open = await ledger.list({ states: ['held', 'started'] });
    const left = open.filter(
      ({ order, pipeline }) => pipelines.includes(pipeline) && !this.wanted.has(order),
    );
    const found = await Promise.all(left.map(({ order }) => ledger.open(order)));
    return found.flatMap((each) => (each && !each.ownerAlive ? [each.purchase] : []));
  }

  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
