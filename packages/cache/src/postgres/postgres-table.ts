import { setTimeout as sleep } from 'node:timers/promises';
import { BowerbirdError } from '@bowerbird/core';
import type { KeyvStorageAdapter } from 'keyv';

/** A `KeyvPostgres`. */
export type PostgresAdapter = KeyvStorageAdapter & {
  readonly schema: string;
  readonly table: string;
  /** How many characters a key may have. */
  readonly keyLength: number;
  query(sql: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
};

/** Where adapters for one table come from. All of them share their connections. */
export interface PostgresSource {
  make(): PostgresAdapter;
  /** Ends the connections that have not ended by themselves. */
  release(): void;
}

const ATTEMPTS = 20;
const PAUSE_MS = 50;
// What PostgreSQL answers while another process is about to make the table, and has not come to its index.
const UNFINISHED = new Set(['42P01', '42P10']);

/**
 * The table of a `KeyvPostgres`. An adapter makes its table once, when it is made itself: one that was made while the server
 * was down, or while another process made the table too, may be left without. So it is used only when the table is found to be
 * whole, and otherwise another one is made for the next call.
 */
export class PostgresTable {
  readonly name: string;
  readonly #source: PostgresSource | undefined;
  readonly #listeners: ((error: unknown) => void)[] = [];
  #next: PostgresAdapter | undefined;
  #last: PostgresAdapter;
  #opening: Promise<PostgresAdapter> | undefined;

  constructor(first: PostgresAdapter, source: PostgresSource | undefined) {
    this.name = `${quoted(first.schema)}.${quoted(first.table)}`;
    this.#source = source;
    this.#next = first;
    this.#last = first;
  }

  /** Hears of the errors of the adapter that is in use. */
  listen(listener: (error: unknown) => void): void {
    this.#listeners.push(listener);
  }

  /** An adapter on the table. Rejects while there is none. */
  open(): Promise<PostgresAdapter> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async query(sql: string, ...values: readonly unknown[]) {
    const adapter = await this.open();
    return adapter.query(sql, values);
  }

  async close(): Promise<void> {
    await this.#last.disconnect?.();
  }

  async #open(): Promise<PostgresAdapter> {
    for (let attempt = 1; ; attempt++) {
      try {
        const adapter = this.#take();
        await adapter.query(`INSERT INTO ${this.name} (key, value) SELECT key, value FROM ${this.name} WHERE false
          ON CONFLICT (key, COALESCE(namespace, '')) DO NOTHING`);
        for (const listener of this.#listeners) adapter.on('error', listener);
        return adapter;
      } catch (error) {
        if (!isUnfinished(error)) throw error;
        if (attempt === ATTEMPTS) throw this.#missing(error);
      }
      await sleep(PAUSE_MS * (0.5 + Math.random()));
    }
  }

  #take(): PostgresAdapter {
    this.#last = this.#next ?? this.#source?.make() ?? this.#last;
    this.#next = undefined;
    return this.#last;
  }

  #missing(cause: unknown): BowerbirdError {
    return new BowerbirdError('CACHE_FAILED', `the table ${this.name} is not there`, {
      hint: 'The server could not be reached when the adapter was made, or refused to make the table. Make the adapter again.',
      cause,
    });
  }
}

function isUnfinished(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNFINISHED.has(String(error.code));
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
