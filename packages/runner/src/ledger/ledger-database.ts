import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { BowerbirdError } from '@bowerbird/core';
import { GroupCommit } from './group-commit.ts';
import { ledgerError } from './ledger-errors.ts';
import { openDatabase } from './ledger-schema.ts';
import { retryWhileBusy } from './wait-for-lock.ts';

/** The open database of a ledger: waits while another process writes, and tells what is wrong in its own words. */
export class LedgerDatabase {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #statements = new Map<string, StatementSync>();
  #closed = false;

  private constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.#database = database;
    this.#commits = new GroupCommit(database);
  }

  static async open(file: string): Promise<LedgerDatabase> {
    try {
      return new LedgerDatabase(file, await openDatabase(file));
    } catch (error) {
      throw ledgerError(error, `cannot open the ledger ${file}`, file);
    }
  }

  /** How many transactions were committed. */
  get transactions(): number {
    return this.#commits.transactions;
  }

  /** @param work statements on this database, without waiting. It may run again */
  async read<T>(work: () => T): Promise<T> {
    this.#mustBeOpen();
    try {
      return await retryWhileBusy(work);
    } catch (error) {
      throw ledgerError(error, `cannot read the ledger ${this.file}`, this.file);
    }
  }

  /** As one of a transaction: resolves when it is on the disk. @param work statements on this database, without waiting. It may run again */
  async write<T>(work: () => T): Promise<T> {
    this.#mustBeOpen();
    try {
      return await this.#commits.write(work);
    } catch (error) {
      throw ledgerError(error, `cannot write to the ledger ${this.file}`, this.file);
    }
  }

  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  one<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...parameters) as Row | undefined;
  }

  /** How many rows it changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...parameters).changes);
  }

  /** Closes when all that was asked for is written, and then `last`. */
  async close(last: () => void): Promise<void> {
    const closing = this.write(last);
    this.#closed = true;
    try {
      await closing;
    } finally {
      await this.#commits.idle();
      this.#statements.clear();
      this.#database.close();
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #mustBeOpen(): void {
    if (!this.#closed) return;
    throw new BowerbirdError('LEDGER_FAILED', `the ledger ${this.file} is closed`, {
      hint: 'It was used after its end. This is a mistake in Bowerbird: report it.',
    });
  }
}
