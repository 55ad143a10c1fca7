import { CollectError, isCollectError, toErrorData } from '@bowerbird/core';
import type { Purchase } from '../../ledger/types.ts';
import type { Desk } from './start.ts';

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

/** Whether a provider has refused for good: asking again in this run is of no use. */
export function isRefusal(error: unknown): boolean {
  return isCollectError(error) && error.recovery === 'stop';
}

/**
 * What was bought, or may have been, stays open; it is left for a run that is not refused. A failure and not pending: running again alone
 * does not help. No other link of the chain may be bought in its place.
 */
export async function refusedOpen({ ledger }: Desk, { id }: Purchase, error: unknown): Promise<CollectError> {
  await ledger.leave(id);
  const { code, message, hint = 'Look into the account of the provider.' } = toErrorData(error);
  return new CollectError(code, message, {
    recovery: 'retry',
    hint: `${hint} Then run again: purchase ${id} is under way, and is not made twice. If the provider does not know it, say so: bowerbird costs resolve ${id} bought (or not-bought).`,
    cause: error,
  });
}

/** It was bought, or may have been, and is not finished: the next run goes on. Nothing else of the chain is asked. */
export class StillPending extends Error {
  readonly by: string;

  constructor(by: string, reason: string) {
    super(reason);
    this.by = by;
  }
}
