import type { SQLInputValue } from 'node:sqlite';
import type { LedgerDatabase } from './ledger-database.ts';
import type { Limit, NewPurchase } from './types.ts';

type Scope = Omit<Limit, 'name' | 'most'>;

interface Sum {
  /** An expression. */
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

const INSERT = `INSERT INTO purchase
  (key, collector, provider, pipeline, run, source, state, since, price, counted, expected, owner, prepared)
  SELECT ?, ?, ?, ?, ?, ?, 'held', ?, ?, ?, ?, ?, ?`;

/** What counts against a limit. */
export function spentOf(database: LedgerDatabase, scope: Scope): number {
  const { sql, parameters } = sumOf(scope);
  return database.one<{ readonly spent: number }>(`SELECT ${sql} AS spent`, ...parameters)?.spent ?? 0;
}

/**
 * Reserves in one statement, unless a limit would be passed.
 * @returns the number of the purchase; `undefined`: there is no room
 */
export function reserve(
  database: LedgerDatabase,
  purchase: NewPurchase,
  limits: readonly Limit[],
  owner: string,
): number | undefined {
  const { order, collector, provider, pipeline, run, source, price, expected, prepared } = purchase;
  const room = limits.map((limit) => ({ ...sumOf(limit), most: limit.most }));
  const where = room.map(({ sql }) => `${sql} + ? <= ?`).join(' AND ');
  const inserted = database.one<{ readonly id: number }>(
    `${INSERT} ${where && `WHERE ${where}`} RETURNING id`,
    ...[order, collector, provider, pipeline, run, source, Date.now(), price, price, expected, owner],
    JSON.stringify(prepared),
    ...room.flatMap(({ parameters, most }) => [...parameters, price, most]),
  );
  return inserted?.id;
}

/** The first limit that a purchase would pass. */
export function passedLimit(
  database: LedgerDatabase,
  price: number,
  limits: readonly Limit[],
): { readonly limit: Limit; readonly spent: number } | undefined {
  for (const limit of limits) {
    const spent = spentOf(database, limit);
    if (!(spent + price <= limit.most)) return { limit, spent };
  }
  return undefined;
}

function sumOf({ run, provider, pipeline, since }: Scope): Sum {
  const conditions: string[] = [];
  const parameters: SQLInputValue[] = [];
  const where = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    parameters.push(value);
  };
  where('run = ?', run);
  where('provider = ?', provider);
  where('pipeline = ?', pipeline);
  where('since >= ?', since);
  const clause = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  return { sql: `(SELECT coalesce(sum(counted), 0) FROM purchase${clause})`, parameters };
}
