import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { BowerbirdError } from '@bowerbird/core';
import { APPLICATION_ID, searchTables, TABLES, TOKENIZERS } from './sqlite-layout.ts';

// How long a call may block this process for the lock of another one. Longer waits are ours, and leave the event loop free.
const LOCK_WAIT_MS = 5;
const LONGEST_WAIT_MS = 30_000;
const PAUSE_MS = 30;
const [BUSY, LOCKED] = [5, 6];

/** The database of one corpus: opened, or made, with the tables in it. */
export class CorpusDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws {BowerbirdError} `SINK_FAILED` for a database of something else; what SQLite throws */
  static async open(file: string, search: keyof typeof TOKENIZERS): Promise<CorpusDatabase> {
    const own = new CorpusDatabase(new DatabaseSync(file, { timeout: LOCK_WAIT_MS }));
    try {
      // FULL: what was acknowledged survives a loss of power.
      await whileBusy(() => own.#database.exec('pragma journal_mode = wal; pragma synchronous = full'));
      await own.transaction(() => own.#prepareTables(file, TOKENIZERS[search]));
      return own;
    } catch (error) {
      own.close();
      throw error;
    }
  }

  /** Runs statements as one transaction, in its turn among the processes that write: all of them happen, or none. */
  transaction<T>(work: () => T): Promise<T> {
    return whileBusy(() => {
      this.#database.exec('begin immediate');
      try {
        const result = work();
        this.#database.exec('commit');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('rollback');
        throw error;
      }
    });
  }

  rows(sql: string, ...values: SQLInputValue[]): readonly Readonly<Record<string, unknown>>[] {
    return this.#prepare(sql).all(...values);
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepare(sql).run(...values);
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepareTables(file: string, tokenizer: string): void {
    const [application] = this.#database.prepare('pragma application_id').all();
    const tables = this.#database.prepare("select name, sql from sqlite_schema where type = 'table'").all();
    if (tables.length > 0 && application?.application_id !== APPLICATION_ID) {
      throw new BowerbirdError('SINK_FAILED', `cannot write ${file}: it is a database of something else`, {
        hint: 'Move it away, or set another "path".',
      });
    }
    if (tables.length === 0) this.#database.exec(`pragma application_id = ${APPLICATION_ID}; ${TABLES}`);
    const index = tables.find(({ name }) => name === 'documents_search');
    if (!String(index?.sql).includes(`tokenize='${tokenizer}'`)) this.#database.exec(searchTables(tokenizer));
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Tries again while another process holds the lock. */
async function whileBusy<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const code = (error as { readonly errcode?: unknown }).errcode;
      const isBusy = typeof code === 'number' && [BUSY, LOCKED].includes(code & 0xff);
      if (!isBusy || performance.now() > deadline) throw error;
    }
    await sleep(Math.random() * PAUSE_MS);
  }
}
