import type { JsonValue, OperationState } from '@bowerbird/core';

/** Asks for operations, many at once where the provider has a list. */
export interface PollCalls {
  readonly one: (operation: JsonValue) => Promise<OperationState>;
  readonly many?:
    | ((operations: readonly JsonValue[]) => Promise<readonly (OperationState | undefined)[]>)
    | undefined;
}

interface Asked {
  readonly operation: JsonValue;
  readonly resolve: (state: OperationState | PromiseLike<OperationState>) => void;
  readonly reject: (error: unknown) => void;
}

// What falls due within this is asked for together.
const GATHER_MS = 20;

/** Polls the operations of one collector. They fall due at the same moments, so that one request of a list answers for all of them. */
export class Poller {
  readonly #calls: PollCalls;
  readonly #started = performance.now();
  #waiting: Asked[] = [];

  constructor(calls: PollCalls) {
    this.#calls = calls;
  }

  /** In how many milliseconds to poll something that should be polled after so many. */
  waitMs(afterMs: number): number {
    if (!this.#calls.many || afterMs === 0) return afterMs;
    const sinceTick = (performance.now() - this.#started) % afterMs;
    const toTick = afterMs - sinceTick;
    return toTick < afterMs / 2 ? toTick + afterMs : toTick;
  }

  poll(operation: JsonValue): Promise<OperationState> {
    const { many } = this.#calls;
    if (!many) return this.#calls.one(operation);
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ operation, resolve, reject }) > 1) return;
      setTimeout(() => void this.#askAll(many), GATHER_MS);
    });
  }

  async #askAll(many: NonNullable<PollCalls['many']>): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    const [first] = asked;
    // A list is no better than one of its own.
    if (first && asked.length === 1) return first.resolve(this.#calls.one(first.operation));
    try {
      const states = await many(asked.map(({ operation }) => operation));
      for (const [index, { operation, resolve }] of asked.entries())
        resolve(states[index] ?? this.#calls.one(operation));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
