import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './sqlite-errors.ts';

// How long one call may wait inside SQLite, and so block this process, for the lock of another one. Longer waits are ours: they
// leave the event loop free, and the jitter keeps the waiting processes from coming back in step.
const LOCK_WAIT_MS = 100;
const BUSY_DEADLINE_MS = 30_000;
const MAX_PAUSE_MS = 100;

/** One open database: statements are compiled once, and every call waits while another process writes. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the file, and makes it at need; its folder must be there. Throws as node:sqlite does. */
  constructor(file: string) {
    // `timeout` is the busy timeout from the very first access: to switch to WAL already needs a lock.
    this.#database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
    try {
      // NORMAL: after a loss of power the last writes may be missing, the file stays whole. Right for what can be fetched again.
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** The rows as arrays, which are the quicker. */
  rows(sql: string, ...parameters: SQLInputValue[]): Promise<unknown[][]> {
    return retryWhileBusy(() => {
      const statement = this.#prepare(sql);
      statement.setReturnArrays(true);
      return statement.all(...parameters) as unknown as unknown[][];
    });
  }

  /** The rows as objects: what a driver of @keyv/sqlite must answer. */
  query(sql: string, ...parameters: unknown[]): Promise<unknown[]> {
    return retryWhileBusy(() => {
      const statement = this.#prepare(sql);
      statement.setReturnArrays(false);
      return statement.all(...(parameters as SQLInputValue[]));
    });
  }

  /** Runs statements as one transaction: all of them happen, or none. `work` may be called more than once. */
  transaction(work: (run: (sql: string, ...parameters: SQLInputValue[]) => void) => void): Promise<void> {
    return retryWhileBusy(() => {
      // Immediate: a transaction that asks for the write lock only later cannot wait for it.
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        work((sql, ...parameters) => this.#prepare(sql).run(...parameters));
        this.#database.exec('COMMIT');
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
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
  const deadline = Date.now() + BUSY_DEADLINE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
    await sleep(Math.random() * Math.min(MAX_PAUSE_MS, 5 * 2 ** attempt));
  }
}
