import { type ErrorData, type Outcome, type Task, toErrorData } from '@bowerbird/core';
import Queue from 'yocto-queue';
import type { Pipeline } from '../config/types.ts';
import { aborted } from '../execute/attempt.ts';
import { ChainFailed } from '../execute/chain-failure.ts';
import type { BoundTask, Engine } from '../execute/engine.ts';
import { execute } from '../execute/execute.ts';
import { StillPending } from '../execute/paid/endings.ts';
import { Scope } from '../execute/scope.ts';
import { inBatches } from './batches.ts';
import { type Arrival, Delivery } from './deliver.ts';
import { type Discovered, Discovery } from './discover.ts';
import { Lanes } from './lanes.ts';
import { type LookedUp, lookUp } from './look-up.ts';

// How many tasks may be on their way, with as many looked up behind them: discovering runs no further ahead, so memory does not grow
// with the number of sources.
const MOST_RUNNING = 5000;
// How many answers that are here already may wait for their delivery: so far ahead the run looks for what is still to be collected.
const MOST_KEPT_BACK = 10_000;
// How many are looked up in one breath.
const MOST_LOOKED_UP = 5000;
// A batch that does not fill is looked up after this: a slow discovery must not hold up what it has found.
const LINGER_MS = 50;

/** Hears the outcome of each task of a pipeline, when it is certain. */
export type Settle = (outcome: Outcome, durationMs: number) => void;

/** Brings one pipeline through its stages. A failing task is an outcome; what it throws is for the whole run. */
export class PipelineRun {
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #delivery: Delivery;
  readonly #tell: Settle;
  readonly #scope: Scope;
  readonly #lanes: Lanes<LookedUp>;
  readonly #hits = new Queue<Arrival>();
  #delivering: Promise<void> | undefined;
  #running = 0;
  #wake: () => void = () => {};
  #failures = 0;
  #broken: unknown;
  #tasks = 0;

  constructor(engine: Engine, pipeline: Pipeline, tell: Settle) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#tell = tell;
    this.#scope = new Scope(engine.parts.signal);
    const again = (bound: BoundTask) => execute(engine, bound, { scope: this.#scope, again: true });
    this.#delivery = new Delivery(engine, pipeline, again);
    this.#lanes = new Lanes(pipeline.concurrency, (item, begun) => this.#begin(item, begun));
  }

  /** @throws {BowerbirdError} `SINK_FAILED` when a sink cannot be made, and nothing was done */
  async run(): Promise<void> {
    try {
      await this.#runAll();
    } finally {
      this.#delivery.end();
      this.#scope.end();
    }
  }

  async #runAll(): Promise<void> {
    // Before anything is fetched: what cannot be delivered need not be collected now.
    await this.#delivery.open();
    await this.#takeAll().catch((error: unknown) => this.#break(error));
    await this.#until(() => this.#running === 0);
    await this.#delivering;
    await this.#delivery.flush().catch((error: unknown) => this.#break(error));
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#engine.parts.mode.prune) await this.#prune();
  }

  async #takeAll(): Promise<void> {
    const began = performance.now();
    const discovery = new Discovery(this.#engine, this.#pipeline, this.#scope);
    try {
      for await (const batch of inBatches(discovery.all(), MOST_LOOKED_UP, LINGER_MS)) {
        await this.#take(batch);
        if (this.#isStopping) break;
      }
    } finally {
      const { tasks, duplicates, traffic } = discovery;
      this.#tasks = tasks;
      this.#engine.parts.emit({
        type: 'discover-end',
        pipeline: this.#pipeline.name,
        tasks,
        duplicates,
        ...traffic,
        durationMs: Math.round(performance.now() - began),
      });
    }
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
    if (bound.length === 0) return;
    const began = performance.now();
    const found = await lookUp(this.#engine, bound).catch((error: unknown) => {
      for (const { task } of bound) this.#fail(task, toErrorData(error));
      throw error;
    });
    const tasks = found.map(({ bound: { task }, state, reason }) => ({ key: task.key, state, reason }));
    const durationMs = Math.round(performance.now() - began);
    emit({ type: 'lookup-end', pipeline, durationMs, tasks });
    await this.#engine.parts.moved.note(this.#engine, pipeline, found);
    for (const item of found) await this.#dispatch(item);
  }

  async #dispatch(item: LookedUp): Promise<void> {
    const { bound, answer } = item;
    const settle = (outcome: Outcome) => this.#settle(outcome);
    if (answer?.kind === 'gone') settle({ task: bound.task, status: 'gone', reason: answer.reason });
    else if (answer) await this.#keepBack({ bound, answer, settle });
    else if (this.#isStopping) this.#skip(bound.task);
    else {
      await this.#until(() => this.#running < MOST_RUNNING);
      this.#running++;
      this.#lanes.add(bound.links[0]?.link.identity ?? '', item);
    }
  }

  /** What is here already does not hold up what is still to be collected: sinks take their time. */
  async #keepBack(arrival: Arrival): Promise<void> {
    await this.#until(() => this.#hits.size < MOST_KEPT_BACK);
    this.#hits.enqueue(arrival);
    this.#delivering ??= this.#deliverHits();
  }

  async #deliverHits(): Promise<void> {
    for (let arrival = this.#hits.dequeue(); arrival; arrival = this.#hits.dequeue()) {
      const { task } = arrival.bound;
      if (this.#isStopping) this.#skip(task);
      else
        await this.#delivery.add(arrival).catch((error: unknown) => {
          this.#break(error);
          this.#fail(task, toErrorData(error));
        });
      this.#wake();
    }
    this.#delivering = undefined;
  }

  /** Its errors are outcomes, or end the run through #break. */
  #begin(item: LookedUp, begun: () => void): void {
    void this.#execute(item, begun).finally(() => {
      begun();
      this.#running--;
      this.#wake();
    });
  }

  async #execute({ bound, state, collector }: LookedUp, begun: () => void): Promise<void> {
    const { task } = bound;
    const first = state === 'miss' ? undefined : collector;
    const started = performance.now();
    const settle = (outcome: Outcome) => this.#settle(outcome, started);
    try {
      const answer = await execute(this.#engine, bound, { scope: this.#scope, first, begun });
      if (answer.kind === 'gone') settle({ task, status: 'gone', reason: answer.reason });
      else await this.#delivery.add({ bound, answer, settle });
    } catch (error) {
      if (error instanceof StillPending)
        settle({ task, status: 'pending', by: error.by, reason: error.message, cost: 0 });
      else if (error instanceof ChainFailed) this.#settleFailed(task, error, settle);
      else if (this.#scope.aborted || this.#engine.isDrained(error)) this.#skip(task);
      else this.#fail(task, toErrorData(error), started);
    }
  }

  /** Every outcome comes through here, wherever it was certain first. */
  #settle(outcome: Outcome, started?: number): void {
    if (outcome.status === 'failed') {
      this.#failures++;
      if (!this.#pipeline.continueOnError) this.#scope.abort(aborted());
    }
    this.#tell(outcome, started === undefined ? 0 : Math.ceil(performance.now() - started));
  }

  #fail(task: Task, error: ErrorData, started?: number): void {
    this.#settle({ task, status: 'failed', error, cost: 0 }, started);
  }

  /** What would have had to be bought has not failed: nobody has tried. */
  #settleFailed(task: Task, { data, cost, unbought }: ChainFailed, settle: (outcome: Outcome) => void): void {
    if (!unbought) settle({ task, status: 'failed', error: data, cost });
    else settle({ task, status: 'skipped', reason: data.message, price: unbought.price ?? 0 });
  }

  #skip(task: Task): void {
    const { signal, drain } = this.#engine.parts;
    const byFailure = this.#failures > 0 && !signal.aborted && !drain.aborted;
    const reason = byFailure
      ? 'stopped after the first failure (continueOnError: false)'
      : 'the run was stopped';
    this.#settle({ task, status: 'skipped', reason });
  }

  /** Whether nothing more is to be begun. */
  get #isStopping(): boolean {
    return this.#scope.aborted || this.#engine.parts.drain.aborted;
  }

  #break(error: unknown): void {
    this.#broken ??= error;
    this.#scope.abort(error);
  }

  /** Only after a whole look at everything: what could not be seen this time is not surplus. */
  async #prune(): Promise<void> {
    const { emit } = this.#engine.parts;
    const pipeline = this.#pipeline.name;
    const why = this.#reasonNotToPrune();
    if (why !== undefined) {
      const hint = 'Run again with --prune when all of its sources can be seen and collected.';
      emit({ type: 'warning', pipeline, message: `${pipeline} was not pruned: ${why}`, hint });
      return;
    }
    try {
      emit({ type: 'prune-end', pipeline, documents: await this.#delivery.prune() });
    } catch (error) {
      // Everything was collected and delivered: what is surplus is still there, and that is all.
      const { message, hint } = toErrorData(error);
      emit({
        type: 'warning',
        pipeline,
        message: `${pipeline} was not pruned: ${message}`,
        ...(hint !== undefined && { hint }),
      });
    }
  }

  #reasonNotToPrune(): string | undefined {
    if (this.#failures > 0) return `${this.#failures} of its sources failed`;
    if (this.#isStopping) return 'the run was stopped';
    // More likely a list that could not be made than a wish to throw everything away.
    return this.#tasks === 0 ? 'it has no source' : undefined;
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
