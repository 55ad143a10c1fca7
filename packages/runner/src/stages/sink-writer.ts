import { setTimeout as sleep } from 'node:timers/promises';
import {
  BowerbirdError,
  type Delivered,
  type ErrorData,
  isBowerbirdError,
  type Sink,
  toErrorData,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import { untilAborted } from '../execute/deadline.ts';
import type { Engine } from '../execute/engine.ts';

const ATTEMPTS = 3;
const LONGEST_WRITE_MS = 5 * 60_000;
// After a run was stopped a write may still end: what is delivered need not be delivered again.
const GRACE_MS = 5000;

/** The documents of some tasks, task by task. */
type Tasks = readonly (readonly Delivered[])[];

/** Writes the batches of a pipeline into one of its sinks. */
export class SinkWriter {
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #sink: Pipeline['sinks'][number];

  constructor(engine: Engine, pipeline: Pipeline, sink: Pipeline['sinks'][number]) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#sink = sink;
  }

  /** Makes the sink. @throws {BowerbirdError} `SINK_FAILED` */
  async open(): Promise<void> {
    await this.#instance().catch((error: unknown) => {
      throw toSinkError(this.#sink.definition.name, error);
    });
  }

  /**
   * Writes a batch, up to three times. If it cannot be written, each task is tried alone: one document that a sink refuses must not
   * hold up the others. What went wrong, task by task.
   */
  async write(tasks: Tasks): Promise<readonly (ErrorData | undefined)[]> {
    const documents = tasks.flat();
    if (documents.length === 0) return tasks.map(() => undefined);
    const error = await this.#tryOften(documents);
    if (!error) return tasks.map(() => undefined);
    const full = tasks.filter((task) => task.length > 0);
    if (full.length === 1 || this.#engine.parts.signal.aborted) {
      return tasks.map((task) => (task.length > 0 ? error : undefined));
    }
    const errors: (ErrorData | undefined)[] = [];
    for (const task of tasks) errors.push(task.length > 0 ? await this.#tryOnce(task) : undefined);
    return errors;
  }

  /** Removes what the sink holds and `delivered` does not name. How many documents. @throws {BowerbirdError} `SINK_FAILED` */
  async prune(delivered: ReadonlySet<string>): Promise<number> {
    try {
      return await this.#prune(delivered);
    } catch (error) {
      throw toSinkError(this.#sink.definition.name, error);
    }
  }

  async #prune(delivered: ReadonlySet<string>): Promise<number> {
    const sink = await this.#instance();
    if (!sink.ids || !sink.remove) return 0;
    const surplus: string[] = [];
    for await (const id of sink.ids()) if (!delivered.has(id)) surplus.push(id);
    if (surplus.length > 0) await sink.remove(surplus);
    return surplus.length;
  }

  async #tryOften(documents: readonly Delivered[]): Promise<ErrorData | undefined> {
    const { retry, signal } = this.#engine.parts;
    for (let attempt = 1; ; attempt++) {
      const error = await this.#tryOnce(documents);
      if (!error || attempt === ATTEMPTS || signal.aborted) return error;
      await sleep(retry.delayMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
    }
  }

  async #tryOnce(documents: readonly Delivered[]): Promise<ErrorData | undefined> {
    const { name } = this.#sink.definition;
    const limit = this.#limit();
    const started = performance.now();
    try {
      const sink = await this.#instance();
      await untilAborted(sink.write(documents), limit.signal);
      this.#engine.parts.emit({
        type: 'sink-write',
        pipeline: this.#pipeline.name,
        sink: name,
        ...(sink.location !== undefined && { location: sink.location }),
        documents: documents.length,
        durationMs: Math.round(performance.now() - started),
      });
      return undefined;
    } catch (error) {
      return toErrorData(toSinkError(name, error));
    } finally {
      limit.clear();
    }
  }

  #instance(): Promise<Sink> {
    return this.#engine.parts.instances.getFor(this.#pipeline.name, this.#sink);
  }

  #limit(): { readonly signal: AbortSignal; clear(): void } {
    const { signal: stopped } = this.#engine.parts;
    const controller = new AbortController();
    const { name } = this.#sink.definition;
    const end = () =>
      controller.abort(new BowerbirdError('SINK_FAILED', `the sink ${name} did not finish a write`, HINT));
    let timer = setTimeout(end, LONGEST_WRITE_MS);
    const hurry = () => {
      clearTimeout(timer);
      timer = setTimeout(end, GRACE_MS);
    };
    if (stopped.aborted) hurry();
    stopped.addEventListener('abort', hurry, { once: true });
    return {
      signal: controller.signal,
      clear() {
        clearTimeout(timer);
        stopped.removeEventListener('abort', hurry);
      },
    };
  }
}

const HINT = {
  hint: 'What was collected is kept: mend the sink and run again, and it is delivered without being fetched again.',
};

function toSinkError(name: string, error: unknown): BowerbirdError {
  if (isBowerbirdError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new BowerbirdError('SINK_FAILED', `the sink ${name} failed: ${reason}`, { ...HINT, cause: error });
}
