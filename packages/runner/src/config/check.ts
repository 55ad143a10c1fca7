import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from '@bowerbird/core';
import type { Registry } from '../plugins/registry.ts';
import { readBudget } from './budget.ts';
import { readCache } from './cache.ts';
import type { CheckContext } from './context.ts';
import { checkFields } from './fields.ts';
import { toJson } from './json-only.ts';
import { freeCollectors } from './options.ts';
import { type Entry, type ReadPipeline, readEntries, readPipeline, toPipeline } from './pipelines.ts';
import { isObject, Place, readField, readFields } from './place.ts';
import { networkSchema, rcSchema } from './schema.ts';
import { readSettings, SETTINGS, type Settings } from './settings.ts';
import type { CheckedConfig, LoadedConfig, NetworkConfig } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks a configuration: structure and meaning, all of it at once, so that every problem is known after one call.
 * @param env the environment; its variables go before those of `loaded.env`
 */
export async function checkConfig(
  loaded: LoadedConfig,
  registry: Registry,
  env: Environment,
): Promise<CheckedConfig> {
  const problems: Problem[] = [...loaded.problems, ...registry.problems];
  const root = new Place(problems);
  const context = await createContext(loaded, registry, env);
  const leftOut: Problem[] = [];
  const fields = readFields(root, toJson(loaded.config, leftOut), Object.keys(rcSchema.shape));
  const { config: cache, policy } = await readCache(root.at('cache'), fields.cache, context);
  const network = readNetwork(root.at('network'), fields.network);
  const entries = readPipelines(root.at('pipelines'), fields.pipelines, loaded);
  const names = entries.map(({ name }) => name);
  const budget = readBudget(root.at('budget'), fields.budget, names, context);
  const { settings, problemsOf } = await readDefaults(fields, entries, context);
  const pipelines = await Promise.all(
    entries.map((entry) => readPipeline(entry, { settings, policy }, context)),
  );
  await checkDefaultFields(settings, pipelines, problems);
  for (const setting of SETTINGS) problems.push(...attribute(setting, problemsOf(setting), pipelines));
  problems.push(...pipelines.flatMap((pipeline) => pipeline.problems));
  return {
    file: loaded.file,
    base: loaded.base,
    pipelines: pipelines.map(({ pipeline }) => pipeline),
    defaults: toPipeline('', settings, policy),
    freeCollectors: context.free,
    cache,
    network,
    budget,
    // Of what was left out nothing else is worth saying.
    problems: withoutRepeats([
      ...leftOut,
      ...problems.filter(({ path }) => !leftOut.some((out) => out.path === path)),
    ]),
    secrets: [...context.secrets.keys()],
  };
}

async function createContext(
  loaded: LoadedConfig,
  registry: Registry,
  env: Environment,
): Promise<CheckContext> {
  const { base, file } = loaded;
  return {
    base,
    from: pathToFileURL(file ?? join(base, 'inline')).href,
    registry,
    free: await freeCollectors(registry),
    variable: (name) => env[name] ?? loaded.env[name],
    secrets: new Map(),
  };
}

function readNetwork(place: Place, value: unknown): NetworkConfig {
  const { allowPrivate, pace, maxBytes, userAgent } = networkSchema.shape;
  const fields = readFields(place, value ?? {}, Object.keys(networkSchema.shape));
  return {
    allowPrivate: readField(place.at('allowPrivate'), allowPrivate, fields.allowPrivate) ?? false,
    paceMs: readField(place.at('pace'), pace, fields.pace) ?? 0,
    maxBytes: readField(place.at('maxBytes'), maxBytes, fields.maxBytes) ?? 50 * 1024 * 1024,
    userAgent: readField(place.at('userAgent'), userAgent, fields.userAgent),
  };
}

function readPipelines(place: Place, value: unknown, { file }: LoadedConfig): readonly Entry[] {
  const isEmpty = value === undefined || (isObject(value) && Object.keys(value).length === 0);
  if (!isEmpty) return readEntries(place, value);
  // An object that was given may serve for `collect` alone.
  if (file !== undefined) {
    place.report(
      'expected at least one pipeline, such as { pages: ["https://example.org/", "./pages/*.html"] }, but there is none',
    );
  }
  return [];
}

/** The settings of the top level. What is wrong with them is kept apart, by setting: it stops the pipelines that use it. */
async function readDefaults(fields: Fields, entries: readonly Entry[], context: CheckContext) {
  const lists = new Map(SETTINGS.map((setting) => [setting as string, [] as Problem[]]));
  const problemsOf = (setting: string): Problem[] => lists.get(setting) ?? [];
  const needsSinks = entries.some((entry) => entry.fields.sinks === undefined);
  const sinks = fields.sinks ?? (needsSinks ? ['markdown'] : undefined);
  const settings = await readSettings(
    { ...fields, sinks },
    (setting) => new Place(problemsOf(setting), setting),
    context,
  );
  return { settings, problemsOf };
}

/** A field of the top-level `with` must be known to one pipeline, not to each. */
async function checkDefaultFields(
  settings: Settings,
  pipelines: readonly ReadPipeline[],
  problems: Problem[],
): Promise<void> {
  if (!settings.with || pipelines.length === 0) return;
  const found: (readonly Problem[])[] = [];
  for (const { chain } of pipelines) {
    const place = new Place([], 'with');
    await checkFields(place, settings.with, chain);
    found.push(place.problems);
  }
  const [first = [], ...others] = found;
  const isEverywhere = ({ path }: Problem) =>
    others.every((some) => some.some((problem) => problem.path === path));
  problems.push(...first.filter(isEverywhere));
}

/** A problem of a default stops the pipelines that use it; where these are all of them, or none, it is one of the whole. */
function attribute(
  setting: string,
  found: readonly Problem[],
  pipelines: readonly ReadPipeline[],
): readonly Problem[] {
  const users = pipelines.filter(({ own }) => !own.has(setting));
  if (users.length === 0 || users.length === pipelines.length) return found;
  return users.flatMap(({ pipeline }) => found.map((problem) => ({ ...problem, pipeline: pipeline.name })));
}

function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, message, pipeline = '' }) => {
    const key = JSON.stringify([path, message, pipeline]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
