import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isCollectError } from '@bowerbird/core';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { type AddressGuard, literalOf } from './addresses.ts';
import { CODINGS, decodeBody, readBody, type Traffic } from './body.ts';
import {
  CONNECT_MS,
  explained,
  findBusy,
  HeldError,
  IDLE_MS,
  LONGEST_RETRY_AFTER_MS,
  PaceError,
  redirectError,
  unknownHere,
} from './failures.ts';
import { HostPace } from './pace.ts';
import { Proxies } from './proxies.ts';
import { REDIRECTS, redirected } from './redirect.ts';
import { RobotsGate } from './robots/gate.ts';
import { Sockets } from './sockets.ts';

const MOST_REDIRECTS = 5;
// Longer than this nobody waits for a host and keeps others from their turn.
const LONGEST_WAIT_MS = 1000;
const ACCEPT_ENCODING = CODINGS.join(', ');
const TIMEOUTS = { headersTimeout: IDLE_MS, bodyTimeout: IDLE_MS };

/** A request as it goes out. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** One that is read while it is sent can be sent only once: no redirect takes it along. */
  readonly body?: Uint8Array | Readable | undefined;
  /** As in the Fetch standard. Default: `follow`. */
  readonly redirect?: 'follow' | 'manual' | 'error' | undefined;
  /** Names of headers that go to this origin alone, in lower case, beside those that always do. */
  readonly credentials?: readonly string[] | undefined;
}

/** For whom a request goes out. */
export interface Caller {
  /** Ends it; the reason is thrown. */
  readonly signal: AbortSignal;
  /** Counts what it takes. */
  readonly traffic: Traffic;
  /** Whether robots.txt is obeyed. */
  readonly robots: boolean;
  /** Stands still while it waits for its turn. */
  readonly clock?: { pause?(): void; resume?(): void } | undefined;
  /** Whether it waits for its turn however long that takes: when it would lose what it has by coming back. */
  readonly patient: boolean;
  /** Names the request: who comes back with the same finds its turn kept. */
  readonly request: string;
  /** Of one body, in place of the client's own limit. */
  readonly maxBytes?: number | undefined;
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

interface Opened extends Omit<Incoming, 'body'> {
  readonly body: AsyncIterable<Uint8Array>;
  /** As it came: what is to be closed. */
  readonly raw: Readable;
}

/** Sends requests. */
export interface Client {
  /** Sends a request and reads the whole answer. @throws {CollectError} with a recovery */
  send(outgoing: Outgoing, caller: Caller): Promise<Incoming>;
  /** Sends a request and gives the answer with its body on the way, under the same limits. @throws {CollectError} with a recovery */
  stream(outgoing: Outgoing, caller: Caller): Promise<IncomingStream>;
  close(): Promise<void>;
}

/** How a client behaves. */
export interface ClientOptions {
  /** Of one body, after decompression. */
  readonly maxBytes: number;
  readonly userAgent: string;
  readonly guard: AddressGuard;
  /** The least time between two requests to one host, in milliseconds. */
  readonly paceMs: number;
}

/**
 * The one HTTP client of a run: connections are reused, at most 5 redirects are followed and each of their hops is checked, only
 * public addresses are reached unless others are allowed, each host has its pace, robots.txt is obeyed for those who ask for it,
 * bodies are limited after decompression, and a body that ends too early or does not come is an error, never a short answer.
 */
export class HttpClient implements Client {
  readonly #options: ClientOptions;
  readonly #agent: Agent;
  readonly #proxies: Proxies;
  readonly #pace = new HostPace();
  readonly #robots: RobotsGate;

  constructor(options: ClientOptions) {
    this.#options = options;
    const sockets = new Sockets();
    const connect = guarded(options.guard, sockets);
    const connections = Number.isFinite(sockets.most) ? { connections: sockets.most } : {};
    this.#agent = new Agent({ connect, ...connections, ...TIMEOUTS });
    this.#proxies = new Proxies({ connectMs: CONNECT_MS, ...TIMEOUTS });
    this.#robots = new RobotsGate(this, options.userAgent);
  }

  async send(outgoing: Outgoing, caller: Caller): Promise<Incoming> {
    const opened = await this.#open(outgoing, caller);
    const body = await explained(opened.url, caller.signal, () => readBody(opened.body));
    return { ...opened, body };
  }

  async stream(outgoing: Outgoing, caller: Caller): Promise<IncomingStream> {
    const opened = await this.#open(outgoing, caller);
    const body = Readable.from(opened.body, { objectMode: false });
    // An answer of which nothing was read yet has begun nothing that could close its connection.
    body.once('close', () => opened.raw.on('error', () => {}).destroy());
    return { ...opened, body };
  }

  async close(): Promise<void> {
    await Promise.all([this.#agent.destroy(), this.#proxies.close()]);
  }

  async #open(outgoing: Outgoing, caller: Caller): Promise<Opened> {
    let [hop, by] = [outgoing, caller];
    for (let redirects = 0; ; redirects++) {
      const response = await this.#hop(hop, by);
      const headers = toHeaders(response.headers);
      const { statusCode: status, body } = response;
      const location =
        REDIRECTS.includes(status) && hop.redirect !== 'manual' ? headers.get('location') : null;
      if (location === null) return this.#answer(hop, caller, { status, headers, body });
      // An answer that nobody reads would hold its connection.
      await body.dump().catch(() => undefined);
      if (hop.redirect === 'error') throw redirectError(`${outgoing.url} redirects, which was not allowed`);
      if (redirects === MOST_REDIRECTS) {
        throw redirectError(`${outgoing.url} redirects more than ${MOST_REDIRECTS} times`);
      }
      hop = redirected(hop, status, location);
      // Whoever came back for this hop would begin with the first one, for which it would have to wait again.
      by = { ...by, patient: true };
    }
  }

  /** One request of a chain of redirects, when it may go out. */
  async #hop(hop: Outgoing, caller: Caller): Promise<Dispatcher.ResponseData> {
    const url = new URL(hop.url);
    const crawlDelayMs = caller.robots ? await this.#robots.pass(url, caller) : 0;
    await this.#turn(url, hop, Math.max(this.#options.paceMs, crawlDelayMs), caller);
    caller.traffic.requests++;
    return explained(hop.url, caller.signal, () => this.#request(url, hop, caller.signal));
  }

  async #answer(
    hop: Outgoing,
    { traffic, maxBytes = this.#options.maxBytes }: Caller,
    {
      status,
      headers,
      body,
    }: Pick<Incoming, 'status' | 'headers'> & { readonly body: Dispatcher.ResponseData['body'] },
  ): Promise<Opened> {
    const busy = findBusy(hop.url, status, headers);
    if (busy) {
      await body.dump().catch(() => undefined);
      this.#pace.hold(new URL(hop.url).host, busy.retryAfterMs ?? 0);
      throw busy;
    }
    const limits = { url: hop.url, method: hop.method, maxBytes, traffic };
    return { status, headers, url: hop.url, raw: body, body: decodeBody(body, headers, limits) };
  }

  async #turn({ host }: URL, hop: Outgoing, gapMs: number, caller: Caller): Promise<void> {
    const request = `${caller.request} ${hop.method} ${hop.url}`;
    for (;;) {
      const { waitMs, held } = this.#pace.take(host, request, gapMs, LONGEST_WAIT_MS);
      if (waitMs === 0) return;
      const mayWait = waitMs <= LONGEST_WAIT_MS || caller.patient;
      if (held && (!mayWait || waitMs > LONGEST_RETRY_AFTER_MS)) throw new HeldError(hop.url, waitMs);
      if (!mayWait) throw new PaceError(host, waitMs);
      await waited(waitMs, caller);
      if (waitMs <= LONGEST_WAIT_MS) return;
    }
  }

  async #request(url: URL, hop: Outgoing, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const headers: Record<string, string> = {
      'user-agent': this.#options.userAgent,
      ...Object.fromEntries(hop.headers),
      'accept-encoding': ACCEPT_ENCODING,
    };
    const proxy = this.#proxies.for(url);
    const origin = proxy ? await this.#checked(url) : url.origin;
    if (origin !== url.origin) headers.host = url.host;
    return (proxy ?? this.#agent).request({
      origin,
      path: url.pathname + url.search,
      method: hop.method as Dispatcher.HttpMethod,
      headers,
      body: hop.body ?? null,
      signal,
    });
  }

  /**
   * The origin as a proxy may be asked for it: with the very address that was checked, since the proxy would look the name up
   * again, and where this machine cannot see. With no guard the proxy gets the name.
   */
  async #checked(url: URL): Promise<string> {
    const { guard } = this.#options;
    if (guard.isOpen) return url.origin;
    const address = await guard.resolve(url.hostname).catch((error: unknown) => {
      throw isCollectError(error) ? error : unknownHere(url.href, error);
    });
    const host = address.includes(':') ? `[${address}]` : address;
    return `${url.protocol}//${host}${url.port && `:${url.port}`}`;
  }
}

/** Waits for a host, which is none of the caller's time. */
async function waited(milliseconds: number, { signal, clock }: Caller): Promise<void> {
  clock?.pause?.();
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw signal.reason;
  } finally {
    clock?.resume?.();
  }
}

/** Connects to no address that the guard refuses. A literal address is not looked up by sockets, so it is checked here. */
function guarded(guard: AddressGuard, sockets: Sockets): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_MS,
    lookup: guard.lookup,
  } as buildConnector.BuildOptions);
  return (options, callback) => {
    const address = literalOf(options.hostname);
    const refused = address === undefined ? undefined : guard.findProblem(address, address);
    const problem = refused ?? sockets.findProblem();
    if (problem) return callback(problem, null);
    const place = sockets.begin();
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error) place.giveBack();
      else place.attach(socket);
      callback(...result);
    });
  };
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
