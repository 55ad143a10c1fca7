import type { Outcome } from '@bowerbird/core';
import type { Emit } from '../events/bus.ts';
import { aborted } from '../execute/attempt.ts';
import type { RunWork } from './run.ts';

type Run = (watch: Pick<RunWork, 'emit' | 'signal' | 'hear'>) => Promise<void>;

/** Gives the outcomes of a run in the order in which its tasks were found. Stops it when nobody asks any more. */
export async function* collectInOrder(emit: Emit, signal: AbortSignal, run: Run): AsyncGenerator<Outcome> {
  const stop = new AbortController();
  const order: string[] = [];
  const ready = new Map<string, Outcome>();
  let wake: () => void = () => {};
  let ended = false;
  const work = run({
    signal: AbortSignal.any([signal, stop.signal]),
    emit(fact) {
      if (fact.type === 'task-add') order.push(fact.key);
      emit(fact);
    },
    hear(outcome) {
      ready.set(outcome.task.key, outcome);
      wake();
    },
  }).finally(() => {
    ended = true;
    wake();
  });
  // Awaited below; until then it must not count as unhandled.
  work.catch(() => undefined);
  try {
    while (!ended || ready.size > 0) {
      const outcome = order[0] === undefined ? undefined : ready.get(order[0]);
      if (outcome) {
        ready.delete(outcome.task.key);
        order.shift();
        yield outcome;
      } else if (ended) break;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    await work;
  } finally {
    stop.abort(aborted());
    await work.catch(() => undefined);
  }
}
