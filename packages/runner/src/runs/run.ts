import { isBowerbirdError, type Outcome, type RunMode } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { Emit } from '../events/bus.ts';
import type { Engine } from '../execute/engine.ts';
import { PipelineRun } from '../stages/pipeline.ts';
import { emitOutcome } from './emit-outcome.ts';

/** One execution of some pipelines. */
export interface RunWork {
  readonly pipelines: readonly Pipeline[];
  readonly mode: RunMode;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Makes the engine, and closes what it made. */
  readonly withEngine: (work: (engine: Engine) => Promise<void>) => Promise<void>;
  readonly hear?: ((outcome: Outcome) => void) | undefined;
}

/** Runs pipelines beside each other, and tells in events how it went. @throws {BowerbirdError} `CACHE_FAILED` */
export async function runPipelines(work: RunWork): Promise<void> {
  const { pipelines, mode, emit, signal } = work;
  const started = performance.now();
  let failed = false;
  const end = (status: 'done' | 'failed' | 'interrupted') =>
    emit({ type: 'run-end', status, durationMs: Math.round(performance.now() - started) });
  const settle = (outcome: Outcome, durationMs: number) => {
    failed ||= outcome.status === 'failed';
    emitOutcome(emit, outcome, durationMs);
    work.hear?.(outcome);
  };
  emit({ type: 'run-start', pipelines: pipelines.map((pipeline) => pipeline.name), mode });
  try {
    await work.withEngine(async (engine) => {
      const runs = pipelines.map((pipeline) => new PipelineRun(engine, pipeline, settle).run());
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
  end(signal.aborted ? 'interrupted' : failed ? 'failed' : 'done');
}
