import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isBusy } from './ledger-errors.ts';
import { retryWhileBusy } from './wait-for-lock.ts';

interface Write {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Writes that are asked for in one turn of the event loop, or while the lock is waited for, share one transaction, and so one sync of
 * the disk. A promise settles after the commit, and none before.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #queue: Write[] = [];
  #draining: Promise<void> | undefined;
  #transactions = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** How many transactions were committed. */
  get transactions(): number {
    return this.#transactions;
  }

  /** @param work only statements, without waiting. It may run again. What it throws undoes its own statements and no others */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when nothing is left to write. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await nextTurn();
      const failed = await this.#commit(Number.POSITIVE_INFINITY);
      // One that is too large for the disk must not take the others with it.
      for (let left = failed; left > 0; left--) await this.#commit(1);
    }
    this.#draining = undefined;
  }

  /**
   * Commits up to so many as one transaction.
   * @returns how many are still in the queue because they failed together
   */
  async #commit(most: number): Promise<number> {
    try {
      await retryWhileBusy(() => this.#transaction(most));
      return 0;
    } catch (error) {
      const length = Math.min(most, this.#queue.length);
      if (length > 1 && !isBusy(error)) return length;
      for (const { reject } of this.#queue.splice(0, length)) reject(error);
      return 0;
    }
  }

  /** Without waiting from begin to commit: nothing comes between. What stands in the queue stays there unless it is committed. */
  #transaction(most: number): void {
    const writes = this.#queue.slice(0, most);
    // Immediate: a transaction that asks for the write lock only later cannot wait for it.
    this.#database.exec('BEGIN IMMEDIATE');
    let outcomes: Outcome[];
    try {
      outcomes = writes.map((write) => this.#inSavepoint(write));
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#transactions++;
    this.#queue.splice(0, writes.length);
    for (const [index, { resolve, reject }] of writes.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'value' in outcome) resolve(outcome.value);
      else reject(outcome?.error);
    }
  }

  #inSavepoint({ work }: Write): Outcome {
    this.#database.exec('SAVEPOINT one');
    try {
      const value = work();
      this.#database.exec('RELEASE one');
      return { value };
    } catch (error) {
      // After some errors (a full disk) SQLite has undone the whole transaction by itself.
      if (!this.#database.isTransaction || isBusy(error)) throw error;
      this.#database.exec('ROLLBACK TO one; RELEASE one');
      return { error };
    }
  }
}
