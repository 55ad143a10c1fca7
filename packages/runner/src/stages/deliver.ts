import { setTimeout as sleep } from 'node:timers/promises';
import {
  BowerbirdError,
  type Delivered,
  type Document,
  type ErrorData,
  isBowerbirdError,
  type Outcome,
  type Sink,
  type Transform,
  toErrorData,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { Answer, BoundTask, Engine } from '../execute/engine.ts';

const SINK_ATTEMPTS = 3;
// A batch that does not fill is written after this: nobody should wait for the slowest source to see the others.
const LINGER_MS = 1000;

/** A task whose documents are to be delivered. */
export interface Arrival {
  readonly bound: BoundTask;
  readonly answer: Answer & { readonly kind: 'documents' };
  /** Called with the outcome, once it is certain. */
  readonly settle: (outcome: Outcome) => void;
}

type Collected = Outcome & { readonly status: 'collected' };

/** Brings the documents of a pipeline through its transforms to its sinks, in batches; each batch is one write of each sink. */
export class Delivery {
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #recollect: (bound: BoundTask) => Promise<Answer>;
  readonly #delivered: Set<string> | undefined;
  #waiting: Arrival[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param recollect answers a task whose documents are not in the store any more
   * @param remember whether to remember the ids of what was delivered, for `prune`
   */
  constructor(
    engine: Engine,
    pipeline: Pipeline,
    recollect: (bound: BoundTask) => Promise<Answer>,
    remember: boolean,
  ) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#recollect = recollect;
    this.#delivered = remember ? new Set() : undefined;
  }

  /** Takes a task in. Resolves when there is room for the next: at most one batch waits while another is written. */
  async add(arrival: Arrival): Promise<void> {
    this.#waiting.push(arrival);
    if (this.#waiting.length >= this.#pipeline.batchSize) await this.#start();
    else this.#timer ??= setTimeout(() => void this.#start(), LINGER_MS);
  }

  /** Writes what waits, and resolves when everything is written. */
  async flush(): Promise<void> {
    await this.#start();
    await this.#writing;
  }

  /** Removes from the sinks what was not delivered in this run. How many documents. */
  async prune(): Promise<number> {
    let removed = 0;
    for (const sink of await this.#sinks()) {
      if (!sink.ids || !sink.remove) continue;
      const surplus: string[] = [];
      for await (const id of sink.ids()) if (!this.#delivered?.has(id)) surplus.push(id);
      if (surplus.length > 0) await sink.remove(surplus);
      removed = Math.max(removed, surplus.length);
    }
    return removed;
  }

  async #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#writing;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return before;
    this.#writing = before.then(() => this.#deliver(batch));
    // Otherwise a failure would count as unhandled until somebody flushes.
    this.#writing.catch(() => undefined);
    await before;
  }

  async #deliver(batch: readonly Arrival[]): Promise<void> {
    const ready = await this.#withDocuments(batch);
    const outcomes = await Promise.all(ready.map((arrival) => this.#transformed(arrival)));
    const good = outcomes.filter((outcome): outcome is Collected => outcome.status === 'collected');
    const documents = good.flatMap((outcome) => outcome.documents);
    const error = documents.length > 0 ? await this.#write(documents) : undefined;
    if (!error && this.#delivered) for (const { id } of documents) this.#delivered.add(id);
    for (const [index, outcome] of outcomes.entries()) {
      const failed = error && outcome.status === 'collected' && outcome.documents.length > 0;
      ready[index]?.settle(
        failed ? { task: outcome.task, status: 'failed', error, cost: outcome.cost } : outcome,
      );
    }
  }

  /** Reads the documents of all hits of a batch at once. */
  async #withDocuments(batch: readonly Arrival[]): Promise<readonly Arrival[]> {
    const found = new Map<Arrival, readonly Document[]>();
    const missing = batch.filter((arrival) => arrival.answer.documents === undefined);
    const groups = Map.groupBy(
      missing,
      ({ bound, answer }) => this.#engine.stores(bound.pipeline, answer.by).answers,
    );
    for (const [answers, members] of groups) {
      const read = await answers.readDocuments(members.map(({ answer }) => answer.entry.digest));
      for (const [index, arrival] of members.entries()) {
        const documents = read[index];
        if (documents) found.set(arrival, documents);
      }
    }
    const ready = await Promise.all(
      batch.map((arrival) => {
        const documents = arrival.answer.documents ?? found.get(arrival);
        return documents ? { ...arrival, answer: { ...arrival.answer, documents } } : this.#again(arrival);
      }),
    );
    return ready.filter((arrival) => arrival !== undefined);
  }

  /** The entry is there and its documents are not: damage, or a store that threw them away. */
  async #again(arrival: Arrival): Promise<Arrival | undefined> {
    const { task } = arrival.bound;
    try {
      const answer = await this.#recollect(arrival.bound);
      if (answer.kind === 'documents') return { ...arrival, answer };
      arrival.settle({ task, status: 'gone', reason: answer.reason });
    } catch (error) {
      arrival.settle({ task, status: 'failed', error: toErrorData(error), cost: 0 });
    }
    return undefined;
  }

  async #transformed({ bound, answer }: Arrival): Promise<Outcome> {
    const { task } = bound;
    const { by, entry, from, change } = answer;
    const provenance = {
      pipeline: task.pipeline,
      collector: by,
      revision: entry.revision,
      retrieved: new Date(entry.retrieved).toISOString(),
      evidence: [...entry.evidence.map((use) => use.digest), ...entry.files.map((use) => use.sha256)].map(
        (digest) => `sha256:${digest}`,
      ),
    };
    let documents: readonly Delivered[] = (answer.documents ?? []).map((document) => ({
      ...document,
      provenance,
    }));
    try {
      for (const configured of this.#pipeline.transforms) {
        const transform: Transform = await this.#engine.parts.instances.getFor(
          this.#pipeline.name,
          configured,
        );
        documents = await this.#transform(transform, configured.definition.name, documents);
      }
    } catch (error) {
      const data = toErrorData(error, 'TRANSFORM_FAILED');
      return { task, status: 'failed', error: data, cost: 0 };
    }
    return { task, status: 'collected', from, change, by, documents, cost: 0, saved: 0 };
  }

  async #transform(
    transform: Transform,
    name: string,
    documents: readonly Delivered[],
  ): Promise<readonly Delivered[]> {
    const { signal, pool, emit } = this.#engine.parts;
    const about = { pipeline: this.#pipeline.name, collector: name };
    const context = {
      signal,
      compute: <T>(module: URL, input: unknown) => pool.run<T>(module, input, signal),
      log: (message: string) => emit({ type: 'log', ...about, message }),
    };
    const results = await Promise.all(documents.map((document) => transform.transform(document, context)));
    return results.flat();
  }

  /** One write of each sink. What a sink refuses stays in the cache: the next run delivers it. */
  async #write(documents: readonly Delivered[]): Promise<ErrorData | undefined> {
    const results = await Promise.all(this.#pipeline.sinks.map((sink) => this.#writeTo(sink, documents)));
    return results.find((error) => error !== undefined);
  }

  async #writeTo(
    configured: Pipeline['sinks'][number],
    documents: readonly Delivered[],
  ): Promise<ErrorData | undefined> {
    const { emit, instances, retry } = this.#engine.parts;
    const sink = configured.definition.name;
    const started = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        const instance: Sink = await instances.getFor(this.#pipeline.name, configured);
        await instance.write(documents);
        emit({
          type: 'sink-write',
          pipeline: this.#pipeline.name,
          sink,
          ...(instance.location !== undefined && { location: instance.location }),
          documents: documents.length,
          durationMs: Math.round(performance.now() - started),
        });
        return undefined;
      } catch (error) {
        if (attempt < SINK_ATTEMPTS) await sleep(retry.delayMs * 2 ** (attempt - 1));
        else return toErrorData(sinkError(sink, error), 'SINK_FAILED');
      }
    }
  }

  async #sinks(): Promise<readonly Sink[]> {
    const { instances } = this.#engine.parts;
    return Promise.all(this.#pipeline.sinks.map((sink) => instances.getFor(this.#pipeline.name, sink)));
  }
}

function sinkError(sink: string, error: unknown): BowerbirdError {
  if (isBowerbirdError(error)) return error;
  return new BowerbirdError(
    'SINK_FAILED',
    `the sink ${sink} failed: ${error instanceof Error ? error.message : String(error)}`,
    {
      hint: 'What was collected is kept: mend the sink and run again, and it is delivered without being fetched again.',
      cause: error,
    },
  );
}
