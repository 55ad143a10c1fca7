import type { SQLInputValue } from 'node:sqlite';
import type { LedgerDatabase } from './ledger-database.ts';
import { damage } from './ledger-errors.ts';
import { isAlive, type Owner } from './owner.ts';
import type { Purchase, PurchaseFilter, PurchaseState } from './types.ts';

interface PurchaseRow {
  readonly id: number;
  readonly key: string;
  readonly collector: string;
  readonly provider: string;
  readonly pipeline: string;
  readonly run: string;
  readonly source: string;
  readonly state: PurchaseState;
  readonly since: number;
  readonly settled: number | null;
  readonly price: number;
  readonly expected: number;
  readonly cost: number | null;
  readonly reason: string | null;
  readonly owner: string | null;
  readonly prepared: string;
  readonly operation: string | null;
}

/** A purchase, and the instance it belongs to. */
export interface OwnedPurchase {
  readonly purchase: Purchase;
  /** Absent when it was left. */
  readonly owner: string | undefined;
}

const COLUMNS =
  'id, key, collector, provider, pipeline, run, source, state, since, settled, price, expected, cost, reason, owner, prepared, operation';
const BY_ID = `SELECT ${COLUMNS} FROM purchase WHERE id = ?`;
const OPEN = `SELECT ${COLUMNS} FROM purchase WHERE key = ? AND state IN ('held', 'started')`;
const OWNER = 'SELECT id, host, pid, started, until FROM owner WHERE id = ?';

export function purchaseById(database: LedgerDatabase, id: number): OwnedPurchase | undefined {
  return owned(database, database.one<PurchaseRow>(BY_ID, id));
}

/** The open purchase of an order: there is one at most. */
export function openPurchase(database: LedgerDatabase, order: string): OwnedPurchase | undefined {
  return owned(database, database.one<PurchaseRow>(OPEN, order));
}

/** Whether an instance of the ledger lives, in whatever process. What was left has no owner, and one that has ended is not known any more. */
export function ownerLives(database: LedgerDatabase, id: string | undefined): boolean {
  const owner = id === undefined ? undefined : database.one<Owner>(OWNER, id);
  return owner !== undefined && isAlive(owner);
}

/** Newest first. */
export function listPurchases(database: LedgerDatabase, filter: PurchaseFilter): Purchase[] {
  const conditions: string[] = [];
  const parameters: SQLInputValue[] = [];
  const where = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    parameters.push(value);
  };
  where('id IN (SELECT value FROM json_each(?))', filter.ids && JSON.stringify(filter.ids));
  where('key = ?', filter.order);
  where('state IN (SELECT value FROM json_each(?))', filter.states && JSON.stringify(filter.states));
  where('run = ?', filter.run);
  where('since >= ?', filter.since);
  where('collector = ?', filter.collector);
  where('pipeline = ?', filter.pipeline);
  const clause = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const rows = database.all<PurchaseRow>(
    `SELECT ${COLUMNS} FROM purchase ${clause} ORDER BY id DESC`,
    ...parameters,
  );
  return rows.map((row) => toPurchase(row, database.file));
}

function owned(database: LedgerDatabase, row: PurchaseRow | undefined): OwnedPurchase | undefined {
  return row && { purchase: toPurchase(row, database.file), owner: row.owner ?? undefined };
}

function toPurchase(row: PurchaseRow, file: string): Purchase {
  const { id, key, collector, provider, pipeline, run, source, state, since, price, expected } = row;
  return {
    ...{ id, order: key, collector, provider, pipeline, run, source, state, since, price, expected },
    prepared: parse(row.prepared, id, file),
    ...(row.operation !== null && { operation: parse(row.operation, id, file) }),
    ...(row.settled !== null && { settled: row.settled }),
    ...(row.cost !== null && { cost: row.cost }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}

function parse(text: string, id: number, file: string) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damage(`purchase ${id} in the ledger ${file} is damaged`, file, error);
  }
}
