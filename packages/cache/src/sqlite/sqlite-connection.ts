import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './sqlite-errors.ts';

// How long one call may wait inside SQLite, and so block this process, for the lock of another one. Longer waits are ours: they
// leave the event loop free, and the jitter keeps the waiting processes from coming back in step.
const LOCK_WAIT_MS = 5;
const BUSY_DEADLINE_MS = 30_000;
const MAX_PAUSE_MS = 40;

/** One open database file: statements are compiled once. Every call throws as node:sqlite does, also when another process writes. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the file, and makes it at need; its folder must be there. */
  constructor(file: string) {
    // `timeout` is the busy timeout from the very first access: to switch to WAL already needs a lock.
    this.#database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
    try {
      // The first two hold for a new file: pages of 8 KB save a quarter of the time of a batch and more of a long value, and
      // room that is not needed any more can be given back. NORMAL: after a loss of power the last writes may be missing, the file
      // stays whole. Right for what can be fetched again.
      this.#database.exec(
        'PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL',
      );
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** The rows as arrays, which are the quicker. */
  rows(sql: string, ...parameters: SQLInputValue[]): unknown[][] {
    const statement = this.#prepare(sql);
    statement.setReturnArrays(true);
    return statement.all(...parameters) as unknown as unknown[][];
  }

  /** A statement whose rows are not wanted. */
  run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#prepare(sql).run(...parameters);
  }

  /** The rows as objects: what a driver of @keyv/sqlite must answer. */
  query(sql: string, ...parameters: unknown[]): unknown[] {
    const statement = this.#prepare(sql);
    statement.setReturnArrays(false);
    return statement.all(...(parameters as SQLInputValue[]));
  }

  /** Runs statements as one transaction: all of them happen, or none. */
  transaction<T>(work: () => T): T {
    // Immediate: a transaction that asks for the write lock only later cannot wait for it.
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/**
 * Does it again, after growing pauses with jitter, while another process holds the lock. Gives up after 30 seconds, with the
 * last error.
 */
export async function retryWhileBusy<T>(work: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + BUSY_DEADLINE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await sleep(Math.random() * Math.min(MAX_PAUSE_MS, 2 ** attempt));
  }
}
