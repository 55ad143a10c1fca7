import { isCollectError } from '@bowerbird/core';
import { LONGEST_RETRY_AFTER_MS, PaceError } from '../network/failures.ts';

/** How often and how soon a failed attempt is repeated. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
}

const MOST_WAITS = 10;
// Enough for a collector with thousands of pages of one host; what asks for ever new ones must end.
const MOST_TURNS = 10_000;

/** Whether asking again may help. What is no error of a collector counts as one that may pass. */
export function mayPass(error: unknown): boolean {
  return !isCollectError(error) || error.recovery === 'retry';
}

/**
 * Counts the attempts at one thing. A wait that a host asks for costs time and no attempt; all waits together are bounded.
 */
export class Attempts {
  readonly #policy: RetryPolicy;
  #failed = 0;
  #waits = 0;
  #turns = 0;
  #waitedMs = 0;

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  /** Notes a failure. In how many milliseconds to ask again; `undefined`: not any more. */
  failed(error: unknown): number | undefined {
    if (!mayPass(error)) return undefined;
    // Its turn comes: a queue that moves is no failure.
    if (error instanceof PaceError && ++this.#turns <= MOST_TURNS) return error.retryAfterMs;
    const { attempts, delayMs } = this.#policy;
    const asked = isCollectError(error) ? error.retryAfterMs : undefined;
    if (asked !== undefined) {
      // A host that always asks for a moment is asked less and less often.
      const wait = Math.max(asked, delayMs * 2 ** this.#waits);
      this.#waits++;
      this.#waitedMs += wait;
      return this.#waits > MOST_WAITS || this.#waitedMs > LONGEST_RETRY_AFTER_MS ? undefined : wait;
    }
    this.#failed++;
    if (this.#failed >= attempts) return undefined;
    // Exponential, with jitter: what failed together should not come back together.
    return delayMs * 2 ** (this.#failed - 1) * (0.5 + Math.random());
  }
}
