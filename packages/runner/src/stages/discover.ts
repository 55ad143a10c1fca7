import { defaultKey, sha256 } from '@bowerbird/cache';
import {
  CollectError,
  type CollectorInstance,
  type ErrorData,
  type Handover,
  isBowerbirdError,
  type Task,
  toErrorData,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { BoundTask, Engine } from '../execute/engine.ts';
import type { Scope } from '../execute/scope.ts';
import { type BoundLink, bindSource, labelOf } from './bind.ts';
import { type Expansion, expand } from './expand.ts';
import { refine } from './refine.ts';
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

/** A collector that discovers in a source. */
interface Discovering {
  readonly via: BoundLink;
  readonly items: AsyncIterable<Expansion>;
}

/** Finds the tasks of a pipeline, lazily: nothing is expanded before somebody asks for it. */
export class Discovery {
  tasks = 0;
  duplicates = 0;
  /** What discovering took of the network. */
  readonly traffic = { requests: 0, bytes: 0 };
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #scope: Scope;
  readonly #seen: SeenKeys;

  /** @param scope ends it, and whatever it has started */
  constructor(engine: Engine, pipeline: Pipeline, scope: Scope) {
    this.#engine = engine;
    this.#pipeline = pipeline;
    this.#scope = scope;
    this.#seen = new SeenKeys(engine.parts.keyOf === defaultKey);
  }

  async *all(): AsyncGenerator<Discovered> {
    for await (const source of singleSources(this.#pipeline.sources, this.#engine.parts.base)) {
      const found = await this.#find(source);
      if (this.#isStopping) return;
      // Most sources are one task: it need not go through a generator of its own.
      if (!('via' in found)) {
        if (this.#isNew(found)) yield found;
        continue;
      }
      for await (const item of this.#expand(found, 0)) {
        if (this.#isStopping) return;
        if (this.#isNew(item)) yield item;
      }
    }
  }

  get #isStopping(): boolean {
    return this.#scope.aborted || this.#engine.parts.drain.aborted;
  }

  /** Whether a task has not come before; counts it either way. */
  #isNew(item: Discovered): boolean {
    const key = 'bound' in item ? item.bound.task.key : item.failed.key;
    if (this.#seen.add(key)) {
      this.tasks++;
      return true;
    }
    // A discovery that was started again repeats itself: that is nobody's doubling.
    if (!item.repeated) this.duplicates++;
    return false;
  }

  /** What a source is: a task, or something that a collector discovers in. */
  async #find(source: SingleSource): Promise<Discovered | Discovering> {
    if (source.kind === 'wrong') return this.#failed(source.text, source.error);
    const { base, freeCollectors } = this.#engine.parts;
    const { links = freeCollectors, with: fields } = this.#pipeline;
    try {
      return await this.#taskOf(labelOf(source), await bindSource(source, links, fields, base));
    } catch (error) {
      return this.#failed(labelOf(source), error);
    }
  }

  async #taskOf(label: string, links: readonly BoundLink[]): Promise<Discovered | Discovering> {
    const asked: BoundLink[] = [];
    let error: unknown;
    let isNamed = false;
    for (const via of links) {
      // A collector that cannot be made fails its tasks one by one, when their turn comes.
      const instance = await this.#engine.instance(via.link).catch(() => undefined);
      if (!instance?.discover || instance.canDiscover?.(via.request) === false) {
        asked.push(via);
        continue;
      }
      const items = this.#discover(label, via, instance);
      if (links.length === 1) return { via, items };
      const refined = await refine(items);
      if (refined.kind === 'many' && !isNamed) return { via, items: refined.items };
      if (refined.kind === 'one') asked.push({ ...via, request: refined.request });
      // What stands before it calls the source one thing: it tells what it makes of that when its turn comes.
      else if (refined.kind === 'many') {
        asked.push(via);
        await items.return(undefined);
      } else error ??= refined.error;
      isNamed ||= refined.kind === 'one';
    }
    if (asked.length === 0) throw error;
    return { bound: this.#bind(label, asked) };
  }

  #discover(label: string, via: BoundLink, instance: CollectorInstance<unknown>): AsyncGenerator<Expansion> {
    const about = {
      engine: this.#engine,
      pipeline: this.#pipeline,
      scope: this.#scope,
      traffic: this.traffic,
    };
    return expand(about, label, via, instance);
  }

  /** The tasks that a collector discovers. */
  async *#expand({ via, items }: Discovering, depth: number): AsyncGenerator<Discovered> {
    for await (const item of items) {
      const repeated = item.repeated ? ({ repeated: true } as const) : {};
      if (item.kind === 'failed') yield { ...this.#failed(item.label, item.error), ...repeated };
      else if (item.kind === 'handover') {
        for await (const task of this.#handOver(item.handover, depth + 1)) yield { ...task, ...repeated };
      } else {
        const bound = this.#bind(item.label, [{ link: via.link, request: item.request }]);
        yield { bound, ...repeated };
      }
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
      const found = await this.#taskOf(source, links);
      if ('via' in found) yield* this.#expand(found, depth);
      else yield found;
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
