import { randomUUID } from 'node:crypto';
import { isPaid, type Outcome, type Problem, type RunMode, type Subscriber } from '@bowerbird/core';
import { type Scrub, scrubber, scrubError, scrubJson } from '@bowerbird/secrets';
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
import { type Assembled, assemble } from './assemble.ts';
import { configJsonSchema } from './config/json-schema.ts';
import { oldPrices } from './config/old-prices.ts';
import type { LoadedConfig, Pipeline } from './config/types.ts';
import { AnswerCounts } from './events/answer-counts.ts';
import { type Emit, EventBus } from './events/bus.ts';
import { summarise } from './events/summary.ts';
import { Engine, type EngineParts } from './execute/engine.ts';
import { Spending } from './execute/paid/spending.ts';
import { type Folders, foldersOf, ledgerFile } from './folders.ts';
import { LedgerInspection } from './inspect/costs.ts';
import { StoreInspection } from './inspect/inspection.ts';
import { Listing } from './inspect/listing.ts';
import { Instances } from './instances.ts';
import { Resources } from './resources.ts';
import { askedPipelines, stoppedBy } from './runs/asked.ts';
import { collectInOrder } from './runs/collect.ts';
import { conclude } from './runs/conclude.ts';
import { MovedSources } from './runs/moved.ts';
import { planPipeline } from './runs/plan.ts';
import { sumOf } from './runs/quote.ts';
import { type RunWork, runPipelines } from './runs/run.ts';
import { keyGenerator } from './store/key-generator.ts';
import { cacheLocation, WITHOUT_CACHE } from './store/open.ts';
import { RunCache } from './store/run-cache.ts';
import { RunStatistics } from './store/run-statistics.ts';

const RETRY = { attempts: 3, delayMs: 500 };
// A provider's list may lag behind by so much.
const FIND_FOR_MS = 60_000;

/**
 * A runner for a configuration: loads its plugins and checks all of it. What is wrong is in `problems`, and thrown only when it
 * stops what is asked for. Opens nothing: the cache is opened at the first run.
 */
export async function createRunner(loaded: LoadedConfig, options: RunnerOptions = {}): Promise<Runner> {
  const assembled = await assemble(loaded, options);
  return new ConfiguredRunner({ ...assembled, options, folders: foldersOf(options.env ?? process.env) });
}

interface Parts extends Assembled {
  readonly options: RunnerOptions;
  readonly folders: Folders;
}

class ConfiguredRunner implements Runner {
  readonly file: string | undefined;
  readonly pipelines: readonly string[];
  readonly paid: readonly string[];
  readonly budgeted: boolean;
  readonly plugins: readonly LoadedPlugin[];
  readonly problems: readonly Problem[];
  readonly cache: StoreInspection;
  readonly costs: LedgerInspection;
  readonly folder: string;
  readonly #parts: Parts;
  readonly #bus: EventBus;
  readonly #scrub: Scrub;
  readonly #resources: Resources;
  /** Whose resources it uses, and leaves open. */
  readonly #shared: ConfiguredRunner | undefined;
  #schema: Readonly<Record<string, unknown>> | undefined;

  constructor(parts: Parts) {
    const { config, plugins, registry, options, folders } = parts;
    this.folder = folders.data;
    const { limits } = config.budget;
    this.costs = new LedgerInspection(ledgerFile(folders), () => this.#resources.ledger(), limits);
    this.#parts = parts;
    this.file = config.file;
    this.pipelines = config.pipelines.map((pipeline) => pipeline.name);
    const buys = ({ links }: Pipeline) => links?.some(({ definition }) => isPaid(definition)) === true;
    this.paid = config.pipelines.filter(buys).map((pipeline) => pipeline.name);
    this.budgeted = limits.length > 0;
    const location = cacheLocation(config.cache, options.cache, folders.cache);
    this.cache = new StoreInspection(
      new Listing(location, async () => (await this.#resources.cache()).cache),
      {
        policies: config,
        collectors: registry.collectors().map(({ name }) => name),
        counts: () => this.#resources.statistics.read(),
      },
    );
    this.#scrub = scrubber(config.secrets);
    this.problems = scrubJson(config.problems, this.#scrub);
    this.plugins = plugins.map((plugin) =>
      plugin.error ? { ...plugin, error: scrubJson(plugin.error, this.#scrub) } : plugin,
    );
    this.#bus = new EventBus(this.#scrub);
    for (const subscriber of options.subscribers ?? []) this.#bus.subscribe(subscriber);
    this.#shared = options.shares instanceof ConfiguredRunner ? options.shares : undefined;
    this.#resources = this.#shared
      ? this.#shared.#resources
      : new Resources(config, folders, options.cache, this.#scrub);
  }

  get schema(): Readonly<Record<string, unknown>> {
    // Made when asked for: few do, and it takes longer than to check a configuration.
    this.#schema ??= scrubJson(configJsonSchema(this.#parts.registry), this.#scrub);
    return this.#schema;
  }

  subscribe(subscriber: Subscriber): () => void {
    return this.#bus.subscribe(subscriber);
  }

  plan(options: PlanOptions = {}): Promise<Plan> {
    return this.#scrubbing(async () => {
      const pipelines = askedPipelines(this.#parts.config, options.pipelines);
      const { engine, close, cache } = await this.#open({
        mode: modeOf(options),
        emit: () => {},
        signal: options.signal ?? never(),
        drain: never(),
        spending: this.#spending('', options),
      });
      try {
        const planned = await Promise.all(pipelines.map((pipeline) => planPipeline(engine, pipeline)));
        // What a broken cache does not show is no plan.
        cache.throwIfFailed();
        const price = sumOf(planned.map((pipeline) => pipeline.price));
        const isToBuy = price.purchases > 0;
        const budgets = isToBuy ? await this.costs.budgets() : [];
        return scrubJson({ pipelines: planned, price, budgeted: this.budgeted, budgets }, this.#scrub);
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
      const { signal = never(), drain = never() } = options;
      const run = randomUUID();
      const spending = this.#spending(run, options);
      const [emit, warnings] = [this.#bus.forRun(run), this.#warnings(pipelines)];
      try {
        await this.#run({ pipelines, mode: modeOf(options), emit, signal, drain, warnings }, spending);
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
    const run = randomUUID();
    const outcomes = collectInOrder(this.#bus.forRun(run), options.signal ?? never(), (watch) =>
      this.#scrubbing(() =>
        this.#run(
          { pipelines: [pipeline], mode, drain: never(), warnings: [], ...watch },
          this.#spending(run, {}),
        ),
      ),
    );
    for await (const outcome of outcomes) {
      // Documents are clean, apart from their content, which stays as it is.
      yield outcome.status === 'collected'
        ? { ...scrubJson({ ...outcome, documents: [] }, this.#scrub), documents: outcome.documents }
        : scrubJson(outcome, this.#scrub);
    }
  }

  scrub<T>(value: T): T {
    return scrubJson(value, this.#scrub);
  }

  close(): Promise<void> {
    return this.#scrubbing(async () => {
      if (!this.#shared) await this.#resources.close();
    });
  }

  #run(work: Omit<RunWork, 'open'>, spending: Spending): Promise<void> {
    const { mode, signal, drain } = work;
    const answers = new AnswerCounts();
    const emit: Emit = (fact) => {
      answers.hear(fact);
      work.emit(fact);
    };
    const statistics = mode.cache ? this.#resources.statistics : new RunStatistics(undefined);
    const open = async () => {
      const { engine, close, cache, moved } = await this.#open({ mode, emit, signal, drain, spending });
      const paid = work.pipelines.map(({ name }) => name).filter((name) => this.paid.includes(name));
      const unwanted = async () => (paid.length > 0 && !mode.offline ? spending.unwanted(paid) : []);
      return { engine, close, conclude: () => conclude({ cache, moved, answers, statistics, unwanted }) };
    };
    return runPipelines({ ...work, emit, open });
  }

  async #open({ mode, ...watch }: Pick<EngineParts, 'mode' | 'emit' | 'signal' | 'drain' | 'spending'>) {
    const { config, folders, options } = this.#parts;
    // Without the cache it is not even opened: that is the way round a broken one.
    const cache = new RunCache(mode.cache ? await this.#resources.cache() : WITHOUT_CACHE);
    const moved = new MovedSources(cache);
    const instances = new Instances(config.base, folders.data);
    const engine = new Engine({
      cache: cache.cache,
      cacheFailed: () => cache.failed,
      moved,
      keyOf: await keyGenerator(options.keyGenerator, config.cache.keys, instances, this.#scrub),
      client: this.#resources.client,
      pool: this.#resources.pool,
      turns: this.#resources.turns,
      instances,
      scrub: this.#scrub,
      mode,
      ...watch,
      retry: options.retry ?? RETRY,
      freeCollectors: config.freeCollectors,
      base: config.base,
    });
    const close = async () => {
      // What is paid for is written down before anything is closed.
      await watch.spending.settled();
      return instances.close();
    };
    return { engine, close, cache, moved };
  }

  /** What is thrown out of the runner holds no secrets either. */
  async #scrubbing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw scrubError(error, this.#scrub);
    }
  }

  #spending(run: string, { maxCost, buyAgain = false }: Pick<RunOptions, 'maxCost' | 'buyAgain'>): Spending {
    const { config, options } = this.#parts;
    const findForMs = options.findForMs ?? FIND_FOR_MS;
    return new Spending({
      ledger: () => this.#resources.ledger(),
      run,
      budget: config.budget,
      maxCost,
      buyAgain,
      findForMs,
    });
  }

  #warnings(pipelines: readonly Pipeline[]): readonly string[] {
    const running = new Set(pipelines.map((pipeline) => pipeline.name));
    const broken = this.plugins.flatMap(({ specifier, error }) =>
      error ? [`the plugin ${specifier} was left out: ${error.message}`] : [],
    );
    const others = this.problems.filter(({ pipeline }) => pipeline !== undefined && !running.has(pipeline));
    return [...broken, ...others.map(({ path, message }) => `${path}: ${message}`), ...oldPrices(pipelines)];
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
