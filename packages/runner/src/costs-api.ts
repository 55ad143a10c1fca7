import type { JsonValue } from '@bowerbird/core';

/** How far a purchase is: see the ledger. */
export type CostState = 'held' | 'started' | 'done' | 'failed' | 'released' | 'unconfirmed';

/** One purchase, as people see it. Money in US dollars, times as ISO 8601. */
export interface CostEntry {
  readonly id: number;
  readonly state: CostState;
  readonly collector: string;
  readonly provider: string;
  readonly pipeline: string;
  readonly run: string;
  readonly source: string;
  readonly since: string;
  readonly settled?: string | undefined;
  /** At most. */
  readonly price: number;
  readonly expected: number;
  /** What it cost; absent: not known, so its price counts against budgets. */
  readonly cost?: number | undefined;
  readonly reason?: string | undefined;
  /** Whether its answer is here. */
  readonly answered: boolean;
}

/** One purchase with what the provider knows it by. */
export interface CostDetails extends CostEntry {
  readonly operation?: JsonValue | undefined;
}

/** Which purchases. */
export interface CostFilter {
  readonly ids?: readonly number[] | undefined;
  readonly states?: readonly CostState[] | undefined;
  readonly collector?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly run?: string | undefined;
  /** Epoch milliseconds: begun from then on. */
  readonly since?: number | undefined;
}

/** A budget of the configuration, and what it has left now. Money in US dollars. */
export interface BudgetState {
  /** For people: `the budget of provider openai for a day`. */
  readonly name: string;
  readonly most: number;
  /** Spent or reserved. Nothing, where it holds for each run anew. */
  readonly spent: number;
  /** Absent: whoever is paid. */
  readonly provider?: string | undefined;
  /** Absent: whatever pays. */
  readonly pipeline?: string | undefined;
}

/** What was bought, of all runs of this user. */
export interface CostsInspection {
  /** The file of the ledger. */
  readonly location: string;
  /** Newest first. */
  list(filter?: CostFilter): Promise<readonly CostEntry[]>;
  show(id: number): Promise<CostDetails | undefined>;
  /** What a run that begins now may spend. Those of `budget` in the rc file. */
  budgets(): Promise<readonly BudgetState[]>;
  /**
   * A person has found out whether an unconfirmed purchase was made: `bought` keeps its cost, `not-bought` frees it. The next run
   * may buy again in either case.
   * @throws {BowerbirdError} `LEDGER_FAILED` if there is no such purchase, or it is not unconfirmed
   */
  resolve(id: number, as: 'bought' | 'not-bought'): Promise<CostEntry>;
  /** Throws answers away, which must be bought again then. What they cost stays on record. The purchases whose answers went. */
  forget(ids: readonly number[]): Promise<readonly CostEntry[]>;
}
