import { BowerbirdError, isBowerbirdError } from '@bowerbird/core';
import type { KeyvStorageAdapter } from 'keyv';
import { NoAnswerError, within } from './deadline.ts';
import type { StoreEntry } from './store-abilities.ts';

/** How to speak of a store. */
export interface WatchOptions {
  /** Names the store in errors, as in "the cache file /data/cache.sqlite". */
  readonly about?: string | undefined;
  /** What to do about an error of the store, where one knows. */
  readonly hint?: ((error: unknown) => string | undefined) | undefined;
  /** A call that has no answer after so long fails. Default: 10,000. `Infinity`: never, for stores of the own process. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 10_000;

/**
 * Turns what goes wrong in a Keyv store into exceptions. A store may reject; many emit `error` instead and answer as if
 * nothing were there. Such an error cannot be told to belong to one call, so it counts against every call that was out when
 * it was heard and that has not got all it asked for: better a wrong failure of a broken store than a wrong miss.
 */
export class StoreWatch {
  readonly #store: KeyvStorageAdapter;
  readonly #options: WatchOptions;
  readonly #timeoutMs: number;
  #heard = 0;
  #last: unknown;
  #failures = 0;

  constructor(store: KeyvStorageAdapter, options: WatchOptions) {
    this.#store = store;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
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
      () => this.#store.setMany(entries as StoreEntry[]),
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

  /** Any other call, which rejects when it cannot be answered. What is long by nature may take any time. */
  call<T>(doing: string, ask: () => Promise<T>, timeoutMs = this.#timeoutMs): Promise<T> {
    return this.#ask(doing, ask, () => true, undefined, timeoutMs);
  }

  async *walk(keys: () => AsyncIterable<string>): AsyncGenerator<string> {
    const before = this.#heard;
    const steps = keys()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const step = await within(this.#timeoutMs, steps.next());
        if (step.done) break;
        yield step.value;
      }
    } catch (error) {
      throw this.#failure('list', error, before);
    } finally {
      // Not awaited: where the store hangs, so does this. And what is wrong has been said.
      steps.return?.().catch(() => {});
    }
    if (this.#heard !== before) throw this.#failure('list', this.#last);
  }

  async disconnect(): Promise<void> {
    const before = this.#heard;
    try {
      await within(this.#timeoutMs, Promise.resolve(this.#store.disconnect?.()));
    } catch (error) {
      throw this.#failure('close', error, before);
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
    timeoutMs = this.#timeoutMs,
  ): Promise<T> {
    const before = this.#heard;
    let answer: T;
    try {
      answer = await (timeoutMs === Number.POSITIVE_INFINITY ? ask() : within(timeoutMs, ask()));
    } catch (error) {
      throw this.#failure(doing, error, before);
    }
    if (this.#heard !== before && !complete(answer)) throw this.#failure(doing, this.#last);
    if (!possible(answer)) throw this.#failure(doing, new Error('the store did not do all of it'));
    return answer;
  }

  /** @param before how many errors had been heard when the call began */
  #failure(doing: string, cause: unknown, before = this.#heard): BowerbirdError {
    this.#failures++;
    const { about = 'the cache store', hint } = this.#options;
    const heard =
      cause instanceof NoAnswerError && this.#heard !== before ? `: ${messageOf(this.#last)}` : '';
    return new BowerbirdError('CACHE_FAILED', `cannot ${doing} ${about}: ${messageOf(cause)}${heard}`, {
      hint:
        hint?.(cause) ??
        (isBowerbirdError(cause) ? cause.hint : undefined) ??
        'Check that the store can be reached, or go without it for once with --no-cache.',
      cause,
    });
  }
}

// An error of all addresses of a host together has no message of its own.
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
