import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@bowerbird/core';
import { bodyOf, type Loopback, serveLoopback } from './loopback.ts';

/** Something that a stand-in charged for. */
export interface Charge {
  /** What was bought: the address of the audio, or `sha256:` and the digest of its bytes. */
  readonly what: string;
  /** Epoch milliseconds. */
  readonly when: number;
  /** US dollars. */
  readonly cost: number;
}

/** A request as it reached a stand-in. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** What was answered. `undefined`: nothing, or not yet. */
  readonly status: number | undefined;
}

/** How a request goes wrong. What is left out goes right. */
export interface Fault {
  /** The answer comes this many milliseconds late. The work was done, and charged, before. */
  readonly slow?: number | undefined;
  /** The connection ends without an answer: before the work was done and charged, or after it. */
  readonly drop?: 'before charge' | 'after charge' | undefined;
  /** This HTTP status in place of the work. 300 to 399 redirect to the same address, where the next request goes right. */
  readonly answer?: number | undefined;
  /** With `answer`: the header `Retry-After`, in seconds or as an HTTP date (RFC 9110, section 10.2.3). */
  readonly retryAfter?: number | string | undefined;
  /** With `answer`: this body in place of the provider's usual one. */
  readonly body?: JsonValue | undefined;
  /** With `answer`: the work was done, and charged, all the same. */
  readonly charged?: boolean | undefined;
  /** The connection ends in the middle of the answer's body. */
  readonly cut?: boolean | undefined;
}

/** The faults that each kind of request can have. */
export type FaultsByKind = Readonly<Record<string, Fault>>;

/** Faults that wait for their requests. */
export interface Faults<Kinds extends FaultsByKind> {
  /**
   * The next request of a kind goes wrong. Faults of one kind queue up: each is for one request.
   * @param times for this many requests; `Infinity`: for all that are to come
   */
  next<Kind extends keyof Kinds>(kind: Kind, fault: Kinds[Kind], times?: number): void;
  /** The kinds of request that still have faults ahead: empty when a test has met all that it prepared. */
  waiting(): readonly (keyof Kinds)[];
}

/** A server on loopback that speaks a provider's HTTP interface and charges for it. */
export interface StandIn<Kinds extends FaultsByKind> extends Loopback {
  /** The API key that it takes. Any other is refused. */
  readonly key: string;
  /** All that was charged, oldest first. */
  charges(): readonly Charge[];
  /** All requests in the order in which they came. */
  requests(): readonly SeenRequest[];
  readonly faults: Faults<Kinds>;
}

/** A request on its way to a provider. */
export interface Call<F extends Fault = Fault> {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** `{}`: it goes right. */
  readonly fault: F;
  /** @param cost US dollars */
  charge(what: string, cost: number): void;
}

/** What a provider answers. A text is sent as `text/plain`, anything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: JsonValue;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What a stand-in is made of. */
export interface Provider<Kinds extends FaultsByKind> {
  readonly key: string;
  /** The value of the header `Authorization`. */
  readonly authorization: string;
  /** What kind of request this is, or `undefined` if the interface has no such address. */
  kindOf(method: string, path: string): keyof Kinds | undefined;
  /** Does the work. */
  answer<Kind extends keyof Kinds>(kind: Kind, call: Call<Kinds[Kind]>): Answer | Promise<Answer>;
  /** The body of an error. */
  error(status: number, kind: keyof Kinds | undefined): JsonValue;
}

/** Starts a stand-in for a provider. */
export async function serveProvider<Kinds extends FaultsByKind>(
  provider: Provider<Kinds>,
): Promise<StandIn<Kinds>> {
  const charges: Charge[] = [];
  const requests: { method: string; path: string; status: number | undefined }[] = [];
  const faults = createQueue<Kinds>();
  const loopback = await serveLoopback(async (request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const seen: (typeof requests)[number] = { method, path, status: undefined };
    requests.push(seen);
    const body = await bodyOf(request);
    const url = new URL(path, `http://${headers.host}`);
    const kind = provider.kindOf(method, url.pathname);
    const fault: Fault = kind === undefined ? {} : faults.take(kind);
    const charge = (what: string, cost: number) => charges.push({ what, when: Date.now(), cost });
    // Every field of a fault may be missing, so `{}` is one of any kind.
    const call = { method, url, headers, body, fault: fault as Kinds[keyof Kinds], charge };
    const answer = await answerOf(provider, kind, call);
    if (fault.slow !== undefined) await sleep(fault.slow, undefined, { ref: false });
    if (answer === undefined) return void response.destroy();
    seen.status = answer.status;
    send(response, answer, fault.cut === true);
  });
  return {
    ...loopback,
    key: provider.key,
    charges: () => [...charges],
    requests: () => requests.map((request) => ({ ...request })),
    faults,
  };
}

/** The provider's answer, or the fault's; `undefined`: none at all. */
async function answerOf<Kinds extends FaultsByKind>(
  provider: Provider<Kinds>,
  kind: keyof Kinds | undefined,
  call: Call<Kinds[keyof Kinds]>,
): Promise<Answer | undefined> {
  const fault = call.fault;
  const works = fault.drop !== 'before charge' && (fault.answer === undefined || fault.charged === true);
  const answer = works ? await workOf(provider, kind, call) : undefined;
  if (fault.drop !== undefined) return undefined;
  if (fault.answer === undefined) return answer;
  return {
    status: fault.answer,
    body: fault.body ?? provider.error(fault.answer, kind),
    headers: {
      ...(fault.retryAfter !== undefined && { 'retry-after': String(fault.retryAfter) }),
      ...(fault.answer >= 300 && fault.answer < 400 && { location: call.url.href }),
    },
  };
}

function workOf<Kinds extends FaultsByKind>(
  provider: Provider<Kinds>,
  kind: keyof Kinds | undefined,
  call: Call<Kinds[keyof Kinds]>,
): Answer | Promise<Answer> {
  if (call.headers.authorization !== provider.authorization)
    return { status: 401, body: provider.error(401, kind) };
  return kind === undefined ? { status: 404, body: provider.error(404, kind) } : provider.answer(kind, call);
}

function send(response: ServerResponse, { status, body, headers }: Answer, cut: boolean): void {
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': bytes.length,
    ...headers,
  });
  if (cut) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  else response.end(bytes);
}

function createQueue<Kinds extends FaultsByKind>(): Faults<Kinds> & {
  take(kind: keyof Kinds): Fault;
} {
  const queue: { readonly kind: keyof Kinds; readonly fault: Fault; times: number }[] = [];
  return {
    next: (kind, fault, times = 1) => void queue.push({ kind, fault, times }),
    waiting: () => queue.map(({ kind }) => kind),
    take: (kind) => {
      const index = queue.findIndex((waiting) => waiting.kind === kind);
      const found = queue[index];
      if (found === undefined) return {};
      found.times -= 1;
      if (found.times <= 0) queue.splice(index, 1);
      return found.fault;
    },
  };
}
