import type {
  CacheAdapterDefinition,
  CollectorDefinition,
  JsonObject,
  KeyGeneratorDefinition,
  Problem,
  SinkDefinition,
  TransformDefinition,
} from '@bowerbird/core';
import type { PluginReference } from '../api.ts';
import type { AllowPrivate } from '../network/allow-private.ts';

/** An rc file as it was read: `extends` resolved and merged, nothing checked. */
export interface LoadedConfig {
  /** Absolute path of the rc file; `undefined` for a configuration that was given as an object. */
  readonly file: string | undefined;
  /** Absolute path of the folder that relative paths start from. */
  readonly base: string;
  /** The merged configuration, without `extends` and `plugins`. */
  readonly config: unknown;
  readonly plugins: readonly PluginReference[];
  /** What went wrong in reading: an `extends` that is not there, a syntax error in it. */
  readonly problems: readonly Problem[];
  /** The `.env` beside the rc file. */
  readonly env: Readonly<Record<string, string>>;
}

/** A configuration as the runner works with it. What is wrong is in `problems`; what is right is here. */
export interface CheckedConfig {
  readonly file: string | undefined;
  readonly base: string;
  readonly pipelines: readonly Pipeline[];
  /** What a pipeline is that says nothing: the top-level values; its name is empty, and it has no sources. */
  readonly defaults: Pipeline;
  /** Every free collector that is loaded and that needs no options: asked where `use` is left out, and for what is handed over. */
  readonly freeCollectors: readonly Configured<CollectorDefinition>[];
  readonly cache: CacheConfig;
  readonly network: NetworkConfig;
  readonly budget: BudgetConfig;
  readonly problems: readonly Problem[];
  /** The values of the variables that options refer to: scrubbed from everything that is written. */
  readonly secrets: readonly string[];
}

/** A definition with its checked options. */
export interface Configured<D> {
  readonly definition: D;
  /** As the definition's schema reads them; `undefined` where it has none. */
  readonly options: unknown;
  /** Equal for equal definition and options (as written, so without secrets): instances are shared by it. */
  readonly identity: string;
}

/** A named entry of the rc file. */
export interface Pipeline {
  readonly name: string;
  /** The fallback chain; `undefined`: every free collector that accepts the source. */
  readonly links: readonly Configured<CollectorDefinition>[] | undefined;
  readonly sources: readonly Source[];
  readonly with: JsonObject;
  readonly transforms: readonly Configured<TransformDefinition<unknown>>[];
  readonly sinks: readonly Configured<SinkDefinition<unknown>>[];
  readonly cache: CachePolicy;
  readonly concurrency: number;
  readonly batchSize: number;
  readonly timeoutMs: number;
  readonly continueOnError: boolean;
}

/** One thing to collect, as the rc file names it. */
export type Source =
  /** A URL, a path or a glob; `fields` are fields of the request. */
  | { readonly kind: 'resource'; readonly text: string; readonly fields: JsonObject }
  /** A file with one source a line. */
  | { readonly kind: 'list'; readonly file: string; readonly fields: JsonObject }
  /** A request as it is. */
  | { readonly kind: 'request'; readonly request: JsonObject };

/** How answers are kept, and when those of free collectors are compared with their sources again. */
export interface KeepPolicy {
  readonly enabled: boolean;
  readonly ttlMs: number;
  /** For so long after the TTL an answer still serves when its source cannot be reached. */
  readonly graceMs: number;
  /** For so long a source that was not there, or refused, is not asked again. */
  readonly negativeTtlMs: number;
  /** The largest share of the TTL, from 0 to 1, by which it is shortened. */
  readonly jitter: number;
  readonly tags: readonly string[];
}

/** The policy of a pipeline, and what of it is otherwise for single collectors. */
export interface CachePolicy extends KeepPolicy {
  readonly collectors: Readonly<Record<string, Partial<KeepPolicy>>>;
}

export interface CacheConfig {
  /** The nearest first. Empty: problems tell why. */
  readonly stores: readonly StoreConfig[];
  readonly keys: Configured<KeyGeneratorDefinition<unknown>> | undefined;
  readonly namespace: string | undefined;
  /** Absolute; `undefined`: the cache folder of the user. */
  readonly directory: string | undefined;
}

/** Where results are kept: a store that a plugin brings, or any that Keyv has. */
export type StoreConfig = Configured<CacheAdapterDefinition<unknown>> | KeyvStoreConfig;

/** Any Keyv 6 storage adapter: the module is loaded already. */
export interface KeyvStoreConfig {
  readonly keyv: string;
  readonly module: Readonly<Record<string, unknown>>;
  readonly options: unknown;
  /** Equal for equal module and options (as written, so without secrets). */
  readonly identity: string;
}

/** What runs may spend. */
export interface BudgetConfig {
  readonly limits: readonly BudgetLimit[];
  readonly unknownPrices: 'refuse' | 'allow';
  readonly onAmbiguous: 'hold' | 'retry';
}

/** One sum that must not be passed, in US dollars. */
export interface BudgetLimit {
  readonly most: number;
  readonly per: 'run' | 'day';
  /** Absent: whoever is paid. */
  readonly provider?: string | undefined;
  /** Absent: whatever pays. */
  readonly pipeline?: string | undefined;
}

export interface NetworkConfig {
  /** Which addresses beside the public ones may be reached. */
  readonly allowPrivate: AllowPrivate;
  /** The least time between two requests to one host. */
  readonly paceMs: number;
  /** Of one body, after decompression. */
  readonly maxBytes: number;
  readonly userAgent: string | undefined;
}
