import { createHash } from 'node:crypto';
import { BowerbirdError, type JsonObject } from '@bowerbird/core';
import type { LoadedConfig } from '@bowerbird/runner';

/** What a tool call asks for, as JSON: the same call is the same request. */
export interface CollectionRequest {
  readonly tool: string;
  /** URLs and absolute paths: one pipeline of their own. */
  readonly sources?: readonly string[] | undefined;
  /** In place of sources: pipelines of the rc file, as they are. */
  readonly pipelines?: readonly string[] | undefined;
  /** A pipeline of the rc file to collect the sources like: its chain, fields and transforms. */
  readonly like?: string | undefined;
  /** Collectors of a kind: the chain of the first pipeline of the rc file that names one of them is used. */
  readonly collectors?: readonly string[] | undefined;
  /** The chain where there is no such pipeline. */
  readonly use?: readonly string[] | undefined;
  /** Fields of the requests. */
  readonly with: JsonObject;
  /** The most characters of a chunk. */
  readonly chunkSize?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly useCache: boolean;
}

/** The id of a request: of its plan, and of the approval of it. */
export function requestId(request: CollectionRequest, file: string | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([file, sorted(request)]))
    .digest('hex')
    .slice(0, 12);
}

/** What a run takes of a request. */
export interface RunConfig {
  readonly config: LoadedConfig;
  readonly pipelines: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The configuration of a request: the rc file, so that its cache, network, budgets and transforms count, with a pipeline more, or with
 * the pipelines that were asked for.
 * @param sink the name of one that is to have all documents
 * @throws {BowerbirdError} `PIPELINE_NOT_FOUND`
 */
export function runConfig(loaded: LoadedConfig, request: CollectionRequest, sink: string): RunConfig {
  const rc = fieldsOf(loaded.config);
  const pipelines = fieldsOf(rc.pipelines);
  const own: Readonly<Record<string, Fields>> = request.sources
    ? { [freeName(request.tool, pipelines)]: pipelineOf(rc, pipelines, request, sink) }
    : Object.fromEntries(
        (request.pipelines ?? []).map((name) => {
          const pipeline = namedPipeline(pipelines, name);
          return [name, { ...pipeline, sinks: [...sinksOf(pipeline, rc), sink] }];
        }),
      );
  // What has no price has no cap.
  const budget =
    rc.budget === undefined ? {} : { budget: { ...fieldsOf(rc.budget), unknownPrices: 'refuse' } };
  const config = { ...rc, ...budget, pipelines: { ...pipelines, ...own } };
  return { config: { ...loaded, config }, pipelines: Object.keys(own) };
}

function pipelineOf(rc: Fields, pipelines: Fields, request: CollectionRequest, sink: string): Fields {
  const { like, collectors = [], chunkSize, timeoutSeconds, sources = [] } = request;
  const { sources: _, ...model } = like === undefined ? {} : namedPipeline(pipelines, like);
  const use = chainOf(rc, pipelines, collectors) ?? request.use;
  const given = model.transforms ?? rc.transforms;
  return {
    ...model,
    ...(use && { use }),
    with: { ...fieldsOf(model.with), ...request.with },
    ...(chunkSize !== undefined && { transforms: chunked(given, chunkSize) }),
    ...(timeoutSeconds !== undefined && { timeout: `${timeoutSeconds}s` }),
    sources: sources.map((source) => ({ source })),
    sinks: [sink],
  };
}

/** The chain of the first pipeline that names one of the collectors: a person has configured it, with its keys and what it may buy. */
function chainOf(
  rc: Fields,
  pipelines: Fields,
  collectors: readonly string[],
): readonly unknown[] | undefined {
  const chains = [...Object.values(pipelines).map((pipeline) => fieldsOf(pipeline).use), rc.use];
  const names = (link: unknown) => collectors.includes(String(fieldsOf(link).collector ?? link));
  const found = chains.find((chain) => Array.isArray(chain) && chain.some(names));
  return Array.isArray(found) ? found : undefined;
}

function chunked(transforms: unknown, maxCharacters: number): readonly unknown[] {
  const others = Array.isArray(transforms) ? transforms : [];
  const isChunk = (entry: unknown) => (fieldsOf(entry).use ?? entry) === 'chunk';
  const chunk = { use: 'chunk', options: { maxCharacters, keepDocument: false } };
  return [...others.filter((entry) => !isChunk(entry)), chunk];
}

function namedPipeline(pipelines: Fields, name: string): Fields {
  const pipeline = Object.hasOwn(pipelines, name) ? pipelines[name] : undefined;
  if (pipeline === undefined) {
    const names = Object.keys(pipelines);
    throw new BowerbirdError('PIPELINE_NOT_FOUND', `there is no pipeline ${JSON.stringify(name)}`, {
      hint: names.length > 0 ? `There is: ${names.join(', ')}.` : 'The rc file names none.',
    });
  }
  return Array.isArray(pipeline) ? { sources: pipeline } : fieldsOf(pipeline);
}

function sinksOf(pipeline: Fields, rc: Fields): readonly unknown[] {
  const sinks = pipeline.sinks ?? rc.sinks ?? ['markdown'];
  return Array.isArray(sinks) ? sinks : [];
}

function freeName(tool: string, pipelines: Fields): string {
  let name = tool.replaceAll('_', '-');
  while (Object.hasOwn(pipelines, name)) name += '-mcp';
  return name;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
