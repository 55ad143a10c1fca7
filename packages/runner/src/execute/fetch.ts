import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { sha256 } from '@bowerbird/cache';
import { CollectError, type JsonObject } from '@bowerbird/core';
import type { Scrub } from '@bowerbird/secrets';
import type { Incoming, IncomingStream, Outgoing } from '../network/client.ts';
import { CREDENTIALS } from '../network/redirect.ts';
import type { EvidenceRecord } from '../store/evidence.ts';

/** A call of `context.fetch`, read. */
export interface Asked extends Outgoing {
  readonly cache: NonNullable<RequestInit['cache']>;
  readonly signal: AbortSignal | undefined;
  /** Names of the headers with credentials: they are no part of its identity, and are not kept. */
  readonly credentials: readonly string[];
  /** What names the answer. */
  readonly identity: JsonObject;
}

// Statuses that the Response constructor takes with no body alone.
const BODILESS = [101, 103, 204, 205, 304];

/**
 * Reads the arguments of `fetch`. A header that holds a secret counts as a credential, whatever its name.
 * @throws {CollectError} `SOURCE_INVALID` for an address that is none of the web's
 */
export async function toAsked(
  input: string | URL | Request,
  init: RequestInit | undefined,
  scrub: Scrub,
): Promise<Asked> {
  const request = isPlain(input, init) ? plainRequest(input, init) : fullRequest(input, init);
  const url = new URL(request.url);
  url.hash = '';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CollectError('SOURCE_INVALID', `${url.href} is no web address`, { recovery: 'next' });
  }
  const headers = new Headers(request.headers);
  const cache = init?.cache ?? request.cache;
  const body = await bodyOf(request, init, cache);
  const isCredential = ([name, value]: readonly [string, string]) =>
    CREDENTIALS.includes(name) || scrub(value) !== value;
  const { true: credentials = [], false: named = [] } = Object.groupBy([...headers], (header) =>
    String(isCredential(header)),
  );
  return {
    method: request.method,
    url: url.href,
    headers,
    ...(body && { body }),
    redirect: request.redirect,
    cache,
    signal: init?.signal ?? (input instanceof Request ? input.signal : undefined),
    credentials: credentials.map(([name]) => name),
    identity: {
      method: request.method,
      url: url.href,
      headers: named,
      ...(body instanceof Uint8Array && { body: sha256(body) }),
    },
  };
}

/** A stream goes through as it is where nothing is kept: an upload of gigabytes needs no name. */
async function bodyOf(
  request: RequestParts,
  init: RequestInit | undefined,
  cache: RequestInit['cache'],
): Promise<Asked['body']> {
  if (!request.body) return undefined;
  if (cache === 'no-store' && init?.body instanceof globalThis.ReadableStream)
    return Readable.fromWeb(request.body);
  return new Uint8Array(await request.arrayBuffer());
}

type RequestParts = Pick<
  Request,
  'url' | 'method' | 'headers' | 'redirect' | 'cache' | 'body' | 'arrayBuffer'
>;

/** Most calls are an address and a few headers: to make a Request of them costs more than to send it. */
function isPlain(input: string | URL | Request, init: RequestInit | undefined): input is string | URL {
  const { method = 'GET', body } = init ?? {};
  return !(input instanceof Request) && (method === 'GET' || method === 'HEAD') && (body ?? null) === null;
}

function plainRequest(input: string | URL, init: RequestInit | undefined): RequestParts {
  const url = URL.parse(String(input));
  // What is wrong with it is told by the one who knows.
  if (url === null || url.username + url.password !== '') return fullRequest(input, init);
  return {
    url: url.href,
    method: init?.method ?? 'GET',
    headers: new Headers(init?.headers),
    redirect: init?.redirect ?? 'follow',
    cache: init?.cache ?? 'default',
    body: null,
    arrayBuffer: async () => new ArrayBuffer(0),
  };
}

function fullRequest(input: string | URL | Request, init: RequestInit | undefined): RequestParts {
  try {
    return new Request(input, init);
  } catch (error) {
    throw new CollectError('SOURCE_INVALID', `${String(input)} cannot be fetched`, {
      recovery: 'next',
      cause: error,
    });
  }
}

// Loaded at the first answer: naming Response has Node load a client of its own, which a run from the cache does without.
let loaded: Promise<typeof import('./whole-response.ts')> | undefined;

/** An answer as a collector sees it. */
export async function toResponse({ status, headers, url, body }: Incoming): Promise<Response> {
  if (BODILESS.includes(status)) return withUrl(new Response(null, { status, headers }), url);
  loaded ??= import('./whole-response.ts');
  const { wholeResponse } = await loaded;
  return wholeResponse(body, { status, headers }, url);
}

/** An answer whose body is on the way. */
export function toStreamingResponse(incoming: IncomingStream): Response {
  if (BODILESS.includes(incoming.status)) {
    incoming.body.resume();
    return withUrl(new Response(null, { status: incoming.status, headers: incoming.headers }), incoming.url);
  }
  const body = Readable.toWeb(incoming.body) as ReadableStream<Uint8Array>;
  return withUrl(
    new Response(body as ConstructorParameters<typeof Response>[0], {
      status: incoming.status,
      headers: incoming.headers,
    }),
    incoming.url,
  );
}

/** A Response that one makes has no address; collectors need the one that redirects ended at. */
function withUrl(response: Response, url: string): Response {
  return Object.defineProperty(response, 'url', { value: url });
}

/** The headers of a request that asks only for what is newer than a record (RFC 9110, section 13.1). */
export function conditional({ method, headers }: Asked, record: EvidenceRecord | undefined): Headers {
  const all = new Headers(headers);
  // To any other method a condition that fails is an error (412), and says nothing of what is new.
  if (!isSafe(method)) return all;
  for (const [name, value] of record?.http?.headers ?? []) {
    if (name === 'etag') all.set('if-none-match', value);
    if (name === 'last-modified') all.set('if-modified-since', value);
  }
  return all;
}

/** Whether a request may be repeated by somebody who does not know what it is for (RFC 9110, section 9.2.1). */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
