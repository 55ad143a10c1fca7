import type { Readable } from 'node:stream';
import { BowerbirdError, CollectError, retryAfterMs } from '@bowerbird/core';
import { Agent, type Dispatcher } from 'undici';
import { CODINGS, decodeBody, readBody, type Traffic } from './body.ts';

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const IDLE_MS = 30_000;
const CONNECT_MS = 10_000;
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization'];

/** A request as it goes out. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: Uint8Array | undefined;
  /** As in the Fetch standard. Default: `follow`. */
  readonly redirect?: 'follow' | 'manual' | 'error' | undefined;
}

/** An answer with its whole body. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  /** After redirects. */
  readonly url: string;
  readonly body: Uint8Array;
}

/** An answer with its body on the way. */
export interface IncomingStream extends Omit<Incoming, 'body'> {
  readonly body: Readable;
}

/**
 * The one HTTP client of a run: connections are reused, at most 5 redirects are followed, bodies are limited after
 * decompression, and a body that ends too early or does not come is an error, never a short answer.
 */
export class HttpClient {
  readonly #agent: Agent;
  readonly #maxBytes: number;
  readonly #userAgent: string;

  constructor(options: { readonly maxBytes: number; readonly userAgent: string }) {
    this.#maxBytes = options.maxBytes;
    this.#userAgent = options.userAgent;
    this.#agent = new Agent({
      connect: { timeout: CONNECT_MS },
      headersTimeout: IDLE_MS,
      bodyTimeout: IDLE_MS,
    });
  }

  /** Sends a request and reads the whole answer. @throws {CollectError} with a recovery */
  async send(outgoing: Outgoing, signal: AbortSignal, traffic: Traffic): Promise<Incoming> {
    const incoming = await this.stream(outgoing, signal, traffic);
    const body = await guard(incoming.url, signal, () => readBody(incoming.body));
    return { ...incoming, body };
  }

  /** Sends a request and gives the answer with its body on the way, under the same limits. @throws {CollectError} with a recovery */
  async stream(outgoing: Outgoing, signal: AbortSignal, traffic: Traffic): Promise<IncomingStream> {
    let hop = outgoing;
    for (let redirects = 0; ; redirects++) {
      traffic.requests++;
      const response = await guard(hop.url, signal, () => this.#request(hop, signal));
      const headers = toHeaders(response.headers);
      const { statusCode: status, body } = response;
      const location =
        REDIRECTS.includes(status) && hop.redirect !== 'manual' ? headers.get('location') : null;
      if (location === null) {
        const busy = busyError(hop.url, status, headers);
        if (!busy)
          return {
            status,
            headers,
            url: hop.url,
            body: decodeBody(body, headers, this.#limits(hop.url, traffic)),
          };
        // An answer that nobody reads would hold its connection.
        await body.dump().catch(() => undefined);
        throw busy;
      }
      await body.dump().catch(() => undefined);
      if (hop.redirect === 'error') throw redirectError(`${outgoing.url} redirects, which was not allowed`);
      if (redirects === MOST_REDIRECTS) {
        throw redirectError(`${outgoing.url} redirects more than ${MOST_REDIRECTS} times`);
      }
      hop = redirected(hop, status, location);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #limits(url: string, traffic: Traffic) {
    return { url, maxBytes: this.#maxBytes, traffic };
  }

  #request(hop: Outgoing, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const headers = new Headers(hop.headers);
    if (!headers.has('user-agent')) headers.set('user-agent', this.#userAgent);
    headers.set('accept-encoding', CODINGS.join(', '));
    const { origin, pathname, search } = new URL(hop.url);
    return this.#agent.request({
      origin,
      path: pathname + search,
      method: hop.method as Dispatcher.HttpMethod,
      headers: Object.fromEntries(headers),
      body: hop.body ?? null,
      signal,
    });
  }
}

/** The next hop of a redirect (RFC 9110, section 15.4, and the Fetch standard where browsers differ from it). */
function redirected(hop: Outgoing, status: number, location: string): Outgoing {
  const url = URL.parse(location, hop.url);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CollectError('SOURCE_INVALID', `${hop.url} redirects to ${location}, which is no web address`, {
      recovery: 'next',
      hint: 'Open it in a browser to see where it leads.',
    });
  }
  url.hash = '';
  const headers = new Headers(hop.headers);
  if (url.origin !== new URL(hop.url).origin) for (const name of CREDENTIALS) headers.delete(name);
  const toGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  if (!toGet) return { ...hop, url: url.href, headers };
  headers.delete('content-type');
  headers.delete('content-length');
  return { method: 'GET', url: url.href, headers };
}

function redirectError(message: string): CollectError {
  return new CollectError('SOURCE_INVALID', message, {
    recovery: 'next',
    hint: 'Open it in a browser and use the address that it ends at.',
  });
}

/** A host that says when to come back is asked then: waiting costs no attempt and no slot. */
function busyError(url: string, status: number, headers: Headers): CollectError | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const wait = retryAfterMs(headers.get('retry-after'), Date.now());
  if (wait === undefined) return undefined;
  const message = `${url} asks to come back in ${Math.ceil(wait / 1000)} s (HTTP ${status})`;
  return new CollectError('SOURCE_UNAVAILABLE', message, {
    recovery: 'retry',
    retryAfterMs: wait,
    hint: 'Run again later: what is here already is not fetched again.',
  });
}

function toHeaders(raw: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) headers.append(name, item);
    }
  }
  return headers;
}

/** Runs one step and says what went wrong in words that name the address and the remedy. */
async function guard<T>(url: string, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BowerbirdError) throw error;
    throw toCollectError(url, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ECONNREFUSED: 'its host refuses the connection',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: `no connection within ${CONNECT_MS / 1000} s`,
  UND_ERR_HEADERS_TIMEOUT: `no answer within ${IDLE_MS / 1000} s`,
  UND_ERR_BODY_TIMEOUT: `nothing came for ${IDLE_MS / 1000} s`,
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as announced',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there: http: and not https:?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there: http: and not https:?',
  EPROTO: 'it does not speak TLS there: http: and not https:?',
  Z_BUF_ERROR: 'the compressed body is cut off',
  Z_DATA_ERROR: 'the body is not compressed as announced',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
};

function toCollectError(url: string, error: unknown): CollectError {
  const code = codeOf(error);
  const announced =
    code !== undefined && /^(ERR__ERROR_FORMAT|ZSTD_error)/.test(code) ? REASONS.Z_DATA_ERROR : undefined;
  const reason =
    (code && REASONS[code]) ?? announced ?? (error instanceof Error ? error.message : String(error));
  return new CollectError('SOURCE_UNAVAILABLE', `${url} could not be read: ${reason}`, {
    recovery: 'retry',
    hint: 'Check the address and the network, and run again: what is here already is not fetched again.',
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = (first as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return first instanceof Error && first.cause !== undefined ? codeOf(first.cause) : undefined;
}
