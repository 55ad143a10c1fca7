import { type Delivered, type Document, type ErrorData, type Outcome, toErrorData } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import { ChainFailed } from '../execute/chain-failure.ts';
import type { Answer, BoundTask, Engine } from '../execute/engine.ts';
import { Scope } from '../execute/scope.ts';
import { SinkWriter } from './sink-writer.ts';
import { Transforms } from './transforms.ts';

// A batch that does not fill is written after this: nobody should wait for the slowest source to see the others.
const LINGER_MS = 1000;

/** A task whose documents are to be delivered. */
export interface Arrival {
  readonly bound: BoundTask;
  readonly answer: Answer & { readonly kind: 'documents' };
  /** Called once, with the outcome, when it is certain. */
  readonly settle: (outcome: Outcome) => void;
}

/** An arrival with what is known of its outcome. */
interface Prepared {
  readonly arrival: Arrival;
  readonly outcome: Outcome;
}

/**
 * Brings the documents of a pipeline through its transforms to its sinks, in batches; each batch is one write of each sink. While one
 * batch is written the next one is transformed.
 */
export class Delivery {
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #again: (bound: BoundTask) => Promise<Answer>;
  readonly #scope: Scope;
  readonly #transforms: Transforms;
  readonly #sinks: readonly SinkWriter[];
  readonly #delivered: Set<string> | undefined;
  #waiting: Arrival[] = [];
  #pending = 0;
  #room: (() => void)[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #broken: unknown;

  /** @param again answers a task whose documents are not in the store any more */
  constructor(engine: Engine, pipeline: Pipeline, again: (bound: BoundTask) => Promise<Answer>) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#again = again;
    this.#scope = new Scope(engine.parts.signal);
    this.#transforms = new Transforms(engine, pipeline, this.#scope);
    this.#sinks = pipeline.sinks.map((sink) => new SinkWriter(engine, pipeline, sink));
    this.#delivered = engine.parts.mode.prune ? new Set() : undefined;
  }

  /** Makes the sinks. @throws {BowerbirdError} `SINK_FAILED` */
  async open(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.open()));
  }

  /** Takes a task in, when there is room: one batch may be written and one may wait. @throws what a batch before has thrown */
  async add(arrival: Arrival): Promise<void> {
    const most = 2 * this.#pipeline.batchSize;
    const light = this.#pending >= most ? this.#lighten(arrival) : arrival;
    while (this.#pending >= most) await new Promise<void>((resolve) => this.#room.push(resolve));
    if (this.#broken !== undefined) throw this.#broken;
    this.#pending++;
    this.#waiting.push(light);
    if (this.#waiting.length >= this.#pipeline.batchSize) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), LINGER_MS);
  }

  /** Writes what waits, and resolves when everything is written. */
  async flush(): Promise<void> {
    this.#start();
    await this.#writing;
  }

  /** Nothing more is delivered. */
  end(): void {
    this.#scope.end();
  }

  /** Removes from the sinks what was not delivered in this run. How many documents. */
  async prune(): Promise<number> {
    const removed = await Promise.all(this.#sinks.map((sink) => sink.prune(this.#delivered ?? new Set())));
    return Math.max(0, ...removed);
  }

  /** What must wait for a slow sink does not wait in memory, if it is in the store. */
  #lighten(arrival: Arrival): Arrival {
    const { answer } = arrival;
    if (!this.#engine.isKept(this.#pipeline, answer.by) || this.#engine.cacheFailed) return arrival;
    return { ...arrival, answer: { ...answer, documents: undefined } };
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const preparing = this.#prepare(batch);
    // It may fail while the batch before is still being written.
    preparing.catch(() => undefined);
    const deliver = () => this.#deliver(batch, preparing);
    this.#writing = this.#writing.then(deliver, deliver);
    // Otherwise a failure would count as unhandled until somebody flushes.
    this.#writing.catch(() => undefined);
  }

  async #deliver(batch: readonly Arrival[], preparing: Promise<readonly Prepared[]>): Promise<void> {
    try {
      const prepared = await preparing;
      if (this.#broken !== undefined) throw this.#broken;
      const errors = await this.#write(prepared);
      for (const [index, { arrival, outcome }] of prepared.entries())
        this.#settle(arrival, outcome, errors[index]);
    } catch (error) {
      this.#broken ??= error;
      const data = toErrorData(error);
      for (const { bound, settle } of batch)
        settle({ task: bound.task, status: 'failed', error: data, cost: 0 });
      throw error;
    } finally {
      this.#pending -= batch.length;
      for (const resolve of this.#room.splice(0)) resolve();
    }
  }

  #settle({ bound, settle }: Arrival, outcome: Outcome, error: ErrorData | undefined): void {
    if (error) settle({ task: bound.task, status: 'failed', error, cost: 0 });
    else {
      if (outcome.status === 'collected') for (const { id } of outcome.documents) this.#delivered?.add(id);
      settle(outcome);
    }
  }

  /** Reads the documents of all hits of a batch at once, and transforms all documents beside each other. */
  async #prepare(batch: readonly Arrival[]): Promise<readonly Prepared[]> {
    if (this.#broken !== undefined) throw this.#broken;
    const found = new Map<Arrival, readonly Document[] | undefined>();
    const missing = batch.filter(({ answer }) => answer.documents === undefined);
    const storeOf = ({ answer }: Arrival) => this.#engine.stores(this.#pipeline, answer.by).answers;
    for (const [answers, members] of Map.groupBy(missing, storeOf)) {
      const read = await answers.readDocuments(members.map(({ answer }) => answer.entry.digest));
      for (const [index, arrival] of members.entries()) found.set(arrival, read[index]);
    }
    return Promise.all(
      batch.map(async (arrival) => {
        const documents = arrival.answer.documents ?? found.get(arrival);
        const outcome = documents
          ? await this.#outcomeOf(arrival.bound, arrival.answer, documents)
          : await this.#recollect(arrival.bound);
        return { arrival, outcome };
      }),
    );
  }

  /** The entry is there and its documents are not: damage, or a store that threw them away. */
  async #recollect(bound: BoundTask): Promise<Outcome> {
    const { task } = bound;
    try {
      const answer = await this.#again(bound);
      if (answer.kind === 'gone') return { task, status: 'gone', reason: answer.reason };
      return await this.#outcomeOf(bound, answer, answer.documents ?? []);
    } catch (error) {
      if (this.#engine.parts.signal.aborted)
        return { task, status: 'skipped', reason: 'the run was stopped' };
      const data = error instanceof ChainFailed ? error.data : toErrorData(error);
      return { task, status: 'failed', error: data, cost: 0 };
    }
  }

  async #outcomeOf(
    { task }: BoundTask,
    { by, entry, from, change, stale, cost = 0, passed }: Arrival['answer'],
    found: readonly Document[],
  ): Promise<Outcome> {
    const digests = [
      ...entry.evidence.map((use) => use.digest),
      ...entry.files.map((use) => use.sha256),
      ...(entry.paid ? [entry.paid.digest] : []),
    ];
    const provenance = {
      pipeline: task.pipeline,
      collector: by,
      revision: entry.revision,
      retrieved: new Date(entry.retrieved).toISOString(),
      evidence: digests.map((digest) => `sha256:${digest}`),
    };
    const whole: readonly Delivered[] = found.map((document) => ({ ...document, provenance }));
    try {
      const documents = await this.#transforms.apply(whole);
      const saved = entry.paid && from !== 'source' ? entry.paid.cost : 0;
      const answer = task.links.find(({ collector }) => collector === by)?.key ?? task.key;
      const savedMs = from === 'source' ? 0 : (entry.tookMs ?? 0);
      const more = {
        ...(stale !== undefined && { stale }),
        ...(entry.paid && { provider: entry.paid.provider }),
        ...(passed && { passed }),
      };
      return {
        task,
        status: 'collected',
        from,
        change,
        by,
        answer,
        documents,
        cost,
        saved,
        savedMs,
        ...more,
      };
    } catch (error) {
      return { task, status: 'failed', error: toErrorData(error, 'TRANSFORM_FAILED'), cost };
    }
  }

  /** One write of each sink. What a sink refuses stays in the cache: the next run delivers it. */
  async #write(prepared: readonly Prepared[]): Promise<readonly (ErrorData | undefined)[]> {
    const tasks = prepared.map(({ outcome }) => (outcome.status === 'collected' ? outcome.documents : []));
    const results = await Promise.all(this.#sinks.map((sink) => sink.write(tasks)));
    return tasks.map((_, index) =>
      results.map((errors) => errors[index]).find((error) => error !== undefined),
    );
  }
}
