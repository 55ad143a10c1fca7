import { BowerbirdError } from '@bowerbird/core';
import type { BudgetLimit } from '../config/types.ts';
import type { BudgetState, CostDetails, CostEntry, CostFilter, CostsInspection } from '../costs-api.ts';
import { toLimit } from '../ledger/budget-limit.ts';
import { toDollars } from '../ledger/money.ts';
import type { Ledger, Purchase } from '../ledger/types.ts';

// One that has not begun has spent nothing.
const NO_RUN = '';

/** What was bought, from the ledger. */
export class LedgerInspection implements CostsInspection {
  readonly location: string;
  readonly #open: () => Promise<Ledger>;
  readonly #limits: readonly BudgetLimit[];

  constructor(location: string, open: () => Promise<Ledger>, limits: readonly BudgetLimit[]) {
    this.location = location;
    this.#open = open;
    this.#limits = limits;
  }

  async list(filter: CostFilter = {}): Promise<readonly CostEntry[]> {
    const ledger = await this.#open();
    return entriesOf(ledger, await ledger.list(filter));
  }

  async show(id: number): Promise<CostDetails | undefined> {
    const ledger = await this.#open();
    const [purchase] = await ledger.list({ ids: [id] });
    if (!purchase) return undefined;
    const [entry] = await entriesOf(ledger, [purchase]);
    return entry && { ...entry, ...(purchase.operation !== undefined && { operation: purchase.operation }) };
  }

  async budgets(): Promise<readonly BudgetState[]> {
    if (this.#limits.length === 0) return [];
    const ledger = await this.#open();
    return Promise.all(
      this.#limits.map(async (limit) => {
        const { name, most: _, ...scope } = toLimit(limit, NO_RUN);
        const { most, provider, pipeline } = limit;
        const whose = {
          ...(provider !== undefined && { provider }),
          ...(pipeline !== undefined && { pipeline }),
        };
        return { name, most, spent: toDollars(await ledger.spent(scope)), ...whose };
      }),
    );
  }

  async resolve(id: number, as: 'bought' | 'not-bought'): Promise<CostEntry> {
    const ledger = await this.#open();
    await ledger.resolve(id, as);
    const [entry] = await this.list({ ids: [id] });
    if (entry) return entry;
    throw new BowerbirdError('LEDGER_FAILED', `there is no purchase ${id}`, {
      hint: 'bowerbird costs lists them.',
    });
  }

  async forget(ids: readonly number[]): Promise<readonly CostEntry[]> {
    const ledger = await this.#open();
    const purchases = await ledger.list({ ids });
    const answered = (await entriesOf(ledger, purchases)).filter((entry) => entry.answered);
    await ledger.forget(answered.map(({ id }) => id));
    return answered;
  }
}

async function entriesOf(ledger: Ledger, purchases: readonly Purchase[]): Promise<readonly CostEntry[]> {
  const answers = await ledger.answered([...new Set(purchases.map(({ order }) => order))]);
  return purchases.map((purchase) =>
    toEntry(purchase, answers.get(purchase.order)?.purchase === purchase.id),
  );
}

function toEntry(purchase: Purchase, answered: boolean): CostEntry {
  const {
    id,
    state,
    collector,
    provider,
    pipeline,
    run,
    source,
    since,
    settled,
    price,
    expected,
    cost,
    reason,
  } = purchase;
  return {
    ...{ id, state, collector, provider, pipeline, run, source, answered },
    since: new Date(since).toISOString(),
    ...(settled !== undefined && { settled: new Date(settled).toISOString() }),
    price: toDollars(price),
    expected: toDollars(expected),
    ...(cost !== undefined && { cost: toDollars(cost) }),
    ...(reason !== undefined && { reason }),
  };
}
