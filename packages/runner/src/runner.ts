import { definitions as cacheDefinitions, defaultKey } from '@bowerbird/cache';
import type { KeyGenerator, Outcome, Problem, RunMode, Subscriber } from '@bowerbird/core';
import type {
  CollectOptions,
  LoadedPlugin,
  Plan,
  PlanOptions,
  Runner,
  RunnerOptions,
  RunOptions,
  RunSummary,
} from './api.ts';
import { checkConfig } from './config/check.ts';
import { configJsonSchema } from './config/json-schema.ts';
import type { CheckedConfig, LoadedConfig, Pipeline } from './config/types.ts';
import { AnswerCounts } from './events/answer-counts.ts';
import { type Emit, EventBus } from './events/bus.ts';
import { type Scrub, scrubber, scrubError, scrubJson } from './events/scrub.ts';
import { summarise } from './events/summary.ts';
import { Engine } from './execute/engine.ts';
import { ComputePool } from './execute/pool.ts';
import { type Folders, foldersOf } from './folders.ts';
import { StoreInspection } from './inspect/inspection.ts';
import { Listing } from './inspect/listing.ts';
import { Instances } from './instances.ts';
import { HttpClient } from './network/client.ts';
import { loadPlugins } from './plugins/load.ts';
import { createRegistry, type Registry } from './plugins/registry.ts';
import { askedPipelines, stoppedBy } from './runs/asked.ts';
import { collectInOrder } from './runs/collect.ts';
import { conclude } from './runs/conclude.ts';
import { MovedSources } from './runs/moved.ts';
import { planPipeline } from './runs/plan.ts';
import { type RunWork, runPipelines } from './runs/run.ts';
import { cacheLocation, type OpenedCache, openCache, WITHOUT_CACHE } from './store/open.ts';
import { RunCache } from './store/run-cache.ts';
import { RunStatistics } from './store/run-statistics.ts';
import { VERSION } from './version.ts';

const RETRY = { attempts: 3, delayMs: 500 };

/**
 * A runner for a configuration: loads its plugins and checks all of it. What is wrong is in `problems`, and thrown only when it
 * stops what is asked for. Opens nothing: the cache is opened at the first run.
 */
export async function createRunner(loaded: LoadedConfig, options: RunnerOptions = {}): Promise<Runner> {
  const builtIn = options.plugins ?? [];
  const named = await loadPlugins([...builtIn, ...loaded.plugins], { builtIn: builtIn.length });
  const plugins = [...named, { specifier: '@bowerbird/cache', builtIn: true, definitions: cacheDefinitions }];
  const registry = createRegistry(plugins, options.definitions);
  const env = options.env ?? process.env;
  const config = await checkConfig(loaded, registry, env);
  return new ConfiguredRunner({ config, plugins, registry, options, folders: foldersOf(env) });
}

interface Parts {
  readonly config: CheckedConfig;
  readonly plugins: readonly LoadedPlugin[];
  readonly registry: Registry;
  readonly options: RunnerOptions;
  readonly folders: Folders;
}

class ConfiguredRunner implements Runner {
  readonly file: string | undefined;
  readonly pipelines: readonly string[];
  readonly plugins: readonly LoadedPlugin[];
  readonly problems: readonly Problem[];
  readonly schema: Readonly<Record<string, unknown>>;
  readonly cache: StoreInspection;
  readonly #parts: Parts;
  readonly #bus: EventBus;
  readonly #scrub: Scrub;
  readonly #client: HttpClient;
  readonly #pool = new ComputePool();
  #opened: Promise<OpenedCache> | undefined;

  constructor(parts: Parts) {
    const { config, plugins, registry, options, folders } = parts;
    this.#parts = parts;
    this.file = config.file;
    this.pipelines = config.pipelines.map((pipeline) => pipeline.name);
    this.plugins = plugins;
    this.problems = config.problems;
    this.schema = configJsonSchema(registry);
    const location = cacheLocation(config.cache, options.cache, folders.cache);
    this.cache = new StoreInspection(new Listing(location, async () => (await this.#openCache()).cache), {
      policies: config,
      collectors: registry.collectors().map(({ name }) => name),
      counts: () => new RunStatistics(this.#folder).read(),
    });
    this.#scrub = scrubber(config.secrets);
    this.#bus = new EventBus(this.#scrub);
    for (const subscriber of options.subscribers ?? []) this.#bus.subscribe(subscriber);
    const { maxBytes, userAgent } = config.network;
    this.#client = new HttpClient({ maxBytes, userAgent: userAgent ?? `bowerbird/${VERSION}` });
  }

  subscribe(subscriber: Subscriber): () => void {
    return this.#bus.subscribe(subscriber);
  }

  plan(options: PlanOptions = {}): Promise<Plan> {
    return this.#scrubbing(async () => {
      const pipelines = askedPipelines(this.#parts.config, options.pipelines);
      const { engine, close, cache } = await this.#open(modeOf(options), () => {}, options.signal ?? never());
      try {
        const planned = await Promise.all(pipelines.map((pipeline) => planPipeline(engine, pipeline)));
        // What a broken cache does not show is no plan.
        cache.throwIfFailed();
        return { pipelines: planned };
      } finally {
        await close();
      }
    });
  }

  run(options: RunOptions = {}): Promise<RunSummary> {
    return this.#scrubbing(async () => {
      const asked = askedPipelines(this.#parts.config, options.pipelines);
      const pipelines = options.deliver === false ? asked.map(withoutDelivery) : asked;
      const fold = summarise();
      const unsubscribe = this.#bus.subscribe(fold.subscriber);
      const [emit, signal] = [this.#bus.forRun(), options.signal ?? never()];
      const warnings = this.#warnings(pipelines);
      try {
        await this.#run({ pipelines, mode: modeOf(options), emit, signal, warnings });
        return fold.summary();
      } finally {
        unsubscribe();
      }
    });
  }

  async *collect(sources: readonly string[], options: CollectOptions = {}): AsyncGenerator<Outcome> {
    const { config } = this.#parts;
    const stopping = this.problems.filter((problem) => problem.pipeline === undefined);
    if (stopping.length > 0) throw stoppedBy(stopping, this.file);
    const pipeline: Pipeline = {
      ...config.defaults,
      name: 'collect',
      links: undefined,
      sources: sources.map((text) => ({ kind: 'resource', text, fields: {} })),
      with: {},
      transforms: [],
      sinks: [],
      // One by one: nobody should wait for a batch to fill.
      batchSize: 1,
    };
    const mode = modeOf(options);
    const outcomes = collectInOrder(this.#bus.forRun(), options.signal ?? never(), (watch) =>
      this.#scrubbing(() => this.#run({ pipelines: [pipeline], mode, warnings: [], ...watch })),
    );
    for await (const outcome of outcomes) {
      yield outcome.status === 'failed'
        ? { ...outcome, error: scrubJson(outcome.error, this.#scrub) }
        : outcome;
    }
  }

  scrub(text: string): string {
    return this.#scrub(text);
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#pool.close()]);
    const opened = this.#opened;
    this.#opened = undefined;
    // What was injected belongs to whoever made it.
    if (!opened || this.#parts.options.cache) return;
    await opened.then(
      ({ cache }) => cache.close?.(),
      // One that could not be opened has told so already.
      () => undefined,
    );
  }

  #run(work: Omit<RunWork, 'open'>): Promise<void> {
    const { mode, signal } = work;
    const answers = new AnswerCounts();
    const emit: Emit = (fact) => {
      answers.hear(fact);
      work.emit(fact);
    };
    const statistics = new RunStatistics(mode.cache ? this.#folder : undefined);
    const open = async () => {
      const { engine, close, cache, moved } = await this.#open(mode, emit, signal);
      return { engine, close, conclude: () => conclude({ cache, moved, answers, statistics }) };
    };
    return runPipelines({ ...work, emit, open });
  }

  /** Of the cache; a cache that was given has none. */
  get #folder(): string | undefined {
    const { config, folders, options } = this.#parts;
    return options.cache ? undefined : (config.cache.directory ?? folders.cache);
  }

  async #open(mode: RunMode, emit: Emit, signal: AbortSignal) {
    const { config, folders, options } = this.#parts;
    // Without the cache it is not even opened: that is the way round a broken one.
    const cache = new RunCache(mode.cache ? await this.#openCache() : WITHOUT_CACHE);
    const moved = new MovedSources(cache);
    const instances = new Instances(config.base, folders.data);
    const engine = new Engine({
      cache: cache.cache,
      cacheFailed: () => cache.failed,
      moved,
      keyOf: await this.#keyGenerator(instances),
      client: this.#client,
      pool: this.#pool,
      instances,
      scrub: this.#scrub,
      emit,
      mode,
      signal,
      retry: options.retry ?? RETRY,
      freeCollectors: config.freeCollectors,
      base: config.base,
    });
    return { engine, close: () => instances.close(), cache, moved };
  }

  /** What is thrown out of the runner holds no secrets either. */
  async #scrubbing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw scrubError(error, this.#scrub);
    }
  }

  #openCache(): Promise<OpenedCache> {
    const { config, folders, options } = this.#parts;
    this.#opened ??= openCache(config, options.cache, folders.cache);
    return this.#scrubbing(() => this.#opened ?? Promise.reject(new Error('the runner is closed')));
  }

  async #keyGenerator(instances: Instances): Promise<KeyGenerator> {
    const { config, options } = this.#parts;
    if (options.keyGenerator) return options.keyGenerator;
    return config.cache.keys ? instances.get(config.cache.keys) : defaultKey;
  }

  #warnings(pipelines: readonly Pipeline[]): readonly string[] {
    const running = new Set(pipelines.map((pipeline) => pipeline.name));
    const broken = this.plugins.flatMap(({ specifier, error }) =>
      error ? [`the plugin ${specifier} was left out: ${error.message}`] : [],
    );
    const others = this.problems.filter(({ pipeline }) => pipeline !== undefined && !running.has(pipeline));
    return [...broken, ...others.map(({ path, message }) => `${path}: ${message}`)];
  }
}

function withoutDelivery(pipeline: Pipeline): Pipeline {
  return { ...pipeline, transforms: [], sinks: [] };
}

function modeOf(options: RunOptions): RunMode {
  const { refresh = false, offline = false, cache = true, prune = false } = options;
  return { refresh, offline, cache, prune };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
