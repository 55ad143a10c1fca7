import { sha256 } from '@bowerbird/cache';
import {
  CollectError,
  type ErrorData,
  type Handover,
  isBowerbirdError,
  type Task,
  toErrorData,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { BoundTask, Engine } from '../execute/engine.ts';
import { type BoundLink, bindSource, labelOf } from './bind.ts';
import { type Expansion, expand } from './expand.ts';
import { SeenKeys } from './seen.ts';
import { type SingleSource, singleSources } from './sources.ts';
import { toBoundTask } from './task.ts';

// A feed may hand over a playlist that hands over a video; something that hands over itself must end.
const DEEPEST_HANDOVER = 5;

/** A task, or a source that cannot become one. */
export type Discovered = (
  | { readonly bound: BoundTask }
  | { readonly failed: Task; readonly error: ErrorData }
) & {
  /** It may have come before, in a first pass that broke off. */
  readonly repeated?: true | undefined;
};

/** Finds the tasks of a pipeline, lazily: nothing is expanded before somebody asks for it. */
export class Discovery {
  tasks = 0;
  duplicates = 0;
  /** What discovering took of the network. */
  readonly traffic = { requests: 0, bytes: 0 };
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal;
  readonly #seen = new SeenKeys();

  /** @param signal ends it, and whatever it has started */
  constructor(engine: Engine, pipeline: Pipeline, signal: AbortSignal) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#signal = signal;
  }

  async *all(): AsyncGenerator<Discovered> {
    for await (const source of singleSources(this.#pipeline.sources, this.#engine.parts.base)) {
      if (this.#signal.aborted) return;
      for await (const item of this.#tasksOf(source)) {
        const key = 'bound' in item ? item.bound.task.key : item.failed.key;
        if (!this.#seen.add(key)) {
          // A discovery that was started again repeats itself: that is nobody's doubling.
          if (!item.repeated) this.duplicates++;
          continue;
        }
        this.tasks++;
        yield item;
      }
    }
  }

  async *#tasksOf(source: SingleSource): AsyncGenerator<Discovered> {
    if (source.kind === 'wrong') {
      yield this.#failed(source.text, source.error);
      return;
    }
    const { base, freeCollectors } = this.#engine.parts;
    try {
      const links = await bindSource(
        source,
        this.#pipeline.links ?? freeCollectors,
        this.#pipeline.with,
        base,
      );
      yield* this.#expand(labelOf(source), links, 0);
    } catch (error) {
      yield this.#failed(labelOf(source), error);
    }
  }

  /** The tasks of a bound source: what its collector discovers, or itself. */
  async *#expand(label: string, links: readonly BoundLink[], depth: number): AsyncGenerator<Discovered> {
    for (const via of links) {
      // A collector that cannot be made fails its tasks one by one, when their turn comes.
      const instance = await this.#engine.instance(via.link).catch(() => undefined);
      if (!instance?.discover) continue;
      const about = {
        engine: this.#engine,
        pipeline: this.#pipeline,
        signal: this.#signal,
        traffic: this.traffic,
      };
      for await (const item of expand(about, label, via, instance)) yield* this.#take(item, via, depth);
      return;
    }
    yield { bound: this.#bind(label, links) };
  }

  async *#take(item: Expansion, via: BoundLink, depth: number): AsyncGenerator<Discovered> {
    const repeated = item.repeated ? ({ repeated: true } as const) : {};
    if (item.kind === 'failed') yield { ...this.#failed(item.label, item.error), ...repeated };
    else if (item.kind === 'handover') {
      for await (const task of this.#handOver(item.handover, depth + 1)) yield { ...task, ...repeated };
    } else {
      const bound = this.#bind(item.label, [{ link: via.link, request: item.request }]);
      yield { bound, ...repeated };
    }
  }

  /** To the links of this pipeline that accept it, else to any free collector that does. */
  async *#handOver({ source, with: fields }: Handover, depth: number): AsyncGenerator<Discovered> {
    const { base, freeCollectors } = this.#engine.parts;
    try {
      if (depth > DEEPEST_HANDOVER) {
        const message = `${source} was handed over more than ${DEEPEST_HANDOVER} times`;
        const hint = 'A collector hands it over to itself: report it to its author.';
        throw new CollectError('SOURCE_INVALID', message, { recovery: 'next', hint });
      }
      const resource = { kind: 'resource', text: source, fields: fields ?? {} } as const;
      const bind = (links: typeof freeCollectors) => bindSource(resource, links, this.#pipeline.with, base);
      const links = await bind(this.#pipeline.links ?? freeCollectors).catch((error: unknown) => {
        if (isBowerbirdError(error) && error.code === 'SOURCE_UNSUPPORTED') return bind(freeCollectors);
        throw error;
      });
      yield* this.#expand(source, links, depth);
    } catch (error) {
      yield this.#failed(source, error);
    }
  }

  #bind(source: string, links: readonly BoundLink[]): BoundTask {
    return toBoundTask(this.#pipeline, source, links, this.#engine.parts.keyOf);
  }

  #failed(source: string, error: unknown): Discovered {
    const task: Task = { pipeline: this.#pipeline.name, key: sha256(source), source, links: [] };
    return { failed: task, error: toErrorData(error) };
  }
}
