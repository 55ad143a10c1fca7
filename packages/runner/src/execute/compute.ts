import { untilAborted } from './deadline.ts';
import type { ComputePool } from './pool.ts';

/** The clock of a call: it can stand still. */
export interface CallClock {
  pause(): void;
  resume(): void;
}

/** `compute` of a context, for one call: waiting for a worker is not the call's own time. */
export function timedCompute(pool: ComputePool, signal: AbortSignal, clock?: CallClock) {
  let waiting = 0;
  let computing = 0;
  // While one computation works and another waits, time is spent: it runs.
  function tick(): void {
    if (waiting > 0 && computing === 0) clock?.pause();
    else clock?.resume();
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
      return await untilAborted(pool.run<T>(module, input, signal, begin), signal);
    } finally {
      if (!started) waiting--;
      // Left counted when the time ran out: then it was this that took it.
      else if (!signal.aborted) computing--;
      tick();
    }
  }
  return { compute, isComputing: () => computing > 0 };
}
