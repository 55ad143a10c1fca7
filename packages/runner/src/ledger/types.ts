import type { JsonValue } from '@bowerbird/core';

/** US dollars times a million: the ledger counts in whole ones. */
export type MicroDollars = number;

/**
 * How far a purchase is. `held`: reserved, nothing of the provider's answer is known. `started`: the operation is written down. `done`:
 * its answer is here, unless it was thrown away. `failed`: it gave no answer, whatever it cost. `released`: certainly not bought.
 * `unconfirmed`: it may have been bought, and nobody can tell. The first two are open: an order has one open purchase at most.
 */
export type PurchaseState = 'held' | 'started' | 'done' | 'failed' | 'released' | 'unconfirmed';

/** What is to be bought. */
export interface NewPurchase {
  /** Key of the order: at most one purchase of it is open, in all processes. */
  readonly order: string;
  readonly collector: string;
  readonly provider: string;
  readonly pipeline: string;
  readonly run: string;
  /** As the user wrote it, without secrets. */
  readonly source: string;
  /** What `prepare` gave. */
  readonly prepared: JsonValue;
  /** At most. */
  readonly price: MicroDollars;
  readonly expected: MicroDollars;
}

/** A row of the ledger. Times in epoch milliseconds. */
export interface Purchase extends NewPurchase {
  readonly id: number;
  readonly state: PurchaseState;
  readonly since: number;
  readonly operation?: JsonValue | undefined;
  readonly settled?: number | undefined;
  /** What it cost; absent: not known (yet), so its price counts. */
  readonly cost?: MicroDollars | undefined;
  /** Why it failed, was released or is unconfirmed. */
  readonly reason?: string | undefined;
}

/** A sum that must not be passed: settled and reserved together. What is left out does not narrow it. */
export interface Limit {
  /** For messages: `run`, `day`, `provider assemblyai`, `pipeline talks`. */
  readonly name: string;
  readonly most: MicroDollars;
  readonly run?: string | undefined;
  readonly provider?: string | undefined;
  readonly pipeline?: string | undefined;
  /** Counts what was begun from this time on, in epoch milliseconds. */
  readonly since?: number | undefined;
}

/** What came of an attempt to reserve. */
export type HoldResult =
  | { readonly state: 'held'; readonly purchase: Purchase }
  /** Somebody else has it open, or had it and is dead: `adopt` takes it over then. */
  | { readonly state: 'open'; readonly purchase: Purchase; readonly ownerAlive: boolean }
  /** It was bought meanwhile. */
  | { readonly state: 'answered' }
  /** An earlier purchase of it may have been made, and nobody can tell. */
  | { readonly state: 'unconfirmed'; readonly purchase: Purchase }
  | { readonly state: 'refused'; readonly limit: Limit; readonly spent: MicroDollars };

/** What is known of an answer without reading it. */
export interface PaidAnswer {
  readonly purchase: number;
  readonly cost: MicroDollars;
  readonly since: number;
  readonly settled: number;
}

/** Which purchases to list. */
export interface PurchaseFilter {
  readonly ids?: readonly number[] | undefined;
  readonly order?: string | undefined;
  readonly states?: readonly PurchaseState[] | undefined;
  readonly run?: string | undefined;
  readonly since?: number | undefined;
  readonly collector?: string | undefined;
  readonly pipeline?: string | undefined;
}

/** The record of money: holds, operations, answers. Every change is durable when its promise resolves. */
export interface Ledger {
  /** Which of the orders have an answer. Whether it is undamaged, only reading it tells. */
  answered(orders: readonly string[]): Promise<ReadonlyMap<string, PaidAnswer>>;
  /** @throws {BowerbirdError} `LEDGER_FAILED` if it is damaged: that must never lead to another purchase by itself */
  readAnswer(order: string): Promise<JsonValue | undefined>;
  /**
   * Reserves, unless it is open, answered, unconfirmed, or a limit would be passed: one transaction.
   * @param options.again buys although there is an answer
   * @param options.doubtful buys although an earlier purchase may have been made
   */
  hold(
    purchase: NewPurchase,
    limits: readonly Limit[],
    options?: { readonly again?: boolean | undefined; readonly doubtful?: boolean | undefined },
  ): Promise<HoldResult>;
  /** The open purchase of an order. */
  open(order: string): Promise<{ readonly purchase: Purchase; readonly ownerAlive: boolean } | undefined>;
  /** Takes over an open purchase whose owner is dead, or that was left. `false`: somebody else did, or it is not open any more. */
  adopt(id: number): Promise<boolean>;
  /**
   * Writes the operation down, or another one in its place.
   * @throws {BowerbirdError} `LEASE_LOST` unless this ledger owns it, `LEDGER_FAILED` if it is not open; `close` and `leave` too
   */
  attach(id: number, operation: JsonValue): Promise<void>;
  /**
   * Answer and settlement, in one transaction. What was paid for is kept whoever owns the purchase and even if it was closed meanwhile; of
   * one that is settled already nothing changes. Bought again: this answer takes the place of the former one.
   * @param cost absent: the provider does not tell, so the expected price counts
   */
  settle(id: number, answer: JsonValue, cost: MicroDollars | undefined): Promise<void>;
  /** Closes it without an answer. `failed` costs what is given (absent: nothing is known, so its price counts), `released` nothing, `unconfirmed` its price. */
  close(
    id: number,
    state: 'failed' | 'released' | 'unconfirmed',
    reason: string,
    cost?: MicroDollars,
  ): Promise<void>;
  /** Gives an open purchase up for the next run to go on with: it stays open, and has no owner any more. */
  leave(id: number): Promise<void>;
  /** Newest first. */
  list(filter?: PurchaseFilter): Promise<readonly Purchase[]>;
  /** What counts against a limit now. */
  spent(limit: Omit<Limit, 'name' | 'most'>): Promise<MicroDollars>;
  /**
   * A person has found out about an unconfirmed one, or about an open one that nobody is at: `bought` keeps its cost (it is `failed` then: paid, and without an answer),
   * `not-bought` frees it. Either way its order may be bought again.
   * @throws {BowerbirdError} `LEDGER_FAILED` if it is neither
   */
  resolve(id: number, as: 'bought' | 'not-bought'): Promise<void>;
  /** Throws the answers of purchases away; what they cost stays on record. How many. */
  forget(ids: readonly number[]): Promise<number>;
  /** Leaves what this ledger still owns, and closes. */
  end(): Promise<void>;
}
