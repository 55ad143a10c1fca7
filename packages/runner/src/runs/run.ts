import { isBowerbirdError, type Outcome, type RunMode, toErrorData } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { Emit } from '../events/bus.ts';
import type { Engine } from '../execute/engine.ts';
import type { CloseFailure } from '../instances.ts';
import { PipelineRun } from '../stages/pipeline.ts';
import type { Remark } from '../store/run-cache.ts';
import { emitOutcome } from './emit-outcome.ts';

/** An engine, and the way to close what it made: a sink is complete only then. */
interface OpenEngine {
  readonly engine: Engine;
  close(): Promise<readonly CloseFailure[]>;
  /** Counts what the run has done. What is to be told of the cache. */
  conclude(): Promise<readonly Remark[]>;
}

/** One execution of some pipelines. */
export interface RunWork {
  readonly pipelines: readonly Pipeline[];
  readonly mode: RunMode;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Once it is aborted nothing more is begun. */
  readonly drain: AbortSignal;
  /** What is to be told at the start. */
  readonly warnings: readonly string[];
  readonly open: () => Promise<OpenEngine>;
  readonly hear?: ((outcome: Outcome) => void) | undefined;
}

/** Runs pipelines beside each other, and tells in events how it went. @throws {BowerbirdError} `CACHE_FAILED` when the cache cannot be opened */
export async function runPipelines(work: RunWork): Promise<void> {
  const { pipelines, mode, emit, signal, drain } = work;
  const started = performance.now();
  let failed = false;
  const settle = (outcome: Outcome, durationMs: number) => {
    failed ||= outcome.status === 'failed';
    emitOutcome(emit, outcome, durationMs);
    work.hear?.(outcome);
  };
  emit({ type: 'run-start', pipelines: pipelines.map((pipeline) => pipeline.name), mode });
  for (const message of work.warnings) emit({ type: 'warning', message });
  try {
    const { engine, close, conclude } = await work.open();
    // One that breaks must not leave the others running behind its back.
    const results = await Promise.allSettled(
      pipelines.map((pipeline) => new PipelineRun(engine, pipeline, settle).run()),
    );
    for (const failure of await close()) {
      failed ||= failure.kind === 'sink';
      tellCloseFailure(emit, failure);
    }
    for (const remark of await conclude()) emit(toWarning(remark));
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      failed = true;
      if (!isSinkFailure(result.reason)) throw result.reason;
      tellNotRun(emit, pipelines[index]?.name ?? '', result.reason);
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    const status = signal.aborted || drain.aborted ? 'interrupted' : failed ? 'failed' : 'done';
    emit({ type: 'run-end', status, durationMs: Math.round(performance.now() - started) });
  }
}

function isSinkFailure(error: unknown): boolean {
  return isBowerbirdError(error) && error.code === 'SINK_FAILED';
}

/** A pipeline whose sink cannot be made stops no other one. */
function tellNotRun(emit: Emit, pipeline: string, error: unknown): void {
  const { message, hint } = toErrorData(error);
  emit(toWarning({ pipeline, message: `${pipeline} was not run: ${message}`, hint }));
}

function tellCloseFailure(emit: Emit, { kind, name, error }: CloseFailure): void {
  const { message, hint } = toErrorData(error);
  const remedy = kind === 'sink' ? 'What was collected is kept: run again, and it is delivered.' : undefined;
  emit(toWarning({ message: `the ${kind} ${name} could not be closed: ${message}`, hint: hint ?? remedy }));
}

function toWarning({ message, hint, pipeline }: Remark): Parameters<Emit>[0] {
  return {
    type: 'warning',
    message,
    ...(hint !== undefined && { hint }),
    ...(pipeline !== undefined && { pipeline }),
  };
}
