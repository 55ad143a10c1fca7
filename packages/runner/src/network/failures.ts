import { BowerbirdError, CollectError, retryAfterMs } from '@bowerbird/core';

/** No connection within this is a failure. */
export const CONNECT_MS = 10_000;
/** Nothing heard for this long is a failure. */
export const IDLE_MS = 30_000;
/** Longer than this nobody waits for a host that asks for it within a run: the next run asks again. */
export const LONGEST_RETRY_AFTER_MS = 10 * 60_000;
// Files and sockets that others hold are given back soon.
const CROWDED_MS = 1000;

/** A host is not to be asked yet, as its pace says: asking again then is no further attempt. */
export class PaceError extends CollectError {
  override readonly retryAfterMs: number;

  constructor(host: string, waitMs: number) {
    super('SOURCE_UNAVAILABLE', `${host} is asked again in ${Math.ceil(waitMs / 1000)} s, as its pace says`, {
      recovery: 'retry',
      hint: 'It is only waiting: it goes on by itself.',
    });
    this.retryAfterMs = waitMs;
  }
}

const CUT = 'the connection was cut before the answer was complete';
const NO_TLS = 'it does not speak TLS there: http: and not https:?';
const NOT_AS_ANNOUNCED = 'the body is not compressed as announced';

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ECONNREFUSED: 'its host refuses the connection',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: CUT,
  UND_ERR_CONNECT_TIMEOUT: `no connection within ${CONNECT_MS / 1000} s`,
  UND_ERR_HEADERS_TIMEOUT: `no answer within ${IDLE_MS / 1000} s`,
  UND_ERR_BODY_TIMEOUT: `nothing came for ${IDLE_MS / 1000} s`,
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as announced',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  EPROTO: NO_TLS,
  Z_BUF_ERROR: 'the compressed body is cut off',
  Z_DATA_ERROR: NOT_AS_ANNOUNCED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
};

/** Runs one step and says what went wrong in words that name the address and the remedy. */
export async function explained<T>(url: string, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BowerbirdError) throw error;
    throw toCollectError(url, error);
  }
}

/** Whether the parser did not know it for HTTP; undici 8 gives some of its errors no code. */
function isForeign(code: string | undefined, error: unknown): boolean {
  return code?.startsWith('HPE_') === true || (error instanceof Error && error.name === 'HTTPParserError');
}

function toCollectError(url: string, error: unknown): CollectError {
  const code = codeOf(error);
  // The limit of the process: slower is better than failing.
  if (code === 'EMFILE' || code === 'ENFILE') return new PaceError(new URL(url).host, CROWDED_MS);
  const announced =
    code !== undefined && /^(ERR__ERROR_FORMAT|ZSTD_error)/.test(code) ? NOT_AS_ANNOUNCED : undefined;
  const refused = /^Proxy response \((\d+)\)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (refused !== undefined)
    return proxyError(url, `the proxy refuses the connection (HTTP ${refused})`, error);
  const foreign = isForeign(code, error) ? 'what it answers is not HTTP' : undefined;
  const reason =
    (code && REASONS[code]) ??
    foreign ??
    announced ??
    (error instanceof Error ? error.message : String(error));
  return new CollectError('SOURCE_UNAVAILABLE', `${url} could not be read: ${reason}`, {
    recovery: 'retry',
    hint: 'Check the address and the network, and run again: what is here already is not fetched again.',
    cause: error,
  });
}

/** A proxy is asked for addresses that were checked here: `docs/decisions/0013`. */
export function unknownHere(url: string, cause: unknown): CollectError {
  return proxyError(
    url,
    'its host name could not be looked up here, and the proxy is asked for addresses alone',
    cause,
  );
}

function proxyError(url: string, reason: string, cause: unknown): CollectError {
  return new CollectError('SOURCE_UNAVAILABLE', `${url} could not be read: ${reason}`, {
    recovery: 'retry',
    hint: 'With network.allowPrivate: true the proxy is asked for names: then it alone decides what may be reached.',
    cause,
  });
}

/** Whether an error of the client says that the request never left: nobody has heard of it. */
export function isUnsent(error: unknown): boolean {
  if (isNotItsTurn(error)) return true;
  if (!(error instanceof CollectError)) return false;
  // What the client itself refuses has no cause in the network: a private address, a proxy.
  const code = error.cause === undefined ? undefined : codeOf(error.cause);
  return error.recovery === 'next' || (code !== undefined && UNSENT.includes(code));
}

const UNSENT: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];

function codeOf(error: unknown): string | undefined {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = (first as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return first instanceof Error && first.cause !== undefined ? codeOf(first.cause) : undefined;
}

/** A host that says when to come back is asked then: waiting costs no attempt and no slot. */
export function findBusy(url: string, status: number, headers: Headers): CollectError | undefined {
  if (status !== 429 && status !== 503) return undefined;
  // By the host's own clock where it tells it: ours may be wrong.
  const sent = Date.parse(headers.get('date') ?? '');
  const wait = retryAfterMs(headers.get('retry-after'), Number.isNaN(sent) ? Date.now() : sent);
  if (wait === undefined) return undefined;
  return new BusyError(url, wait, status);
}

/** A host that answered when to come back. */
export class BusyError extends CollectError {
  readonly status: number;

  constructor(url: string, waitMs: number, status: number) {
    super('SOURCE_UNAVAILABLE', `${comeBack(url, waitMs)} (HTTP ${status})`, laterAgain(waitMs));
    this.status = status;
  }
}

/** A host that has told another request when to come back: this one was not sent. */
export class HeldError extends CollectError {
  constructor(url: string, waitMs: number) {
    super('SOURCE_UNAVAILABLE', comeBack(url, waitMs), laterAgain(waitMs));
  }
}

function comeBack(url: string, waitMs: number): string {
  return `${url} asks to come back in ${Math.ceil(waitMs / 1000)} s`;
}

function laterAgain(retryAfterMs: number) {
  const hint = 'Run again later: what is here already is not fetched again.';
  return { recovery: 'retry', retryAfterMs, hint } as const;
}

/** Whether the client has asked nobody: it is not this request's turn. */
export function isNotItsTurn(error: unknown): boolean {
  return error instanceof PaceError || error instanceof HeldError;
}

export function redirectError(message: string): CollectError {
  return new CollectError('SOURCE_INVALID', message, {
    recovery: 'next',
    hint: 'Open it in a browser and use the address that it ends at.',
  });
}
