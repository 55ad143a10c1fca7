import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import timers from 'node:timers';
import promises, { setImmediate as turn } from 'node:timers/promises';

/** A clock that stands still until it is moved. */
export interface FakeClock {
  /** Epoch milliseconds, as `Date.now()` tells them meanwhile. */
  now(): number;
  /** Moves it from one timer that is due to the next: each sees its own time, and what hangs on promises gets its turn between them. */
  advance(milliseconds: number): Promise<void>;
  /** Puts the real one back. */
  restore(): void;
}

/**
 * Puts a clock in place of `Date`, `setTimeout` and `setInterval` until `restore`, also of `node:timers` and `node:timers/promises`, for
 * what waits or keeps time of its own. `performance.now()` and `AbortSignal.timeout()` go on with the real one.
 * @param now where it starts, in epoch milliseconds. Default: 2026-01-01
 */
export function fakeClock(now = Date.UTC(2026, 0, 1)): FakeClock {
  mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'], now });
  const due = new DueTimes();
  due.watch(globalThis, 1);
  due.watch(timers, 1);
  due.watch(promises, 0);
  syncBuiltinESMExports();
  return {
    now: () => Date.now(),
    async advance(milliseconds) {
      const end = Date.now() + milliseconds;
      // Timers may be set by what hangs on promises that are settled already.
      await turn();
      while (Date.now() < end) {
        mock.timers.tick(due.nextUntil(end) - Date.now());
        await turn();
      }
    },
    restore() {
      mock.timers.reset();
      syncBuiltinESMExports();
    },
  };
}

interface Timers {
  setTimeout: unknown;
  setInterval: unknown;
}

/** When timers are due, cleared ones included: the timers of `node:test` do not tell. */
class DueTimes {
  readonly #due = new Set<{ at: number; readonly everyMs: number | undefined }>();

  /** @param place which argument is the delay */
  watch(holder: Timers, place: number): void {
    holder.setTimeout = this.#noting(holder.setTimeout, place, false);
    holder.setInterval = this.#noting(holder.setInterval, place, true);
  }

  /** The first from now on, at most `end`. */
  nextUntil(end: number): number {
    const now = Date.now();
    let next = end;
    for (const timer of this.#due) {
      if (timer.everyMs) while (timer.at <= now) timer.at += timer.everyMs;
      if (timer.at > now) next = Math.min(next, timer.at);
      else this.#due.delete(timer);
    }
    return next;
  }

  #noting(set: unknown, place: number, again: boolean): unknown {
    return (...args: readonly unknown[]) => {
      const everyMs = Math.max(1, Number(args[place]) || 1);
      this.#due.add({ at: Date.now() + everyMs, everyMs: again ? everyMs : undefined });
      return (set as (...args: readonly unknown[]) => unknown)(...args);
    };
  }
}
