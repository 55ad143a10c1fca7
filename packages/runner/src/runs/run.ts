import { isBowerbirdError } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { Emit } from '../events/bus.ts';
import type { Engine } from '../execute/engine.ts';
import { PipelineRun } from '../stages/pipeline.ts';
import { toOutcomeData } from './outcome-data.ts';

/** Runs pipelines beside each other and tells how it ended. @throws {BowerbirdError} `CACHE_FAILED` */
export async function runPipelines(
  pipelines: readonly Pipeline[],
  emit: Emit,
  signal: AbortSignal | undefined,
  withEngine: (work: (engine: Engine) => Promise<void>) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let failed = false;
  const end = (status: 'done' | 'failed' | 'interrupted') =>
    emit({ type: 'run-end', status, durationMs: Math.round(performance.now() - started) });
  try {
    await withEngine(async (engine) => {
      const runs = pipelines.map((pipeline) =>
        new PipelineRun(engine, pipeline, (outcome, durationMs) => {
          failed ||= outcome.status === 'failed';
          const { pipeline: name, key, source } = outcome.task;
          emit({
            type: 'task-end',
            pipeline: name,
            key,
            source,
            durationMs,
            outcome: toOutcomeData(outcome),
          });
        }).run(),
      );
      // One that breaks must not leave the others running behind its back.
      const results = await Promise.allSettled(runs);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    });
  } catch (error) {
    if (!isBowerbirdError(error) || error.code !== 'SINK_FAILED') {
      end('failed');
      throw error;
    }
    // A sink that cannot be closed is incomplete; everything is in the cache.
    failed = true;
    emit({ type: 'warning', message: error.message, ...(error.hint !== undefined && { hint: error.hint }) });
  }
  end(signal?.aborted ? 'interrupted' : failed ? 'failed' : 'done');
}
