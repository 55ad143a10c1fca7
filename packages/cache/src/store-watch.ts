import { BowerbirdError } from '@bowerbird/core';
import type { KeyvStorageAdapter } from 'keyv';
import type { StoreEntry } from './store-abilities.ts';

/** How to speak of a store. */
export interface WatchOptions {
  /** Names the store in errors, as in "the cache file /data/cache.sqlite". */
  readonly about?: string | undefined;
  /** What to do about an error of the store, where one knows. */
  readonly hint?: ((error: unknown) => string | undefined) | undefined;
}

/**
 * Turns what goes wrong in a Keyv store into exceptions. A store may reject; many emit `error` instead and answer as if
 * nothing were there. Such an error cannot be told to belong to one call, so it counts against every call that was out when
 * it was heard and that has not got all it asked for: better a wrong failure of a broken store than a wrong miss.
 */
export class StoreWatch {
  readonly #store: KeyvStorageAdapter;
  readonly #options: WatchOptions;
  #heard = 0;
  #last: unknown;
  #failures = 0;

  constructor(store: KeyvStorageAdapter, options: WatchOptions) {
    this.#store = store;
    this.#options = options;
    // Without a listener an error of the connection would end the process.
    store.on?.('error', (error: unknown) => {
      this.#heard++;
      this.#last = error;
    });
  }

  /** How many calls failed. */
  get failures(): number {
    return this.#failures;
  }

  /** What the store holds under the keys, which must be distinct. */
  async read(keys: string[]): Promise<readonly unknown[]> {
    return this.#ask(
      'read from',
      () => this.#store.getMany(keys),
      (raws) => raws.length === keys.length && !raws.some((raw) => raw === undefined || raw === null),
      (raws) => raws.length === keys.length,
    );
  }

  async write(entries: readonly StoreEntry[]): Promise<void> {
    await this.#ask(
      'write to',
      () => this.#store.setMany([...entries]),
      (results) => results?.every((result) => result) === true,
      (results) => results?.every((result) => result !== false) !== false,
    );
  }

  async remove(keys: string[]): Promise<void> {
    await this.#ask(
      'delete from',
      () => this.#store.deleteMany(keys),
      () => false,
    );
  }

  /** Any other call, which rejects when it cannot be answered. */
  call<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    return this.#ask(doing, ask, () => true);
  }

  async *walk(keys: () => AsyncIterable<string>): AsyncGenerator<string> {
    const before = this.#heard;
    try {
      yield* keys();
    } catch (error) {
      throw this.#failure('list', error);
    }
    if (this.#heard !== before) throw this.#failure('list', this.#last);
  }

  async disconnect(): Promise<void> {
    try {
      await this.#store.disconnect?.();
    } catch (error) {
      throw this.#failure('close', error);
    }
  }

  /**
   * @param complete whether the answer is all that was asked for, whatever was heard meanwhile
   * @param possible whether the answer can be right if nothing was heard
   */
  async #ask<T>(
    doing: string,
    ask: () => Promise<T>,
    complete: (answer: T) => boolean,
    possible: (answer: T) => boolean = () => true,
  ): Promise<T> {
    const before = this.#heard;
    let answer: T;
    try {
      answer = await ask();
    } catch (error) {
      throw this.#failure(doing, error);
    }
    if (this.#heard !== before && !complete(answer)) throw this.#failure(doing, this.#last);
    if (!possible(answer)) throw this.#failure(doing, new Error('the store did not do all of it'));
    return answer;
  }

  #failure(doing: string, cause: unknown): BowerbirdError {
    this.#failures++;
    const { about = 'the cache store', hint } = this.#options;
    const message = cause instanceof Error ? cause.message : String(cause);
    return new BowerbirdError('CACHE_FAILED', `cannot ${doing} ${about}: ${message}`, {
      hint:
        hint?.(cause) ?? 'Check that the store can be reached, or go without it for once with --no-cache.',
      cause,
    });
  }
}
