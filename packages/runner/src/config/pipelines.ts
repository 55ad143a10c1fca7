import type { Problem } from '@bowerbird/core';
import { readPipelinePolicy } from './cache.ts';
import type { CheckContext } from './context.ts';
import { type Chain, checkFields } from './fields.ts';
import { received } from './issues.ts';
import { isObject, Place, readFields, readList } from './place.ts';
import { findNameProblem, pipelineSchema } from './schema.ts';
import { readSettings, type Settings } from './settings.ts';
import { readSources } from './sources.ts';
import type { CachePolicy, Pipeline } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What pipelines say nothing about. */
export interface Defaults {
  readonly settings: Settings;
  readonly policy: CachePolicy;
}

/** A pipeline as it was read. */
export interface ReadPipeline {
  readonly pipeline: Pipeline;
  readonly problems: readonly Problem[];
  /** The settings that it has itself. */
  readonly own: ReadonlySet<string>;
  readonly chain: Chain;
}

const FIELDS = Object.keys(pipelineSchema.shape);
const EXAMPLE = '["https://example.org/", "./pages/*.html"]';

/** A pipeline without its defaults: what its entry says, before anything is looked up. */
export interface Entry {
  readonly name: string;
  readonly place: Place;
  readonly fields: Fields;
  /** Of the list of sources: a bare list has no field for it. */
  readonly placeOfSources: Place;
}

/** The entries of `pipelines`, each with a list of problems of its own. */
export function readEntries(place: Place, value: unknown): readonly Entry[] {
  if (!isObject(value)) {
    place.report(`expected pipelines by name, such as { pages: ${EXAMPLE} }, ${received(value)}`);
    return [];
  }
  const names = Object.keys(value);
  return names.map((name, index) => {
    const own = new Place([], place.at(name).path, name);
    const twin = names.slice(0, index).find((other) => foldCase(other) === foldCase(name));
    const wrong = findNameProblem(name) ?? (twin === undefined ? undefined : explainTwin(twin));
    if (wrong !== undefined) own.report(wrong);
    return readEntry(name, own, value[name]);
  });
}

function readEntry(name: string, place: Place, value: unknown): Entry {
  if (Array.isArray(value)) return { name, place, fields: { sources: value }, placeOfSources: place };
  const placeOfSources = place.at('sources');
  if (value === undefined) return { name, place, fields: {}, placeOfSources };
  const found = place.problems.length;
  const fields = readFields(
    place,
    value,
    FIELDS,
    `a list of sources, such as ${EXAMPLE}, or an object with "sources"`,
  );
  // A field that is not known may be the one that is missing.
  if (fields.sources === undefined && place.problems.length === found) {
    placeOfSources.report(`expected a list of sources, such as ${EXAMPLE}, but there is none`);
  }
  return { name, place, fields, placeOfSources };
}

/** Checks a pipeline with the defaults. */
export async function readPipeline(
  entry: Entry,
  defaults: Defaults,
  context: CheckContext,
): Promise<ReadPipeline> {
  const { name, place, fields, placeOfSources } = entry;
  const own = await readSettings(fields, (setting) => place.at(setting), context);
  const settings = { ...defaults.settings, ...own };
  const chain = settings.use ?? freeChain(context);
  if (own.with) await checkFields(place.at('with'), own.with, chain);
  const all = { ...defaults.settings.with, ...own.with };
  const cache = readPipelinePolicy(place.at('cache'), fields.cache, defaults.policy, context);
  const items = fields.sources === undefined ? [] : readList(placeOfSources, fields.sources, EXAMPLE);
  if (Array.isArray(fields.sources) && fields.sources.length === 0) {
    placeOfSources.report(`expected at least one source, such as ${EXAMPLE}, received []`);
  }
  const placeOfWith = place.at('with');
  const sources = await readSources(items, { ...context, chain, with: all, placeOfWith });
  const pipeline = toPipeline(name, { ...settings, with: all }, cache, sources);
  return { pipeline, problems: place.problems, own: new Set(Object.keys(fields)), chain };
}

/** What a pipeline without `use` has. */
function freeChain({ free, registry }: CheckContext): Chain {
  return { links: free, complete: true, named: false, doubt: registry.explainBroken('one') };
}

/** A pipeline with all of its values. */
export function toPipeline(
  name: string,
  settings: Settings,
  cache: CachePolicy,
  sources: Pipeline['sources'] = [],
): Pipeline {
  return {
    name,
    links: settings.use?.links,
    sources,
    with: settings.with ?? {},
    transforms: settings.transforms ?? [],
    sinks: settings.sinks ?? [],
    cache,
    concurrency: settings.concurrency ?? 3,
    batchSize: settings.batchSize ?? 10,
    timeoutMs: settings.timeoutMs ?? 60_000,
    continueOnError: settings.continueOnError ?? true,
  };
}

function foldCase(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function explainTwin(twin: string): string {
  return `the pipeline ${JSON.stringify(twin)} has the same name but for case, and both name a folder; give one another name`;
}
