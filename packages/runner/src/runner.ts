import { definitions as cacheDefinitions, defaultKey } from '@bowerbird/cache';
import type { CacheAdapter, KeyGenerator, Outcome, Problem, RunMode, Subscriber } from '@bowerbird/core';
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
import { EventBus, scrubber } from './events/bus.ts';
import { summarise } from './events/summary.ts';
import { Engine } from './execute/engine.ts';
import { ComputePool } from './execute/pool.ts';
import { type Folders, foldersOf } from './folders.ts';
import { Instances } from './instances.ts';
import { HttpClient } from './network/client.ts';
import { loadPlugins } from './plugins/load.ts';
import { createRegistry, type Registry } from './plugins/registry.ts';
import { askedPipelines, stoppedBy } from './runs/asked.ts';
import { collectInOrder } from './runs/collect.ts';
import { planPipeline } from './runs/plan.ts';
import { type RunWork, runPipelines } from './runs/run.ts';
import { StoreInspection } from './store/inspection.ts';
import { cacheLocation, openCache } from './store/open.ts';
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
  readonly #scrub: (text: string) => string;
  readonly #client: HttpClient;
  readonly #pool = new ComputePool();
  #opened: Promise<CacheAdapter> | undefined;

  constructor(parts: Parts) {
    const { config, plugins, registry, options, folders } = parts;
    this.#parts = parts;
    this.file = config.file;
    this.pipelines = config.pipelines.map((pipeline) => pipeline.name);
    this.plugins = plugins;
    this.problems = config.problems;
    this.schema = configJsonSchema(registry);
    this.cache = new StoreInspection(cacheLocation(config.cache, options.cache, folders.cache), () =>
      this.#openCache(),
    );
    this.#scrub = scrubber(config.secrets);
    this.#bus = new EventBus(this.#scrub);
    for (const subscriber of options.subscribers ?? []) this.#bus.subscribe(subscriber);
    const { maxBytes, userAgent } = config.network;
    this.#client = new HttpClient({ maxBytes, userAgent: userAgent ?? `bowerbird/${VERSION}` });
  }

  subscribe(subscriber: Subscriber): () => void {
    return this.#bus.subscribe(subscriber);
  }

  async plan(options: PlanOptions = {}): Promise<Plan> {
    const pipelines = askedPipelines(this.#parts.config, options.pipelines);
    const work = { mode: modeOf(options), emit: () => {}, signal: options.signal ?? never() };
    return this.#withEngine(work, async (engine) => ({
      pipelines: await Promise.all(pipelines.map((pipeline) => planPipeline(engine, pipeline))),
    }));
  }

  async run(options: RunOptions = {}): Promise<RunSummary> {
    const pipelines = askedPipelines(this.#parts.config, options.pipelines);
    const { emit } = this.#bus.forRun();
    const fold = summarise();
    const unsubscribe = this.#bus.subscribe(fold.subscriber);
    try {
      for (const message of this.#warnings(pipelines)) emit({ type: 'warning', message });
      await this.#run({ pipelines, mode: modeOf(options), emit, signal: options.signal ?? never() });
      return fold.summary();
    } finally {
      unsubscribe();
    }
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
    const { emit } = this.#bus.forRun();
    const mode = modeOf(options);
    const outcomes = collectInOrder(emit, options.signal ?? never(), (watch) =>
      this.#run({ pipelines: [pipeline], mode, ...watch }),
    );
    for await (const outcome of outcomes) yield this.#scrubbed(outcome);
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#pool.close()]);
    const opened = this.#opened;
    this.#opened = undefined;
    // What was injected belongs to whoever made it.
    if (opened && !this.#parts.options.cache) await opened.then((cache) => cache.close?.());
  }

  #run(work: Omit<RunWork, 'withEngine'>): Promise<void> {
    return runPipelines({ ...work, withEngine: (task) => this.#withEngine(work, task) });
  }

  /** Gives the work an engine, and closes the instances that it made: a sink is complete only then. */
  async #withEngine<T>(
    { mode, emit, signal }: Pick<RunWork, 'mode' | 'emit' | 'signal'>,
    work: (engine: Engine) => Promise<T>,
  ): Promise<T> {
    const { config, folders, options } = this.#parts;
    const cache = await this.#openCache();
    const instances = new Instances(config.base, folders.data);
    const engine = new Engine({
      cache,
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
    let result: T;
    try {
      result = await work(engine);
    } catch (error) {
      await instances.close().catch(() => undefined);
      throw error;
    }
    await instances.close();
    return result;
  }

  #openCache(): Promise<CacheAdapter> {
    const { config, folders, options } = this.#parts;
    this.#opened ??= openCache(config, options.cache, folders.cache);
    return this.#opened;
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

  #scrubbed(outcome: Outcome): Outcome {
    if (outcome.status !== 'failed') return outcome;
    return { ...outcome, error: JSON.parse(this.#scrub(JSON.stringify(outcome.error))) };
  }
}

function modeOf(options: RunOptions): RunMode {
  const { refresh = false, offline = false, cache = true, prune = false } = options;
  return { refresh, offline, cache, prune };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
