import { noCache } from '@bowerbird/cache';
import {
  type CacheAdapter,
  type CollectorDefinition,
  type CollectorInstance,
  type Document,
  type ErrorData,
  isBowerbirdError,
  isPaid,
  type JsonObject,
  type KeyGenerator,
  type RunMode,
  type Task,
} from '@bowerbird/core';
import type { Scrub } from '@bowerbird/secrets';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Configured, Pipeline } from '../config/types.ts';
import type { Emit } from '../events/bus.ts';
import { logFact } from '../events/log.ts';
import type { Instances } from '../instances.ts';
import type { Client } from '../network/client.ts';
import type { MovedSources } from '../runs/moved.ts';
import type { BoundLink } from '../stages/bind.ts';
import { AnswerStore, type Entry } from '../store/answers.ts';
import { EvidenceStore } from '../store/evidence.ts';
import { FileDigests } from '../store/files.ts';
import { RefusalStore } from '../store/refusals.ts';
import type { CallClock } from './compute.ts';
import { type OpenContext, openContext } from './context.ts';
import { Flights } from './flights.ts';
import { Keeping } from './keeping.ts';
import type { Spending } from './paid/spending.ts';
import { policyOf, ttlOf } from './policy.ts';
import type { ComputePool } from './pool.ts';
import { type Freshness, type Recorded, type RecordedCall, Recorder } from './recorder.ts';
import type { RetryPolicy } from './retry.ts';
import { Scope } from './scope.ts';
import type { Turns } from './turns.ts';

/** A task with the definitions that its links name. */
export interface BoundTask {
  readonly task: Task;
  readonly pipeline: Pipeline;
  readonly links: readonly BoundLink[];
}

/** What became of a task before its documents are delivered. */
export type Answer =
  | {
      readonly kind: 'documents';
      readonly by: string;
      readonly entry: Entry;
      /** Absent: still in the store. */
      readonly documents?: readonly Document[] | undefined;
      readonly from: 'cache' | 'evidence' | 'source';
      readonly change: 'new' | 'changed' | 'unchanged';
      /** Why it could not be compared with its source, though it is due. */
      readonly stale?: string | undefined;
      /** What it has cost just now, in US dollars. */
      readonly cost?: number | undefined;
      /** The links before it, and why they did not answer. */
      readonly passed?: readonly PassedLink[] | undefined;
    }
  | { readonly kind: 'gone'; readonly reason: string };

/** A link that did not answer, and why. */
interface PassedLink {
  readonly collector: string;
  readonly reason: string;
}

/** What a run works with. */
export interface EngineParts {
  readonly cache: CacheAdapter;
  /** Whether a call of the cache has failed in this run. */
  readonly cacheFailed: () => boolean;
  readonly moved: MovedSources;
  readonly keyOf: KeyGenerator;
  readonly client: Client;
  readonly pool: ComputePool;
  /** Of all runs that share a cache in this process. */
  readonly turns: Turns;
  readonly instances: Instances;
  readonly scrub: Scrub;
  readonly emit: Emit;
  readonly mode: RunMode;
  readonly signal: AbortSignal;
  /** Once it is aborted nothing more is begun. */
  readonly drain: AbortSignal;
  readonly retry: RetryPolicy;
  /** Every free collector that is loaded, with default options: for sources without a named one. */
  readonly freeCollectors: readonly Configured<CollectorDefinition>[];
  readonly base: string;
  readonly spending: Spending;
}

interface Stores {
  readonly answers: AnswerStore;
  readonly refusals: RefusalStore;
  readonly evidence: EvidenceStore;
  readonly files: FileDigests;
}

// So many answers may be on their way to the store: they are in memory.
const MOST_KEEPING = 128;

/** What the stages and the executions of one run share. */
export class Engine {
  readonly parts: EngineParts;
  readonly startedAt = Date.now();
  readonly flights = new Flights<Answer>();
  /** Collectors that are out for the rest of the run, by identity, with the reason. */
  readonly stopped = new Map<string, ErrorData>();
  readonly keeping = new Keeping(MOST_KEEPING);
  /** The whole run. */
  readonly scope: Scope;
  readonly #limits = new Map<string, LimitFunction>();
  readonly #kept: Stores;
  readonly #unkept: Stores;

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.scope = new Scope(parts.signal);
    this.#kept = storesOn(parts.cache);
    this.#unkept = storesOn(noCache());
  }

  /** Whether a call of the cache has failed in this run: what is missing there may have been there, and what was written may not be. */
  get cacheFailed(): boolean {
    return this.parts.cacheFailed();
  }

  /** Whether an error says that the run begins nothing more, and nothing of the source. */
  isDrained(error: unknown): boolean {
    return this.parts.drain.aborted && isBowerbirdError(error) && error.code === 'ABORTED';
  }

  stores(pipeline: Pipeline, collector: string): Stores {
    return this.isKept(pipeline, collector) ? this.#kept : this.#unkept;
  }

  /** Whether what a collector brings in a pipeline is kept. */
  isKept(pipeline: Pipeline, collector: string): boolean {
    return this.parts.mode.cache && policyOf(pipeline, collector).enabled;
  }

  /**
   * What counts as it is for a request.
   * What this run itself has brought always does: otherwise a repeated attempt would fetch it again.
   */
  freshness(pipeline: Pipeline, { collector, request }: Pick<Recorded, 'collector' | 'request'>): Freshness {
    const { refresh, offline } = this.parts.mode;
    const oldest = refresh ? this.startedAt : Date.now() - ttlOf(policyOf(pipeline, collector), request);
    return { freshAfter: Math.min(oldest, this.startedAt), offline };
  }

  /** The slots of one collector in one pipeline. */
  limit(pipeline: Pipeline, link: Configured<CollectorDefinition>): LimitFunction {
    const key = `${pipeline.name}\n${link.identity}`;
    const limit = this.#limits.get(key) ?? pLimit(pipeline.concurrency);
    this.#limits.set(key, limit);
    return limit;
  }

  instance(link: Configured<CollectorDefinition>): Promise<CollectorInstance<unknown>> {
    return this.parts.instances.get(
      link as Configured<CollectorDefinition & { create(): CollectorInstance<unknown> }>,
    );
  }

  /** @param request key of the request */
  recorder(
    pipeline: Pipeline,
    { name, robots = false }: CollectorDefinition,
    request: string,
    call: RecordedCall,
  ): Recorder {
    const { client, scrub } = this.parts;
    const { evidence, files } = this.stores(pipeline, name);
    const about = { collector: name, request, robots, kept: this.isKept(pipeline, name) };
    // Most attempts find nothing whose age matters.
    const freshness = () => this.freshness(pipeline, about);
    return new Recorder({ evidence, files, client, scrub }, about, freshness, call);
  }

  /** A recorder that neither keeps nor replays: for what is done with a provider. */
  passing({ name }: CollectorDefinition, request: string, call: RecordedCall): Recorder {
    const { client, scrub } = this.parts;
    const { evidence, files } = this.#unkept;
    const about = { collector: name, request, robots: false, kept: false };
    const freshness = () => ({ freshAfter: Number.POSITIVE_INFINITY, offline: this.parts.mode.offline });
    return new Recorder({ evidence, files, client, scrub }, about, freshness, call);
  }

  get spending(): Spending {
    return this.parts.spending;
  }

  /** A context for one call of a collector. */
  context(
    about: { readonly pipeline: string; readonly collector: string; readonly key?: string },
    recorder: Recorder,
    scope: Scope,
    clock?: CallClock,
  ): OpenContext {
    const { pool, emit } = this.parts;
    const log = (message: string, data?: JsonObject) => emit(logFact(about, message, data));
    return openContext({ scope, recorder, pool, log, clock });
  }
}

function storesOn(cache: CacheAdapter): Stores {
  return {
    answers: new AnswerStore(cache),
    refusals: new RefusalStore(cache),
    evidence: new EvidenceStore(cache),
    files: new FileDigests(cache),
  };
}

/** The links of a bound task that cost nothing. */
export function isFree(link: BoundLink): boolean {
  return !isPaid(link.link.definition);
}
