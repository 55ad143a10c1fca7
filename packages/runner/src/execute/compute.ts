import type { ComputePool } from './pool.ts';
import type { Scope } from './scope.ts';

/** The clock of a call: it can stand still. */
export interface CallClock {
  pause(): void;
  resume(): void;
}

/** `compute` of a context, for one call: waiting for a worker is not the call's own time. */
export function timedCompute(pool: ComputePool, scope: Scope, clock?: CallClock) {
  let waiting = 0;
  let computing = 0;
  // While one computation works and another waits, time is spent: it runs.
  let stands = false;
  function tick(): void {
    const before = stands;
    stands = waiting > 0 && computing === 0;
    if (stands && !before) clock?.pause();
    if (!stands && before) clock?.resume();
  }
  async function compute<T>(module: URL, input: unknown): Promise<T> {
    let started = false;
    waiting++;
    tick();
    const begin = () => {
      started = true;
      waiting--;
      computing++;
      tick();
    };
    try {
      return await scope.race(pool.run<T>(module, input, scope.signal, begin));
    } finally {
      if (!started) waiting--;
      // Left counted when the time ran out: then it was this that took it.
      else if (!scope.aborted) computing--;
      tick();
    }
  }
  return { compute, isComputing: () => computing > 0 };
}
