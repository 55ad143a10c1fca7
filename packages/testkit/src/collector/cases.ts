import { open, readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CollectorDefinition,
  type Document,
  type JsonValue,
  type Resource,
  validate,
} from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';

/** One thing to collect, as a user asks for it, and what the network says to it. */
export interface CollectorCase {
  /** For the names of the tests. Default: the source. */
  readonly name?: string | undefined;
  /** A URL or a path, as in `sources` of an rc file: `accepts` must take it. */
  readonly source?: string | undefined;
  /** Fields of the request, as beside a source or under `with`. Without a source: the whole request. */
  readonly with?: object | undefined;
  /** What `context.fetch` does: `replies({…})`, the `fetch` of a tape, or that of a stand-in. Absent: it has no network. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The ids that it must bring, in order. */
  readonly ids?: readonly string[] | undefined;
  /** Further demands of the author's own: throws where something is not right. */
  readonly check?: ((documents: readonly Document[]) => void) | undefined;
}

/** A case with its request. */
export interface OpenCase {
  readonly given: CollectorCase;
  readonly name: string;
  readonly request: JsonValue;
  readonly resource: Resource | undefined;
}

const HEAD_BYTES = 4096;
const MOST_ENTRIES = 1000;

/** What a case is called. */
export function nameOf({ name, source, with: fields }: CollectorCase): string {
  return name ?? source ?? JSON.stringify(fields);
}

/** The request of a case, as the runner makes it: what `accepts` says, the fields over it, all of it read by the schema. */
export async function openCase(definition: CollectorDefinition, given: CollectorCase): Promise<OpenCase> {
  const name = nameOf(given);
  const resource = given.source === undefined ? undefined : await toResource(given.source);
  const accepted = resource && acceptedBy(definition, resource, name);
  const request: unknown = await validate(
    definition.request,
    { ...(accepted as object | undefined), ...given.with },
    `the request of the case ${name}`,
  );
  return { given, name, request: request as JsonValue, resource };
}

function acceptedBy(definition: CollectorDefinition, resource: Resource, name: string): unknown {
  ensure(
    definition.accepts,
    `the case ${name} has a source, and the definition has no accepts()`,
    'Give the definition accepts(), or the case the whole request under `with` and no source.',
  );
  const accepted: unknown = definition.accepts(resource);
  ensure(
    typeof accepted === 'object' && accepted !== null,
    `accepts() does not take the source of the case ${name}: it answered ${JSON.stringify(accepted)} to ${resource.uri}`,
    'Let it return the request for a source that is its own, and undefined for any other.',
  );
  return accepted;
}

/** A source as the runner shows it to `accepts`. */
async function toResource(source: string): Promise<Resource> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !source.startsWith('file:'))
    return { uri: new URL(source).href };
  const path = source.startsWith('file:') ? fileURLToPath(source) : resolve(source);
  const found = await stat(path).catch((error: unknown) =>
    fail(
      `the case names ${path}, which cannot be looked at: ${show(error)}`,
      'Give the path of what is there, as seen from where the tests run. A file that is not there the runner refuses by itself; to try what the collector makes of one that has gone meanwhile, give its request: unknown: [{ with: { … } }].',
      error,
    ),
  );
  const about = { uri: pathToFileURL(path).href, path: basename(path) };
  if (found.isDirectory()) return { ...about, entries: (await readdir(path)).slice(0, MOST_ENTRIES) };
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { ...about, head: new Uint8Array(buffer.subarray(0, bytesRead)) };
  } finally {
    await file.close();
  }
}
