import type { RunEvent } from '@bowerbird/core';
import type { BudgetState } from '@bowerbird/runner';

/** What the budgets of a run have left while it spends: a fold over its events. */
export class Purse {
  readonly #budgets: readonly { readonly state: BudgetState; left: number }[];

  constructor(budgets: readonly BudgetState[]) {
    this.#budgets = budgets.map((state) => ({ state, left: leftOf(state) }));
  }

  readonly subscriber = (event: RunEvent): void => {
    if (event.type !== 'cost-charge') return;
    for (const budget of this.#budgets) {
      const { provider = event.provider, pipeline = event.pipeline } = budget.state;
      if (provider === event.provider && pipeline === event.pipeline) budget.left -= event.cost;
    }
  };

  /** The one that ends the buying first, as far as can be seen. */
  tightest(): { readonly name: string; readonly left: number } | undefined {
    const [first, ...others] = this.#budgets;
    if (!first) return undefined;
    const { state, left } = others.reduce((least, each) => (each.left < least.left ? each : least), first);
    return { name: state.name, left: Math.max(0, left) };
  }
}

/** US dollars. */
export function leftOf({ most, spent }: BudgetState): number {
  return Math.max(0, most - spent);
}
