import {
  BowerbirdError,
  type Delivered,
  findDocumentProblem,
  type JsonObject,
  type Transform,
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
      const transform: Transform = await this.#engine.parts.instances.getFor(this.#pipeline.name, step);
      const results = await Promise.all(current.map((document) => this.#one(step, transform, document)));
      current = results.flat();
    }
    return current;
  }

  /** One document through one transform, within the timeout of the pipeline. */
  async #one(step: Step, transform: Transform, document: Delivered): Promise<readonly Delivered[]> {
    const { pool, emit } = this.#engine.parts;
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
    const about = { pipeline: this.#pipeline.name, collector: name };
    const context = {
      get signal() {
        return deadline.signal;
      },
      compute: timedCompute(pool, deadline, deadline).compute,
      log: (message: string, data?: JsonObject) => emit(logFact(about, message, data)),
    };
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
