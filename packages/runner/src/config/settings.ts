import type { JsonObject, Kind } from '@bowerbird/core';
import type { ZodMiniType } from 'zod/mini';
import type { DefinitionOf } from '../plugins/registry.ts';
import type { CheckContext } from './context.ts';
import type { Chain } from './fields.ts';
import { received } from './issues.ts';
import { configure } from './options.ts';
import { type Item, type Place, readField, readFields, readList } from './place.ts';
import { settingsSchema } from './schema.ts';
import type { Configured, Pipeline } from './types.ts';

/** What a pipeline says of itself, or the top level of all pipelines. What it does not say, or not well, is absent. */
export interface Settings {
  readonly use?: Chain | undefined;
  readonly with?: JsonObject | undefined;
  readonly transforms?: Pipeline['transforms'] | undefined;
  readonly sinks?: Pipeline['sinks'] | undefined;
  readonly concurrency?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly continueOnError?: boolean | undefined;
}

type Setting = keyof typeof settingsSchema.shape;

/** The names of the settings. */
export const SETTINGS = Object.keys(settingsSchema.shape) as readonly Setting[];

/**
 * Reads the settings one by one, so that what is wrong with one hides no other.
 * @param placeOf where to report what is wrong with a setting
 */
export async function readSettings(
  fields: Readonly<Record<string, unknown>>,
  placeOf: (setting: Setting) => Place,
  context: CheckContext,
): Promise<Settings> {
  const { shape } = settingsSchema;
  const read = <T>(name: Setting, schema: ZodMiniType<T>) => readField(placeOf(name), schema, fields[name]);
  const readUses = async <K extends Kind>(name: Setting, kind: K, example: string) => {
    if (fields[name] === undefined) return undefined;
    const items = readList(placeOf(name), fields[name], example);
    const used = await inOrder(items, (item) => readUse(item, kind, 'use', context));
    return used.flatMap(({ configured }) => (configured ? [configured] : []));
  };
  const settings: Settings = {
    use: fields.use === undefined ? undefined : await readChain(placeOf('use'), fields.use, context),
    with: read('with', shape.with) as JsonObject | undefined,
    transforms: await readUses('transforms', 'transform', '["redact"]'),
    sinks: await readUses('sinks', 'sink', '["markdown"]'),
    concurrency: read('concurrency', shape.concurrency),
    batchSize: read('batchSize', shape.batchSize),
    timeoutMs: read('timeout', shape.timeout),
    continueOnError: read('continueOnError', shape.continueOnError),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** A definition that the rc file names. */
export interface Used<K extends Kind> {
  readonly definition?: DefinitionOf<K>;
  /** With its options; `undefined` where they are wrong. */
  readonly configured?: Configured<DefinitionOf<K>> | undefined;
}

/** Reads a name, or an object with a name and options. */
export async function readUse<K extends Kind>(
  { place, value }: Item,
  kind: K,
  key: 'use' | 'collector',
  context: CheckContext,
): Promise<Used<K>> {
  if (typeof value === 'string') return use(value, undefined, place, place, kind, context);
  const found = place.problems.length;
  const { [key]: name, options } = readFields(
    place,
    value,
    [key, 'options'],
    `a name or { ${key}, options }`,
  );
  if (typeof name === 'string') return use(name, options, place.at(key), place, kind, context);
  if (name !== undefined) place.at(key).report(`expected a name, ${received(name)}`);
  else if (place.problems.length === found)
    place.report(`expected a name or { ${key}, options }, ${received(value)}`);
  return {};
}

async function use<K extends Kind>(
  name: string,
  options: unknown,
  placeOfName: Place,
  place: Place,
  kind: K,
  context: CheckContext,
): Promise<Used<K>> {
  const definition = context.registry.find(kind, name);
  if (!definition) {
    placeOfName.report(context.registry.explainMissing(kind, name));
    return {};
  }
  return { definition, configured: await configure(definition, options, place.at('options'), context) };
}

async function readChain(place: Place, value: unknown, context: CheckContext): Promise<Chain> {
  const items = readList(place, value, '["web"]');
  if (Array.isArray(value) && value.length === 0) {
    place.report(
      'expected at least one collector, received []; leave "use" out for every free collector that accepts a source',
    );
  }
  const used = await inOrder(items, (item) => readUse(item, 'collector', 'collector', context));
  const links = used.flatMap(({ definition, configured }) => {
    if (!definition) return [];
    // With wrong options it cannot collect, but it can still say which sources and fields it knows.
    return [configured ?? { definition, options: undefined, identity: '' }];
  });
  return { links, complete: links.length > 0 && links.length === items.length, named: true, doubt: [] };
}

/** One after the other: problems come in the order of the file. */
async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
