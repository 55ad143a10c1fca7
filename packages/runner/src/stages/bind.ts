import { existsSync } from 'node:fs';
import { open, opendir, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  BowerbirdError,
  type CollectorDefinition,
  findNotJson,
  type JsonObject,
  type JsonValue,
  type Resource,
  toJsonSchema,
  validate,
} from '@bowerbird/core';
import type { Configured, Source } from '../config/types.ts';

const HEAD_BYTES = 4096;
const MOST_ENTRIES = 1000;

/** A collector that takes a source, with the request that it makes of it. */
export interface BoundLink {
  readonly link: Configured<CollectorDefinition>;
  readonly request: JsonValue;
}

/** Whether a source is a pattern and not the name of something that is there. */
export function isGlob(text: string, base: string): boolean {
  return !isUrl(text) && /[*?[\]{}]/.test(text) && !existsSync(resolve(base, text));
}

/** Whether a source is written as a URL (`x:`; a single letter is a drive). */
function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(text);
}

/**
 * The links that take a source, in their order, with their requests.
 * @throws {BowerbirdError} `SOURCE_NOT_FOUND`: the path is not there. `SOURCE_UNSUPPORTED`: no link takes it. `CONFIG_INVALID`: its fields
 * are wrong
 */
export async function bindSource(
  source: Exclude<Source, { kind: 'list' }>,
  links: readonly Configured<CollectorDefinition>[],
  withFields: JsonObject,
  base: string,
): Promise<readonly BoundLink[]> {
  const bound =
    source.kind === 'request'
      ? await bindRequest(source.request, links, withFields)
      : await bindResource(await toResource(source.text, base), source.fields, links, withFields);
  if (bound.length > 0) return bound;
  const names = links.map((link) => link.definition.name).join(', ');
  throw new BowerbirdError(
    'SOURCE_UNSUPPORTED',
    `no collector takes ${labelOf(source)} (asked: ${names || 'none is loaded'})`,
    {
      hint: 'Name a collector for it with "use", or add the plugin that has one under "plugins".',
    },
  );
}

/** A source as the user wrote it, for messages. */
export function labelOf(source: Source): string {
  switch (source.kind) {
    case 'resource':
      return source.text;
    case 'list':
      return source.file;
    case 'request':
      return JSON.stringify(source.request);
  }
}

async function bindResource(
  resource: Resource,
  fields: JsonObject,
  links: readonly Configured<CollectorDefinition>[],
  withFields: JsonObject,
): Promise<readonly BoundLink[]> {
  const bound: BoundLink[] = [];
  for (const link of links) {
    const accepted: unknown = link.definition.accepts?.(resource);
    if (accepted === undefined) continue;
    const input = { ...(accepted as object), ...knownFields(link.definition, { ...withFields, ...fields }) };
    bound.push({ link, request: await toRequest(link.definition, input) });
  }
  return bound;
}

/** An object may fit some links alone: what is wrong is told only if it fits none. */
async function bindRequest(
  request: JsonObject,
  links: readonly Configured<CollectorDefinition>[],
  withFields: JsonObject,
): Promise<readonly BoundLink[]> {
  const bound: BoundLink[] = [];
  let wrong: unknown;
  for (const link of links) {
    try {
      const input = { ...knownFields(link.definition, withFields), ...request };
      bound.push({ link, request: await toRequest(link.definition, input) });
    } catch (error) {
      wrong ??= error;
    }
  }
  if (bound.length === 0 && wrong !== undefined) throw wrong;
  return bound;
}

async function toRequest(definition: CollectorDefinition, input: unknown): Promise<JsonValue> {
  const request: unknown = await validate(
    definition.request,
    input,
    `the request of collector ${definition.name}`,
  );
  const lost = findNotJson(request);
  if (lost)
    throw new BowerbirdError('DEFINITION_INVALID', `the request of collector ${definition.name}: ${lost}`);
  return request as JsonValue;
}

/** The names of the fields of a collector's requests; `undefined` where its schema cannot tell: then it takes all. */
export function requestFields(definition: CollectorDefinition): readonly string[] | undefined {
  if (!fieldsOf.has(definition)) {
    const properties = toJsonSchema(definition.request)?.properties;
    fieldsOf.set(
      definition,
      typeof properties === 'object' && properties !== null ? Object.keys(properties) : undefined,
    );
  }
  return fieldsOf.get(definition);
}
// Asked for every source, while making a JSON Schema takes a while.
const fieldsOf = new WeakMap<CollectorDefinition, readonly string[] | undefined>();

function knownFields(definition: CollectorDefinition, fields: JsonObject): JsonObject {
  // Most sources have none, and the first question to a schema is the dearest.
  if (Object.keys(fields).length === 0) return fields;
  const known = requestFields(definition);
  if (known === undefined) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => known.includes(name)));
}

/**
 * A URL or a path as a resource: looked at once, so that no collector has to.
 * @throws {BowerbirdError} `CONFIG_INVALID` for a URL that is none, `SOURCE_NOT_FOUND` for a path that is not there
 */
async function toResource(text: string, base: string): Promise<Resource> {
  if (!isUrl(text)) return toFileResource(isAbsolute(text) ? text : resolve(base, text), text, base);
  const url = URL.parse(text);
  if (url?.protocol === 'file:') return toFileResource(toLocalPath(url, text), text, base);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw noAddress(text, url);
  if (url.username === '' && url.password === '') return { uri: url.href };
  throw new BowerbirdError('CONFIG_INVALID', `the address of ${url.host} holds a user name or a password`, {
    hint: 'Leave them out: addresses are written into documents and reports.',
  });
}

function toLocalPath(url: URL, text: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    const hint = 'A local file is file:///path, without a host.';
    throw new BowerbirdError('CONFIG_INVALID', `${text} names no local file`, { hint, cause: error });
  }
}

function noAddress(text: string, url: URL | null): BowerbirdError {
  const isHost = /^[a-z0-9.-]+:\d+(\/|$)/i.test(text);
  return new BowerbirdError(
    'CONFIG_INVALID',
    url ? `${text}: ${url.protocol} is not supported` : `${text} is no URL`,
    {
      hint: isHost
        ? `Write http://${text} if it is an address.`
        : 'Sources are http: and https: addresses, paths and globs.',
    },
  );
}

async function toFileResource(file: string, text: string, base: string): Promise<Resource> {
  const uri = pathToFileURL(file).href;
  // The base itself has no name in itself.
  const path = relative(base, file).split(sep).join('/') || '.';
  try {
    const found = await stat(file);
    if (found.isDirectory()) return { uri, path, entries: await readEntries(file) };
    // A pipe or a device may keep whoever reads it waiting for ever.
    if (found.isFile()) return { uri, path, head: await readHead(file) };
  } catch (error) {
    throw notReadable(file, text, error);
  }
  throw new BowerbirdError('SOURCE_UNSUPPORTED', `${text} is neither a file nor a folder`, {
    hint: 'Copy what it gives into a file.',
  });
}

function notReadable(file: string, text: string, error: unknown): BowerbirdError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    const message = `${text} cannot be read (${code})`;
    return new BowerbirdError('SOURCE_NOT_FOUND', message, { hint: 'Check who may read it.', cause: error });
  }
  const address =
    /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$)/i.test(text) && !/\.(html?|xhtml|md|txt|json|ya?ml)$/i.test(text);
  return new BowerbirdError('SOURCE_NOT_FOUND', `${text}: there is no such file or folder`, {
    hint: address ? `Write https://${text} if it is an address.` : `It was looked for at ${file}.`,
    cause: error,
  });
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, bytesRead);
  } finally {
    await file.close();
  }
}

async function readEntries(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(path)) {
    names.push(entry.name);
    if (names.length === MOST_ENTRIES) break;
  }
  return names.sort();
}
