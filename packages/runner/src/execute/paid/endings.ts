/** It would have to be bought, and nobody has approved of it, or it finds no room in a budget. */
export class Unbought extends Error {
  readonly code: 'NOT_APPROVED' | 'BUDGET_REACHED' | 'PRICE_UNKNOWN';
  /** US dollars, at most; absent where nobody knows. */
  readonly price: number | undefined;

  constructor(code: Unbought['code'], message: string, price: number | undefined) {
    super(message);
    this.code = code;
    this.price = price;
  }
}

/** It was bought, or may have been, and is not finished: the next run goes on. Nothing else of the chain is asked. */
export class StillPending extends Error {
  readonly by: string;

  constructor(by: string, reason: string) {
    super(reason);
    this.by = by;
  }
}
