import { resolve } from 'node:path';
import { isBowerbirdError } from '@bowerbird/core';
import { importModule } from '../plugins/import-module.ts';
import type { CheckContext } from './context.ts';
import { received } from './issues.ts';
import { resolveReferences } from './options.ts';
import { isObject, type Place, readField, readFields } from './place.ts';
import { cacheSchema, policySchema } from './schema.ts';
import { readUse } from './settings.ts';
import type { CacheConfig, CachePolicy, KeyvStoreConfig } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

const CACHE_FIELDS = Object.keys(cacheSchema.shape);
const POLICY_FIELDS = Object.keys(policySchema.shape);

/** The default policy: a week is what a page may be old. */
const DEFAULT_POLICY: CachePolicy = { enabled: true, ttlMs: 7 * 24 * 60 * 60 * 1000, collectors: {} };

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
    store: await readStore(place.at('store'), fields.store ?? 'sqlite', context),
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
  const { shape } = policySchema;
  return {
    enabled: readField(place.at('enabled'), shape.enabled, fields.enabled) ?? defaults.enabled,
    ttlMs: readField(place.at('ttl'), shape.ttl, fields.ttl) ?? defaults.ttlMs,
    collectors: {
      ...defaults.collectors,
      ...readCollectors(place.at('collectors'), fields.collectors, context),
    },
  };
}

function readCollectors(place: Place, value: unknown, { registry }: CheckContext): CachePolicy['collectors'] {
  const { shape } = policySchema;
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
    const fields = readFields(own, policy, ['enabled', 'ttl']);
    const enabled = readField(own.at('enabled'), shape.enabled, fields.enabled);
    const ttlMs = readField(own.at('ttl'), shape.ttl, fields.ttl);
    return [
      name,
      { ...(enabled !== undefined && { enabled }), ...(ttlMs !== undefined && { ttlMs }) },
    ] as const;
  });
  return Object.fromEntries(entries);
}

async function readStore(place: Place, value: unknown, context: CheckContext): Promise<CacheConfig['store']> {
  if (isObject(value) && 'keyv' in value) return readKeyvStore(place, value, context);
  return (await readUse({ place, value }, 'cache-adapter', 'use', context)).configured;
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
    return place.problems.length === found ? { keyv, module: exports, options: resolved } : undefined;
  } catch (error) {
    if (!isBowerbirdError(error)) throw error;
    place.at('keyv').report(`${JSON.stringify(keyv)} cannot be used: ${error.message}. ${error.hint}`);
    return undefined;
  }
}
