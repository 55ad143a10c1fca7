import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '@bowerbird/cache';
import {
  CollectError,
  type CollectorInstance,
  type ErrorData,
  findNotJson,
  type Handover,
  isBowerbirdError,
  isCollectError,
  isPaid,
  type JsonValue,
  type Task,
  toErrorData,
  validate,
} from '@bowerbird/core';
import type { Pipeline, Source } from '../config/types.ts';
import { untilAborted } from '../execute/attempt.ts';
import type { BoundTask, Engine } from '../execute/engine.ts';
import type { Recorder } from '../execute/recorder.ts';
import { type BoundLink, bindSource, labelOf } from './bind.ts';
import { SeenKeys } from './seen.ts';
import { singleSources } from './sources.ts';

// A feed may hand over a playlist that hands over a video; something that hands over itself must end.
const DEEPEST_HANDOVER = 5;

/** A task, or a source that cannot become one. */
export type Discovered = { readonly bound: BoundTask } | { readonly failed: Task; readonly error: ErrorData };

/** Finds the tasks of a pipeline, lazily: nothing is expanded before somebody asks for it. */
export class Discovery {
  tasks = 0;
  duplicates = 0;
  readonly #engine: Engine;
  readonly #pipeline: Pipeline;
  readonly #seen = new SeenKeys();
  readonly #recorders: Recorder[] = [];

  constructor(engine: Engine, pipeline: Pipeline) {
    this.#engine = engine;
    this.#pipeline = pipeline;
  }

  /** What discovering took of the network. */
  get traffic(): { readonly requests: number; readonly bytes: number } {
    const sum = { requests: 0, bytes: 0 };
    for (const { traffic } of this.#recorders) {
      sum.requests += traffic.requests;
      sum.bytes += traffic.bytes;
    }
    return sum;
  }

  async *all(): AsyncGenerator<Discovered> {
    for await (const source of singleSources(this.#pipeline.sources, this.#engine.parts.base)) {
      if (this.#engine.parts.signal.aborted) return;
      if (source.kind === 'wrong') yield this.#failed(source.text, source.error);
      else yield* this.#unique(this.#expandSource(source));
    }
  }

  async *#unique(found: AsyncIterable<Discovered>): AsyncGenerator<Discovered> {
    for await (const item of found) {
      const key = 'bound' in item ? item.bound.task.key : item.failed.key;
      if (this.#seen.add(key)) {
        this.tasks++;
        yield item;
      } else this.duplicates++;
    }
  }

  async *#expandSource(source: Exclude<Source, { kind: 'list' }>): AsyncGenerator<Discovered> {
    const label = labelOf(source);
    const { base, freeCollectors } = this.#engine.parts;
    try {
      const links = await bindSource(
        source,
        this.#pipeline.links ?? freeCollectors,
        this.#pipeline.with,
        base,
      );
      yield* this.#expand(label, links, 0);
    } catch (error) {
      yield this.#failed(label, error);
    }
  }

  /** The tasks of a bound source: what its collector discovers, or itself. */
  async *#expand(label: string, links: readonly BoundLink[], depth: number): AsyncGenerator<Discovered> {
    for (const via of links) {
      const instance = await this.#instance(via);
      if (!instance?.discover) continue;
      yield* this.#discover(label, via, instance, depth);
      return;
    }
    yield this.#bound(label, links);
  }

  /** A collector that cannot be made fails its tasks one by one, when their turn comes. */
  async #instance(via: BoundLink): Promise<CollectorInstance<unknown> | undefined> {
    return this.#engine.instance(via.link).catch(() => undefined);
  }

  /** One that throws is started again: what it fetched replays, and what it yielded already is dropped as a duplicate. */
  async *#discover(
    label: string,
    via: BoundLink,
    instance: CollectorInstance<unknown>,
    depth: number,
  ): AsyncGenerator<Discovered> {
    const { retry, signal } = this.#engine.parts;
    for (let attempt = 1; ; attempt++) {
      try {
        for await (const item of this.#items(via, instance)) yield* this.#take(label, via, item, depth);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const again = !isCollectError(error) || error.recovery === 'retry';
        if (!again || attempt >= retry.attempts) {
          yield this.#failed(label, error);
          return;
        }
        const wait = isCollectError(error) ? error.retryAfterMs : undefined;
        await sleep(wait ?? retry.delayMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Each item must come within the pipeline's timeout; how long somebody takes to ask for the next one does not count. */
  async *#items(via: BoundLink, instance: CollectorInstance<unknown>): AsyncGenerator<unknown> {
    const name = via.link.definition.name;
    const controller = new AbortController();
    const signal = AbortSignal.any([this.#engine.parts.signal, controller.signal]);
    const recorder = this.#engine.recorder(this.#pipeline, name, signal);
    this.#recorders.push(recorder);
    const { context, close } = this.#engine.context(
      { pipeline: this.#pipeline.name, collector: name },
      recorder,
      signal,
    );
    const { timeoutMs } = this.#pipeline;
    const late = () =>
      controller.abort(
        new CollectError('TIMED_OUT', `${name} discovered nothing for ${timeoutMs / 1000} s`, {
          recovery: 'retry',
          hint: 'Raise "timeout" if it needs longer.',
        }),
      );
    const items = instance.discover?.(via.request, context)[Symbol.asyncIterator]();
    try {
      while (items) {
        const timer = setTimeout(late, timeoutMs);
        const next = await untilAborted(Promise.resolve(items.next()), signal).finally(() =>
          clearTimeout(timer),
        );
        if (next.done) return;
        yield next.value;
      }
    } finally {
      close();
      // Not awaited: a generator that hangs would hang here too.
      Promise.resolve(items?.return?.()).catch(() => undefined);
    }
  }

  async *#take(label: string, via: BoundLink, item: unknown, depth: number): AsyncGenerator<Discovered> {
    if (isHandover(item)) {
      yield* this.#handOver(item, depth + 1);
      return;
    }
    const { definition } = via.link;
    const request = (await validate(
      definition.request,
      item,
      `what ${definition.name} discovered in ${label}`,
    )) as JsonValue;
    const lost = findNotJson(request);
    if (lost)
      throw new CollectError(
        'DEFINITION_INVALID',
        `what ${definition.name} discovered in ${label}: ${lost}`,
        { recovery: 'next' },
      );
    yield this.#bound(labelOfRequest(request, label), [{ link: via.link, request }]);
  }

  /** To the links of this pipeline that accept it, else to any free collector that does. */
  async *#handOver({ source, with: fields }: Handover, depth: number): AsyncGenerator<Discovered> {
    const { base, freeCollectors } = this.#engine.parts;
    try {
      if (depth > DEEPEST_HANDOVER) {
        throw new CollectError(
          'SOURCE_INVALID',
          `${source} was handed over more than ${DEEPEST_HANDOVER} times`,
          { recovery: 'next' },
        );
      }
      const resource = { kind: 'resource', text: source, fields: fields ?? {} } as const;
      const bind = (links: typeof freeCollectors) => bindSource(resource, links, this.#pipeline.with, base);
      const own = this.#pipeline.links ?? freeCollectors;
      const links = await bind(own).catch((error: unknown) => {
        if (isBowerbirdError(error) && error.code === 'SOURCE_UNSUPPORTED') return bind(freeCollectors);
        throw error;
      });
      yield* this.#expand(source, links, depth);
    } catch (error) {
      yield this.#failed(source, error);
    }
  }

  #bound(source: string, links: readonly BoundLink[]): Discovered {
    const taskLinks = links.map(({ link: { definition }, request }) => {
      const collector = definition.name;
      const { keyOf } = this.#engine.parts;
      const identity: JsonValue = definition.identify ? definition.identify(request) : request;
      const key = keyOf({ collector, identity });
      return isPaid(definition)
        ? { collector, request, key, order: sha256(JSON.stringify(definition.order(request))) }
        : { collector, request, key };
    });
    const [first] = taskLinks;
    const key =
      first && taskLinks.length === 1 ? first.key : sha256(taskLinks.map((link) => link.key).join('\n'));
    return {
      bound: {
        task: { pipeline: this.#pipeline.name, key, source, links: taskLinks },
        pipeline: this.#pipeline,
        links,
      },
    };
  }

  #failed(source: string, error: unknown): Discovered {
    const task: Task = { pipeline: this.#pipeline.name, key: sha256(source), source, links: [] };
    return { failed: task, error: toErrorData(error) };
  }
}

function isHandover(item: unknown): item is Handover {
  if (typeof item !== 'object' || item === null) return false;
  const names = Object.keys(item);
  return names.includes('source') && names.every((name) => name === 'source' || name === 'with');
}

/** What people recognise a discovered request by: its address if it has one. */
function labelOfRequest(request: JsonValue, found: string): string {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return `${found} › ${JSON.stringify(request)}`;
  const fields = request as Readonly<Record<string, JsonValue | undefined>>;
  const name = fields.url ?? fields.path ?? fields.id;
  return typeof name === 'string' ? name : `${found} › ${JSON.stringify(request)}`;
}
