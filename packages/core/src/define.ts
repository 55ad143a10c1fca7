import type { CacheAdapter, KeyGenerator } from './cache.ts';
import type { DirectDefinition, PaidDefinition } from './collector.ts';
import { API_VERSION, type Definition, type Kind, type PipelineHome } from './definition.ts';
import { BowerbirdError } from './errors.ts';
import type { JsonValue } from './json.ts';
import type { Schema } from './schema.ts';
import type { Sink, Transform } from './sink.ts';

/** Definition of a cache adapter: where results are kept. */
export interface CacheAdapterDefinition<Options = undefined>
  extends Definition<'cache-adapter', Options, CacheAdapter> {}

/** Definition of a key generator: how the identity of a request becomes a key. */
export interface KeyGeneratorDefinition<Options = undefined>
  extends Definition<'key-generator', Options, KeyGenerator> {}

/** Definition of a transform: documents to documents. */
export interface TransformDefinition<Options = undefined>
  extends Omit<Definition<'transform', Options, Transform>, 'create'> {
  create(options: NoInfer<Options>, home: PipelineHome): Transform | Promise<Transform>;
}

/** Definition of a sink: where documents go. */
export interface SinkDefinition<Options = undefined>
  extends Omit<Definition<'sink', Options, Sink>, 'create'> {
  create(options: NoInfer<Options>, home: PipelineHome): Sink | Promise<Sink>;
}

// The runner holds definitions of any type: their own schemas, and nothing else, know what their options are.
// biome-ignore lint/suspicious/noExplicitAny: existential types; a definition is opened only through its own schemas
type Any = any;

/** A collector's definition, whatever its types. */
export type CollectorDefinition = DirectDefinition<Any, Any> | PaidDefinition<Any, Any, Any>;

/** Any definition, whatever its types. */
export type AnyDefinition =
  | CollectorDefinition
  | CacheAdapterDefinition<Any>
  | KeyGeneratorDefinition<Any>
  | TransformDefinition<Any>
  | SinkDefinition<Any>;

type Unstamped<T> = Omit<T, 'apiVersion' | 'kind'>;

/** Types and stamps the definition of a collector that costs nothing. @throws {BowerbirdError} `DEFINITION_INVALID` */
export function defineCollector<Request, Options = undefined>(
  definition: Unstamped<DirectDefinition<Request, Options>>,
): DirectDefinition<Request, Options> {
  return stamp('collector', definition);
}

/** Types and stamps the definition of a collector that buys. @throws {BowerbirdError} `DEFINITION_INVALID` */
export function definePaidCollector<Request, Options = undefined, Order extends JsonValue = JsonValue>(
  definition: Unstamped<PaidDefinition<Request, Options, Order>>,
): PaidDefinition<Request, Options, Order> {
  return stamp('collector', definition);
}

/** Types and stamps the definition of a cache adapter. @throws {BowerbirdError} `DEFINITION_INVALID` */
export function defineCacheAdapter<Options = undefined>(
  definition: Unstamped<CacheAdapterDefinition<Options>>,
): CacheAdapterDefinition<Options> {
  return stamp('cache-adapter', definition);
}

/** Types and stamps the definition of a key generator. @throws {BowerbirdError} `DEFINITION_INVALID` */
export function defineKeyGenerator<Options = undefined>(
  definition: Unstamped<KeyGeneratorDefinition<Options>>,
): KeyGeneratorDefinition<Options> {
  return stamp('key-generator', definition);
}

/** Types and stamps the definition of a transform. @throws {BowerbirdError} `DEFINITION_INVALID` */
export function defineTransform<Options = undefined>(
  definition: Unstamped<TransformDefinition<Options>>,
): TransformDefinition<Options> {
  return stamp('transform', definition);
}

/** Types and stamps the definition of a sink. @throws {BowerbirdError} `DEFINITION_INVALID` */
export function defineSink<Options = undefined>(
  definition: Unstamped<SinkDefinition<Options>>,
): SinkDefinition<Options> {
  return stamp('sink', definition);
}

function stamp<KindName extends Kind, D extends { readonly name: string }>(
  kind: KindName,
  definition: D,
): D & { readonly apiVersion: 1; readonly kind: KindName } {
  const stamped = { ...definition, apiVersion: API_VERSION, kind } as const;
  const wrong = findDefinitionProblem(stamped);
  if (wrong) {
    throw new BowerbirdError(
      'DEFINITION_INVALID',
      `the ${kind} ${JSON.stringify(definition.name)} is not right: ${wrong}`,
      {
        hint: 'Mend the definition; the contract is described in the documentation of @bowerbird/core.',
      },
    );
  }
  return Object.freeze(stamped);
}

const KINDS: readonly string[] = [
  'collector',
  'cache-adapter',
  'key-generator',
  'transform',
  'sink',
] satisfies Kind[];

/** What is wrong with something that claims to be a definition, or `undefined`. The runner asks it of every plugin. */
export function findDefinitionProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is not an object';
  const candidate = value as Readonly<Record<string, unknown>>;
  if (candidate.apiVersion !== API_VERSION) {
    return candidate.apiVersion === undefined
      ? 'it was not made by defineCollector() or another define…() of @bowerbird/core'
      : `it was made for version ${String(candidate.apiVersion)} of the contract; this is version ${API_VERSION}`;
  }
  if (!KINDS.includes(String(candidate.kind)))
    return `its kind is ${JSON.stringify(candidate.kind)}, not one of ${KINDS.join(', ')}`;
  if (typeof candidate.name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(candidate.name)) {
    return 'its name must be lower-case letters, digits and hyphens, and begin with a letter';
  }
  if (typeof candidate.summary !== 'string' || candidate.summary === '') return 'it has no summary';
  if (typeof candidate.create !== 'function') return 'it has no create()';
  if (candidate.options !== undefined && !isSchema(candidate.options))
    return 'its options are no Standard Schema';
  return candidate.kind === 'collector' ? findCollectorProblem(candidate) : undefined;
}

function findCollectorProblem(candidate: Readonly<Record<string, unknown>>): string | undefined {
  if (!isSchema(candidate.request)) return 'it has no request, which must be a Standard Schema';
  if (!Number.isInteger(candidate.revision) || Number(candidate.revision) < 1)
    return 'its revision must be a whole number from 1';
  for (const name of ['accepts', 'identify', 'order']) {
    if (candidate[name] !== undefined && typeof candidate[name] !== 'function')
      return `its ${name} must be a function`;
  }
  return undefined;
}

function isSchema(value: unknown): value is Schema<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard = (value as { '~standard'?: { version?: unknown; validate?: unknown } })['~standard'];
  return standard?.version === 1 && typeof standard.validate === 'function';
}

/** Whether a collector buys. */
export function isPaid(definition: CollectorDefinition): definition is PaidDefinition<Any, Any, Any> {
  return 'order' in definition;
}
