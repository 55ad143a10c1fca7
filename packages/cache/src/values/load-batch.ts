/** Answers the keys of a batch, one by one, as they are known. */
export interface Settle<T> {
  found(key: string, value: T): void;
  failed(key: string, error: unknown): void;
}

/** Work for all keys of a batch. What it does not settle fails with what it throws. */
export type Fill<T> = (keys: readonly string[], settle: Settle<T>, signal: AbortSignal) => Promise<void>;

/**
 * The flights of one call that asks for many keys, as one piece of work. It begins when all of them have joined, which is in the
 * turn in which the first does, and is aborted when all of them are.
 */
export class LoadBatch<T> {
  readonly #fill: Fill<T>;
  readonly #waiting = new Map<string, PromiseWithResolvers<T>>();
  readonly #abort = new AbortController();
  #aborted = 0;

  constructor(fill: Fill<T>) {
    this.#fill = fill;
  }

  join(key: string, signal: AbortSignal): Promise<T> {
    const waiting = Promise.withResolvers<T>();
    this.#waiting.set(key, waiting);
    signal.addEventListener('abort', () => this.#leave(signal), { once: true });
    // The other flights are in the queue before this.
    if (this.#waiting.size === 1) queueMicrotask(() => void this.#start());
    return waiting.promise;
  }

  #leave(signal: AbortSignal): void {
    this.#aborted++;
    if (this.#aborted === this.#waiting.size) this.#abort.abort(signal.reason);
  }

  async #start(): Promise<void> {
    const settle: Settle<T> = {
      found: (key, value) => this.#waiting.get(key)?.resolve(value),
      failed: (key, error) => this.#waiting.get(key)?.reject(error),
    };
    try {
      await this.#fill([...this.#waiting.keys()], settle, this.#abort.signal);
    } catch (error) {
      for (const key of this.#waiting.keys()) settle.failed(key, error);
    }
  }
}
