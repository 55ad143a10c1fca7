import { type ErrorData, type Outcome, type Task, toErrorData } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import { aborted } from '../execute/attempt.ts';
import type { Answer, BoundTask, Engine } from '../execute/engine.ts';
import { ChainFailed, execute } from '../execute/execute.ts';
import { inBatches } from './batches.ts';
import { Delivery } from './deliver.ts';
import { type Discovered, Discovery } from './discover.ts';
import { type LookedUp, lookUp } from './look-up.ts';

// How many tasks may be on their way: discovering runs no further ahead, so memory does not grow with the number of sources.
const MOST_AHEAD = 10_000;
// A batch that does not fill is looked up after this: a slow discovery must not hold up what it has found.
const LINGER_MS = 50;

/** Hears the outcome of each task of a pipeline, when it is certain. */
export type Settle = (outcome: Outcome, durationMs: number) => void;

/** Brings one pipeline through its stages. A failing task is an outcome; what it throws is for the whole run. */
export class PipelineRun {
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #delivery: Delivery;
  readonly #settle: Settle;
  #running = 0;
  #wake: (() => void) | undefined;
  #failures = 0;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #broken: unknown;

  constructor(engine: Engine, pipeline: Pipeline, settle: Settle) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#settle = settle;
    this.#signal = AbortSignal.any([engine.parts.signal, this.#stop.signal]);
    this.#delivery = new Delivery(
      engine,
      pipeline,
      (bound) => this.#recollect(bound),
      engine.parts.mode.prune,
    );
  }

  /** @throws {BowerbirdError} `CACHE_FAILED` */
  async run(): Promise<void> {
    const { emit } = this.#engine.parts;
    const discovery = new Discovery(this.#engine, this.#pipeline);
    for await (const batch of inBatches(discovery.all(), this.#pipeline.batchSize, LINGER_MS)) {
      await this.#take(batch);
      if (this.#signal.aborted) break;
    }
    const { tasks, duplicates, traffic } = discovery;
    emit({ type: 'discover-end', pipeline: this.#pipeline.name, tasks, duplicates, ...traffic });
    await this.#until(() => this.#running === 0);
    await this.#delivery.flush();
    if (this.#broken) throw this.#broken;
    if (this.#engine.parts.mode.prune) await this.#prune();
  }

  async #take(batch: readonly Discovered[]): Promise<void> {
    const { emit } = this.#engine.parts;
    const pipeline = this.#pipeline.name;
    for (const item of batch) {
      const { key, source } = 'bound' in item ? item.bound.task : item.failed;
      emit({ type: 'task-add', pipeline, key, source });
    }
    for (const item of batch) if ('failed' in item) this.#fail(item.failed, item.error);
    const bound = batch.flatMap((item) => ('bound' in item ? [item.bound] : []));
    const found = await lookUp(this.#engine, bound);
    const tasks = found.map(({ bound: { task }, state, reason }) => ({ key: task.key, state, reason }));
    if (tasks.length > 0) emit({ type: 'lookup-end', pipeline, tasks });
    for (const item of found) await this.#dispatch(item);
  }

  async #dispatch(item: LookedUp): Promise<void> {
    const { bound, answer } = item;
    if (answer?.kind === 'gone') this.#settle({ task: bound.task, status: 'gone', reason: answer.reason }, 0);
    else if (answer)
      await this.#delivery.add({ bound, answer, settle: (outcome) => this.#settle(outcome, 0) });
    else if (this.#signal.aborted) this.#skip(bound.task);
    else {
      await this.#until(() => this.#running < MOST_AHEAD);
      this.#running++;
      // Its errors are outcomes, or end the run through #broken.
      void this.#execute(bound, item.state === 'derive' ? item.collector : undefined).finally(() => {
        this.#running--;
        this.#wake?.();
      });
    }
  }

  async #execute(bound: BoundTask, first: string | undefined): Promise<void> {
    const { task } = bound;
    const started = performance.now();
    const settle = (outcome: Outcome) => this.#settle(outcome, Math.ceil(performance.now() - started));
    try {
      const answer = await execute(this.#engine, bound, this.#signal, first);
      if (answer.kind === 'gone') settle({ task, status: 'gone', reason: answer.reason });
      else await this.#delivery.add({ bound, answer, settle });
    } catch (error) {
      if (error instanceof ChainFailed) this.#fail(task, error.data, started);
      else if (this.#signal.aborted) this.#skip(task);
      else {
        this.#fail(task, toErrorData(error), started);
        this.#broken ??= error;
        this.#stop.abort(error);
      }
    }
  }

  /** The entry is there and its documents are not: without the entry they are derived, or collected, again. */
  async #recollect(bound: BoundTask): Promise<Answer> {
    for (const link of bound.task.links) {
      await this.#engine.stores(this.#pipeline, link.collector).answers.forget([link]);
    }
    return execute(this.#engine, bound, this.#signal);
  }

  #fail(task: Task, error: ErrorData, started = performance.now()): void {
    this.#failures++;
    if (!this.#pipeline.continueOnError) this.#stop.abort(aborted());
    this.#settle({ task, status: 'failed', error, cost: 0 }, Math.ceil(performance.now() - started));
  }

  #skip(task: Task): void {
    const byFailure = this.#failures > 0 && !this.#engine.parts.signal.aborted;
    const reason = byFailure
      ? 'stopped after the first failure (continueOnError: false)'
      : 'the run was stopped';
    this.#settle({ task, status: 'skipped', reason }, 0);
  }

  /** Only after a whole look at everything: what could not be seen this time is not surplus. */
  async #prune(): Promise<void> {
    const { emit } = this.#engine.parts;
    const pipeline = this.#pipeline.name;
    if (this.#signal.aborted || this.#failures > 0) {
      const why = this.#failures > 0 ? `${this.#failures} of its sources failed` : 'the run was stopped';
      emit({
        type: 'warning',
        pipeline,
        message: `${pipeline} was not pruned: ${why}`,
        hint: 'Run again with --prune when all of them can be collected.',
      });
      return;
    }
    const documents = await this.#delivery.prune();
    emit({ type: 'prune-end', pipeline, documents });
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
