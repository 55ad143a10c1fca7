import type {
  AnyDefinition,
  CacheAdapter,
  ErrorData,
  KeyGenerator,
  LookupState,
  Outcome,
  Problem,
  RunStatus,
  Subscriber,
} from '@bowerbird/core';
import type { CacheInspection } from './cache-api.ts';
import type { BudgetState, CostsInspection } from './costs-api.ts';

/** What can be given to `createRunner`. What was injected is not closed by the runner. */
export interface RunnerOptions {
  /** Modules to load before those that the configuration names: the built-in plugins of a distribution. */
  readonly plugins?: readonly PluginReference[] | undefined;
  /** Definitions to use as they are, before all others. */
  readonly definitions?: readonly AnyDefinition[] | undefined;
  readonly cache?: CacheAdapter | undefined;
  readonly keyGenerator?: KeyGenerator | undefined;
  readonly subscribers?: readonly Subscriber[] | undefined;
  /**
   * A runner whose connections, workers, cache and ledger this one uses, and leaves open: for one configuration after another that
   * differ in their pipelines alone. It must stay open for as long.
   */
  readonly shares?: Runner | undefined;
  /** The environment that `${env:…}` reads. Default: `process.env`, over the `.env` beside the rc file. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How often and how soon a failed attempt is repeated. Default: 3 attempts, from 500 ms, doubled each time, with jitter. */
  readonly retry?: { readonly attempts: number; readonly delayMs: number } | undefined;
  /** For how many milliseconds after it was reserved a purchase is looked for in the provider's list, which may lag. Default: 60,000. */
  readonly findForMs?: number | undefined;
}

/** A plugin as a configuration names it: a package or a path, with the file that names it. */
export interface PluginReference {
  readonly specifier: string;
  /** `file:` URL of the file that names it: resolution starts there. */
  readonly from: string;
}

/** Built from a configuration by `createRunner`. */
export interface Runner {
  /** Absolute path of the rc file; `undefined` where the configuration was given as an object. */
  readonly file: string | undefined;
  /** The names of the pipelines, in the order of the configuration. */
  readonly pipelines: readonly string[];
  /** Of them, those with a collector that buys in their chain. */
  readonly paid: readonly string[];
  /** Whether a budget of the configuration allows runs to buy by themselves. */
  readonly budgeted: boolean;
  /** Where Bowerbird keeps its own between runs: the ledger, and the records of runs. Absolute path. */
  readonly folder: string;
  /** Everything that was loaded, and what could not be. */
  readonly plugins: readonly LoadedPlugin[];
  /** Everything that is wrong with the configuration. One with a `pipeline` stops that pipeline alone. */
  readonly problems: readonly Problem[];
  /** The JSON Schema (2020-12) of the rc file, with the options and requests of everything that is loaded. */
  readonly schema: Readonly<Record<string, unknown>>;
  /**
   * What a run would do. Discovers and looks up; collects nothing.
   * @throws {ConfigError} if the configuration of a pipeline that was asked for is wrong, or there is no such pipeline;
   * {BowerbirdError} `CACHE_FAILED` if the cache cannot be opened or read
   */
  plan(options?: PlanOptions): Promise<Plan>;
  /**
   * Collects. A failed source is in the summary, it does not throw.
   * @throws {ConfigError} as `plan`; {BowerbirdError} `CACHE_FAILED` if the cache cannot be opened. One that fails later costs what it
   * would have saved, and is a warning
   */
  run(options?: RunOptions): Promise<RunSummary>;
  /**
   * Collects single sources, outside any pipeline, with every free collector that accepts them. Outcomes come in the order of the
   * sources; a source that no collector takes is a failed one. Nothing is written but the cache.
   */
  collect(sources: readonly string[], options?: CollectOptions): AsyncIterable<Outcome>;
  /** What is kept. */
  readonly cache: CacheInspection;
  /** What was bought. */
  readonly costs: CostsInspection;
  subscribe(subscriber: Subscriber): () => void;
  /** Takes the values of the variables that options refer to out of a text or JSON: for whatever a program writes on its own. */
  scrub<T>(value: T): T;
  close(): Promise<void>;
}

/** How to treat what is here already. */
export interface Freshness {
  /** Stops the run; everything that is done is kept. */
  readonly signal?: AbortSignal | undefined;
  /** Checks everything with its source, whatever its age. */
  readonly refresh?: boolean | undefined;
  /** Opens no socket: what is here counts, whatever its age. */
  readonly offline?: boolean | undefined;
  /** `false`: neither reads nor writes the cache. */
  readonly cache?: boolean | undefined;
}

/** What to run, and how. */
export interface RunOptions extends Freshness {
  /** Default: all. */
  readonly pipelines?: readonly string[] | undefined;
  /** Begins nothing more: what has begun is finished, and everything else is left for the next run. */
  readonly drain?: AbortSignal | undefined;
  /** Removes the documents of sources that are not in the pipeline any more. */
  readonly prune?: boolean | undefined;
  /** `false`: collects into the cache, and delivers nothing. */
  readonly deliver?: boolean | undefined;
  /**
   * US dollars that this run may spend, beside the budgets of the configuration. Where there is neither, nothing is bought: what would
   * have to be bought is skipped, with its price.
   */
  readonly maxCost?: number | undefined;
  /** Buys what was bought before: a paid answer that is here does not count. */
  readonly buyAgain?: boolean | undefined;
}

/** What to plan, and under which conditions. */
export interface PlanOptions extends Freshness {
  /** Default: all. */
  readonly pipelines?: readonly string[] | undefined;
  readonly buyAgain?: boolean | undefined;
}

/** How to collect single sources. */
export type CollectOptions = Freshness;

/** What a run would do. */
export interface Plan {
  readonly pipelines: readonly PlannedPipeline[];
  readonly price: PlannedPrice;
  /** Whether a budget of the configuration allows a run to buy by itself. */
  readonly budgeted: boolean;
  /** What each budget has left, where something is to be bought. */
  readonly budgets: readonly BudgetState[];
}

/** What something would cost, in US dollars. One source is bought once, whoever of its chain sells it. */
export interface PlannedPrice {
  /** How many purchases there can be, of those whose price is known. */
  readonly purchases: number;
  /** All of them together, at most. */
  readonly most: number;
  /** Without those that a free collector ahead of them may make unnecessary. */
  readonly expected: number;
  /** Purchases whose price nobody knows: they are refused. */
  readonly unpriced: number;
}

/** What a run of one pipeline would do: how many of its sources are in which state. */
export interface PlannedPipeline {
  readonly name: string;
  /** What its documents go through, in order. */
  readonly transforms: readonly string[];
  readonly sinks: readonly string[];
  readonly hit: number;
  readonly stale: number;
  readonly derive: number;
  readonly miss: number;
  /** Sources that cannot be planned, with their reasons. */
  readonly failures: readonly { readonly source: string; readonly error: ErrorData }[];
  readonly duplicates: number;
  readonly price: PlannedPrice;
  readonly items: readonly PlannedItem[];
}

/** What a run would do about one source. */
export interface PlannedItem {
  readonly source: string;
  readonly key: string;
  readonly state: LookupState;
  /** Why, for people. */
  readonly reason: string;
  /** The collector that answers, or will be asked first. */
  readonly collector: string;
  /** The collectors that will be asked, in their order, until one answers. Empty where what is needed is here. */
  readonly route: readonly string[];
  /** Absent: it costs nothing. */
  readonly price?: PlannedPrice | undefined;
}

/** Counts of one pipeline or of a whole run. Money in US dollars, times in milliseconds. */
export interface RunCounts {
  readonly tasks: number;
  readonly collected: number;
  readonly failed: number;
  readonly pending: number;
  readonly skipped: number;
  readonly gone: number;
  /** Of the collected: where they came from. */
  readonly from: { readonly cache: number; readonly evidence: number; readonly source: number };
  /** Of the collected: how they differ from what was here before. */
  readonly change: { readonly new: number; readonly changed: number; readonly unchanged: number };
  /** Of the collected: could not be compared with their sources, though they were due. */
  readonly stale: number;
  /** Share of the collected that came from the cache, 0 to 1. */
  readonly hitRate: number;
  readonly documents: number;
  /** Sources that named what another one had named already. */
  readonly duplicates: number;
  readonly attempts: number;
  /** Documents that `prune` removed from the sinks. */
  readonly pruned: number;
  /** Network requests. */
  readonly requests: number;
  /** Bytes received, after decompression. */
  readonly bytes: number;
  /** How much was bought. */
  readonly purchases: number;
  /** Of the skipped: what would have had to be bought, and was not approved, or found no room in a budget. */
  readonly unbought: number;
  readonly cost: number;
  readonly saved: number;
}

/** One thing that was bought in a run. US dollars. */
export interface Bought {
  readonly pipeline: string;
  readonly source: string;
  readonly collector: string;
  readonly provider: string;
  readonly cost: number;
}

/** What was bought from one provider in a run. US dollars. */
export interface ProviderCosts {
  readonly name: string;
  readonly purchases: number;
  readonly cost: number;
  readonly saved: number;
}

/** What became of a run: what `--summary FILE` writes. */
export interface RunSummary {
  /** Of this format. */
  readonly version: 1;
  readonly run: string;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly started: string;
  readonly durationMs: number;
  readonly total: RunCounts;
  readonly pipelines: readonly ({ readonly name: string } & RunCounts)[];
  /** Durations of the tasks that were not hits. */
  readonly taskDurationMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly failures: readonly RunFailure[];
  readonly gone: readonly RunRemark[];
  /** What was bought and is not finished, with the reasons: the next run goes on. */
  readonly pending: readonly RunRemark[];
  /** What was not bought, with the reasons, and its price at most in US dollars. */
  readonly unbought: readonly (RunRemark & { readonly price: number })[];
  readonly providers: readonly ProviderCosts[];
  /** What was bought, item by item. */
  readonly bought: readonly Bought[];
  /** What was delivered though its source could not be reached, with the reasons. */
  readonly stale: readonly RunRemark[];
  readonly sinks: readonly {
    readonly pipeline: string;
    readonly sink: string;
    readonly location?: string | undefined;
    readonly documents: number;
  }[];
  readonly warnings: readonly { readonly message: string; readonly hint?: string | undefined }[];
}

/** A source of which something is to be said that is no failure. */
export interface RunRemark {
  readonly pipeline: string;
  readonly source: string;
  readonly reason: string;
}

/** A source that failed, with the reason and the remedy. */
export interface RunFailure extends ErrorData {
  readonly pipeline: string;
  readonly source: string;
  readonly key: string;
}

/** A module that was asked for: its definitions, or why it could not be loaded. */
export interface LoadedPlugin {
  readonly specifier: string;
  /** Absolute path or URL of what was loaded. */
  readonly location?: string | undefined;
  readonly builtIn: boolean;
  readonly definitions: readonly AnyDefinition[];
  readonly error?: ErrorData | undefined;
}
