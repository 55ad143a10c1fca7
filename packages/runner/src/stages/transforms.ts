import {
  BowerbirdError,
  type Delivered,
  type Document,
  findDocumentProblem,
  type JsonObject,
  type Sink,
  type Transform,
  type TransformContext,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import { logFact } from '../events/log.ts';
import { timedCompute } from '../execute/compute.ts';
import { Deadline } from '../execute/deadline.ts';
import type { Engine } from '../execute/engine.ts';
import type { Scope } from '../execute/scope.ts';

type Step = Pipeline['transforms'][number];

/** The transforms of a pipeline, one after the other; documents beside each other. */
export class Transforms {
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #scope: Scope;
  readonly #opened = new Map<Step, Promise<Transform>>();

  /** @param scope ends whatever goes on */
  constructor(engine: Engine, pipeline: Pipeline, scope: Scope) {
    this.#scope = scope;
    this.#engine = engine;
    this.#pipeline = pipeline;
  }

  /** @throws {BowerbirdError} `TRANSFORM_FAILED`, `TIMED_OUT`, and whatever a transform throws */
  async apply(documents: readonly Delivered[]): Promise<readonly Delivered[]> {
    let current = documents;
    for (const step of this.#pipeline.transforms) {
      const transform = await this.#open(step);
      const results = await Promise.all(current.map((document) => this.#one(step, transform, document)));
      current = results.flat();
    }
    return current;
  }

  /** The instance, which has seen what the sinks hold, if it wants to. */
  #open(step: Step): Promise<Transform> {
    const opened = this.#opened.get(step) ?? this.#openOnce(step);
    this.#opened.set(step, opened);
    return opened;
  }

  async #openOnce(step: Step): Promise<Transform> {
    const { pool, instances } = this.#engine.parts;
    const transform: Transform = await instances.getFor(this.#pipeline.name, step);
    // A large corpus takes its time to read: that is not the time of any document.
    const context = this.#context(step, this.#scope, timedCompute(pool, this.#scope).compute);
    if (transform.open) await this.#scope.race(transform.open(this.#held(), context));
    return transform;
  }

  /** What the first sink that can tell holds: all of them get the same documents. */
  async *#held(): AsyncGenerator<Document> {
    for (const configured of this.#pipeline.sinks) {
      const sink: Sink = await this.#engine.parts.instances.getFor(this.#pipeline.name, configured);
      if (!sink.documents) continue;
      yield* sink.documents();
      return;
    }
  }

  #context(step: Step, scope: Scope, compute: TransformContext['compute']): TransformContext {
    const about = { pipeline: this.#pipeline.name, collector: step.definition.name };
    return {
      get signal() {
        return scope.signal;
      },
      compute,
      log: (message: string, data?: JsonObject) => this.#engine.parts.emit(logFact(about, message, data)),
    };
  }

  /** One document through one transform, within the timeout of the pipeline. */
  async #one(step: Step, transform: Transform, document: Delivered): Promise<readonly Delivered[]> {
    const { pool } = this.#engine.parts;
    const { name } = step.definition;
    const { timeoutMs } = this.#pipeline;
    const late = () =>
      new BowerbirdError(
        'TIMED_OUT',
        `the transform ${name} did not end within ${timeoutMs / 1000} s for ${document.id}`,
        {
          hint: 'Raise "timeout" if it needs longer.',
        },
      );
    const deadline = new Deadline(timeoutMs, late, this.#scope);
    const context = this.#context(step, deadline, timedCompute(pool, deadline, deadline).compute);
    try {
      return checked(name, await deadline.race(transform.transform(document, context)));
    } finally {
      deadline.end();
    }
  }
}

function checked(name: string, documents: readonly Delivered[]): readonly Delivered[] {
  const wrong = Array.isArray(documents)
    ? documents.map(findDocumentProblem).find((problem) => problem !== undefined)
    : 'it did not return an array of documents';
  if (wrong === undefined) return documents;
  throw new BowerbirdError(
    'TRANSFORM_FAILED',
    `the transform ${name} returned something that is no document: ${wrong}`,
    {
      hint: `This is a mistake in the transform ${name}: report it to its author.`,
    },
  );
}
