import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

/** A clock that stands still until it is moved. */
export interface FakeClock {
  /** Epoch milliseconds, as `Date.now()` tells them meanwhile. */
  now(): number;
  /**
   * Moves it, and fires what falls due on the way, in order. It goes in steps of 100 ms, between which what hangs on promises gets its turn:
   * whatever falls due in a step sees the time at its end.
   */
  advance(milliseconds: number): Promise<void>;
  /** Puts the real one back. */
  restore(): void;
}

// So that an hour is moved on in well under a second.
const STEP_MS = 100;

/**
 * Puts a clock in place of `Date`, `setTimeout` and `setInterval` until `restore`, for what waits or keeps time of its own.
 * @param now where it starts, in epoch milliseconds. Default: 2026-01-01
 */
export function fakeClock(now = Date.UTC(2026, 0, 1)): FakeClock {
  mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'], now });
  return {
    now: () => Date.now(),
    async advance(milliseconds) {
      for (let left = milliseconds; left > 0; left -= STEP_MS) {
        mock.timers.tick(Math.min(STEP_MS, left));
        await turn();
      }
    },
    restore: () => mock.timers.reset(),
  };
}
