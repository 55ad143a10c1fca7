import type { Outcome } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { Emit } from '../events/bus.ts';
import { aborted } from '../execute/attempt.ts';
import type { Engine } from '../execute/engine.ts';
import { PipelineRun } from '../stages/pipeline.ts';

type WithEngine = (emit: Emit, signal: AbortSignal, work: (engine: Engine) => Promise<void>) => Promise<void>;

/** Runs a pipeline and gives its outcomes in the order in which its tasks were found. Stops it when nobody asks any more. */
export async function* collectInOrder(
  pipeline: Pipeline,
  emit: Emit,
  signal: AbortSignal | undefined,
  withEngine: WithEngine,
): AsyncGenerator<Outcome> {
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const order: string[] = [];
  const ready = new Map<string, Outcome>();
  let wake: () => void = () => {};
  let ended = false;
  const watch: Emit = (fact) => {
    if (fact.type === 'task-add') order.push(fact.key);
    emit(fact);
  };
  const settle = (outcome: Outcome) => {
    ready.set(outcome.task.key, outcome);
    wake();
  };
  const work = withEngine(watch, stopped, (engine) =>
    new PipelineRun(engine, pipeline, settle).run(),
  ).finally(() => {
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
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    await work;
  } finally {
    stop.abort(aborted());
    await work.catch(() => undefined);
  }
}
