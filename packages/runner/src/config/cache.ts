import { resolve } from 'node:path';
import { isBowerbirdError } from '@bowerbird/core';
import canonicalize from 'canonicalize';
import type { ZodMiniType } from 'zod/mini';
import { importModule } from '../plugins/import-module.ts';
import type { CheckContext } from './context.ts';
import { received } from './issues.ts';
import { resolveReferences } from './options.ts';
import { type Item, isObject, type Place, readField, readFields, readList } from './place.ts';
import { cacheSchema, keepSchema, policySchema } from './schema.ts';
import { readUse } from './settings.ts';
import type { CacheConfig, CachePolicy, KeepPolicy, KeyvStoreConfig, StoreConfig } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

const CACHE_FIELDS = Object.keys(cacheSchema.shape);
const POLICY_FIELDS = Object.keys(policySchema.shape);
const KEEP_FIELDS = Object.keys(keepSchema.shape);

/** The default policy: a week is what a page may be old. */
const DEFAULT_POLICY: CachePolicy = {
  enabled: true,
  ttlMs: 7 * 24 * 60 * 60 * 1000,
  graceMs: 0,
  negativeTtlMs: 0,
  jitter: 0.1,
  tags: [],
  collectors: {},
};

/** `cache` at the top level. */
export async function readCache(
  place: Place,
  value: unknown,
  context: CheckContext,
): Promise<{ readonly config: CacheConfig; readonly policy: CachePolicy }> {
  const fields = readFields(place, value ?? {}, CACHE_FIELDS);
  const policy = readPolicy(place, fields, DEFAULT_POLICY, context);
  const directory = readField(place.at('directory'), cacheSchema.shape.directory, fields.directory);
  const keys = { place: place.at('keys'), value: fields.keys };
  const config: CacheConfig = {
    stores: await readStores(place.at('store'), fields.store ?? 'sqlite', context),
    keys:
      fields.keys === undefined
        ? undefined
        : (await readUse(keys, 'key-generator', 'use', context)).configured,
    namespace: readField(place.at('namespace'), cacheSchema.shape.namespace, fields.namespace),
    directory: directory === undefined ? undefined : resolve(context.base, directory),
  };
  return { config, policy };
}

/** `cache` of a pipeline: when its answers are checked again. The cache itself is one for all. */
export function readPipelinePolicy(
  place: Place,
  value: unknown,
  defaults: CachePolicy,
  context: CheckContext,
): CachePolicy {
  const shared = isObject(value)
    ? CACHE_FIELDS.filter((field) => field in value && !POLICY_FIELDS.includes(field))
    : [];
  for (const field of shared)
    place.at(field).report(`belongs to the cache at the top level: all pipelines share one`);
  const known = [...POLICY_FIELDS, ...shared];
  return readPolicy(place, readFields(place, value ?? {}, known), defaults, context);
}

function readPolicy(place: Place, fields: Fields, defaults: CachePolicy, context: CheckContext): CachePolicy {
  const own = readKeep(place, fields);
  const collectors = readCollectors(place.at('collectors'), fields.collectors, context);
  const names = new Set([...Object.keys(defaults.collectors), ...Object.keys(collectors)]);
  const merged = [...names].map((name) => [name, { ...defaults.collectors[name], ...collectors[name] }]);
  return { ...defaults, ...own, collectors: Object.fromEntries(merged) };
}

/** What is said of it. */
function readKeep(place: Place, fields: Fields): Partial<KeepPolicy> {
  const { shape } = keepSchema;
  const read = <T>(name: keyof typeof shape, schema: ZodMiniType<T>) =>
    readField(place.at(name), schema, fields[name]);
  const policy: { readonly [K in keyof KeepPolicy]: KeepPolicy[K] | undefined } = {
    enabled: read('enabled', shape.enabled),
    ttlMs: read('ttl', shape.ttl),
    graceMs: read('grace', shape.grace),
    negativeTtlMs: read('negativeTtl', shape.negativeTtl),
    jitter: read('jitter', shape.jitter),
    tags: read('tags', shape.tags),
  };
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}

function readCollectors(place: Place, value: unknown, { registry }: CheckContext): CachePolicy['collectors'] {
  if (value === undefined) return {};
  if (!isObject(value)) {
    place.report(
      `expected an object with names of collectors, such as { web: { ttl: 1d } }, ${received(value)}`,
    );
    return {};
  }
  const entries = Object.entries(value).map(([name, policy]) => {
    const own = place.at(name);
    if (!registry.find('collector', name)) own.report(registry.explainMissing('collector', name));
    return [name, readKeep(own, readFields(own, policy, KEEP_FIELDS))] as const;
  });
  return Object.fromEntries(entries);
}

/** One store, or a list of them. Each may stand there once: twice the same would only be asked twice. */
async function readStores(
  place: Place,
  value: unknown,
  context: CheckContext,
): Promise<readonly StoreConfig[]> {
  const items = Array.isArray(value) ? readList(place, value, '[memory, sqlite]') : [{ place, value }];
  if (items.length === 0) {
    place.report(
      'expected at least one store, such as [memory, sqlite], received []; leave it out for sqlite',
    );
  }
  const stores: StoreConfig[] = [];
  const places = new Map<string, string>();
  for (const item of items) {
    const store = await readStore(item, context);
    if (!store) continue;
    const twin = places.get(store.identity);
    if (twin !== undefined) item.place.report(`this is the store of ${twin} again; leave one of them out`);
    places.set(store.identity, item.place.path);
    stores.push(store);
  }
  return stores;
}

async function readStore(item: Item, context: CheckContext): Promise<StoreConfig | undefined> {
  const { place, value } = item;
  if (isObject(value) && 'keyv' in value) return readKeyvStore(place, value, context);
  return (await readUse(item, 'cache-adapter', 'use', context)).configured;
}

async function readKeyvStore(
  place: Place,
  value: Fields,
  context: CheckContext,
): Promise<KeyvStoreConfig | undefined> {
  const found = place.problems.length;
  const { keyv, options } = readFields(place, value, ['keyv', 'options']);
  const resolved = resolveReferences(options, place.at('options'), context);
  if (typeof keyv !== 'string') {
    place.at('keyv').report(`expected a module, such as "@keyv/redis", ${received(keyv)}`);
    return undefined;
  }
  try {
    const { exports } = await importModule(keyv, context.from);
    if (place.problems.length !== found) return undefined;
    const identity = canonicalize({ keyv, options: options ?? null }) ?? keyv;
    return { keyv, module: exports, options: resolved, identity };
  } catch (error) {
    if (!isBowerbirdError(error)) throw error;
    place.at('keyv').report(`${JSON.stringify(keyv)} cannot be used: ${error.message}. ${error.hint}`);
    return undefined;
  }
}
