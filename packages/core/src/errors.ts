// A marker and not `instanceof`: two copies of this package may be loaded, one beside the runner and one beside a plugin.
const MARKER = Symbol.for('bowerbird.error');

/** Every code that Bowerbird itself gives an error. Codes are stable; messages are not. A plugin may use codes of its own. */
export const ERROR_CODES = [
  'CONFIG_INVALID',
  'CONFIG_NOT_FOUND',
  'PIPELINE_NOT_FOUND',
  'DEFINITION_INVALID',
  'PLUGIN_FAILED',
  'CACHE_FAILED',
  'LEASE_LOST',
  'LEDGER_FAILED',
  'SINK_FAILED',
  'TRANSFORM_FAILED',
  'SOURCE_NOT_FOUND',
  'SOURCE_REFUSED',
  'SOURCE_UNAVAILABLE',
  'SOURCE_INVALID',
  'SOURCE_TOO_LARGE',
  'SOURCE_UNSUPPORTED',
  'TIMED_OUT',
  'OFFLINE',
  'ABORTED',
  'COLLECTOR_FAILED',
  'COLLECTOR_STOPPED',
  'DOCUMENT_INVALID',
  'PRICE_UNKNOWN',
  'NOT_APPROVED',
  'BUDGET_REACHED',
  'PURCHASE_FAILED',
  'PURCHASE_UNCONFIRMED',
  'PROVIDER_DOWN',
] as const;

/** One of Bowerbird's own error codes. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an error says, as JSON: in outcomes, events and reports. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  readonly recovery?: Recovery | undefined;
  /** What led to it, outermost first. */
  readonly causes?: readonly string[] | undefined;
}

/**
 * What the runner does after an error of a collector: `retry` (the same collector, later), `next` (the next collector of the
 * chain), `stop` (this collector is out for the run: a bad key, a quota).
 */
export type Recovery = 'retry' | 'next' | 'stop';

interface ErrorOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** The base of every error that Bowerbird throws: a stable `code`, a message, and a `hint` that says what to do next. */
export class BowerbirdError extends Error {
  readonly code: ErrorCode | (string & {});
  readonly hint: string | undefined;

  constructor(code: ErrorCode | (string & {}), message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
    Object.defineProperty(this, MARKER, { value: true });
  }
}

/** What is wrong in a configuration, at one place. */
export interface Problem {
  /** Where, as in `pipelines.talks.use[0]`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** The pipeline that it stops; absent: it stops all of them. */
  readonly pipeline?: string | undefined;
}

/** A configuration or a value in it is wrong: everything that is wrong with it, at once. Code `CONFIG_INVALID` unless given. */
export class ConfigError extends BowerbirdError {
  readonly problems: readonly Problem[];

  constructor(
    message: string,
    problems: readonly Problem[],
    options: ErrorOptions & { readonly code?: ErrorCode } = {},
  ) {
    const lines = problems.map((problem) => `\n  ${problem.path || '(top level)'}\n    ${problem.message}`);
    super(
      options.code ?? 'CONFIG_INVALID',
      `${message}${lines.length > 0 ? `\n${lines.join('\n')}` : ''}`,
      options,
    );
    this.problems = problems;
  }
}

/** What a collector throws when it cannot bring what was asked for. Inside a run it becomes a value in the outcome. */
export class CollectError extends BowerbirdError {
  readonly recovery: Recovery;
  /** With `retry`: not before this many milliseconds. Waiting costs time, not attempts. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    options: ErrorOptions & { readonly recovery: Recovery; readonly retryAfterMs?: number | undefined },
  ) {
    super(code, message, options);
    this.recovery = options.recovery;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether a value is an error of Bowerbird, also of another copy of this package. */
export function isBowerbirdError(value: unknown): value is BowerbirdError {
  return typeof value === 'object' && value !== null && MARKER in value;
}

/** Whether a value is an error of a collector, also of another copy of this package. */
export function isCollectError(value: unknown): value is CollectError {
  return isBowerbirdError(value) && 'recovery' in value;
}

/**
 * Any thrown value as JSON.
 * @param code the code of what is no error of Bowerbird
 */
export function toErrorData(error: unknown, code: ErrorCode = 'COLLECTOR_FAILED'): ErrorData {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  for (let depth = 0; cause !== undefined && depth < 5; depth++) {
    causes.push(messageOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return {
    code: isBowerbirdError(error) ? textOf(error.code) : code,
    message: messageOf(error),
    ...(isBowerbirdError(error) && error.hint !== undefined && { hint: textOf(error.hint) }),
    ...(isCollectError(error) && { recovery: error.recovery }),
    ...(causes.length > 0 && { causes }),
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return isBowerbirdError(error) ? textOf(error.message) : textOf(error);
  if (error.message !== '') return textOf(error.message);
  // What Node throws when all addresses of a host refused: the message is empty, the reasons are inside.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return textOf((error as { code?: unknown }).code ?? error.name);
}

/** Plugins throw what they like, and errors may hold anything where a text belongs. */
function textOf(value: unknown): string {
  try {
    const text = String(value);
    return text.startsWith('[object ') ? (JSON.stringify(value) ?? text) : text;
  } catch {
    return `something that cannot be shown (${typeof value})`;
  }
}

/** The parts of a `Response` that decide whether it is an answer. */
interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
}

/**
 * The response if it is an answer. Throws what a collector should throw for an HTTP status that is none (RFC 9110, section 15), so
 * that every collector treats them alike. 404 and 410: not there, the next collector may know. 401, 403, 407, 451: refused, the next may be let in.
 * 408, 425, 429 and 5xx: later, as `Retry-After` says. Any other: the next collector.
 * @throws {CollectError} unless the status is 200 to 299
 */
export function ensureOk<Response extends Answer>(response: Response): Response {
  const { status, url } = response;
  if (response.ok) return response;
  if (status === 404 || status === 410) {
    throw new CollectError('SOURCE_NOT_FOUND', `${url} is not there (HTTP ${status})`, {
      recovery: 'next',
      hint: 'Check the address, or take the source out of the list.',
    });
  }
  if (status === 401 || status === 403 || status === 407 || status === 451) {
    throw new CollectError('SOURCE_REFUSED', `${url} refuses to be read (HTTP ${status})`, {
      recovery: 'next',
      hint: 'It may need an account, or it does not want programs to read it.',
    });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new CollectError('SOURCE_UNAVAILABLE', `${url} is not available now (HTTP ${status})`, {
      recovery: 'retry',
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
      hint: 'Run again later: what is here already is not fetched again.',
    });
  }
  throw new CollectError('SOURCE_INVALID', `${url} answered HTTP ${status}`, {
    recovery: 'next',
    hint: 'Open the address in a browser to see what it answers.',
  });
}

/** `Retry-After` in both forms, seconds and HTTP date (RFC 9110, section 10.2.3), as milliseconds from `now`. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  // Fractions are none of the standard, and plain all the same.
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return Math.ceil(Number(header) * 1000);
  // `Date.parse` takes nearly anything for a date.
  const date = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
