import type { JsonValue } from '@bowerbird/core';
import { ensure, fail } from '../frame/ensure.ts';
import { findExchangeProblem, within } from './format-check.ts';

/** The only version so far; whoever reads a tape refuses what is newer. */
const TAPE_VERSION = 1;
const FORMAT = 'bowerbird-tape';

/**
 * The body of an answer, in the way that reads best of those that bring its bytes back exactly:
 * - `json`: what `JSON.stringify` writes without spaces, an object or an array
 * - `text`: UTF-8 (RFC 3629); of several lines, each is an item that ends as it did
 * - `base64`: anything else (RFC 4648, section 4)
 */
export type TapedBody =
  | { readonly json: JsonValue }
  | { readonly text: string | readonly string[] }
  | { readonly base64: string };

/** The body of a request; what is long or no text is only to be recognised: SHA-256 in hex, and the number of bytes. */
export type AskedBody = TapedBody | { readonly sha256: string; readonly bytes: number };

/** What names an answer: two requests that are equal in all of this are the same. Secrets are `***`. */
export interface TapedRequest {
  readonly method: string;
  /** Without its fragment. */
  readonly url: string;
  /** Only unless it is `follow`, which is the default. */
  readonly redirect?: string | undefined;
  /** Only those that decide what the answer is, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A multipart body has `boundary` for its boundary (RFC 2046, section 5.1.1). */
  readonly body?: AskedBody | undefined;
}

/** An answer as `fetch` gives it: decoded, after redirects. Secrets are `***`, and headers with credentials are left out. */
export interface TapedResponse {
  readonly status: number;
  readonly statusText?: string | undefined;
  /** Where redirects ended; absent: where the request went. */
  readonly url?: string | undefined;
  readonly redirected?: boolean | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where `Response.body` is `null`: after HEAD, and for 204, 205 and 304. */
  readonly body?: TapedBody | undefined;
}

/** A request and its answer. */
export interface Exchange {
  readonly request: TapedRequest;
  readonly response: TapedResponse;
}

/**
 * Reads the text of a tape. A tape is one JSON file (RFC 8259), indented by two spaces:
 *
 * ```json
 * {
 *   "format": "bowerbird-tape",
 *   "version": 1,
 *   "exchanges": [
 *     {
 *       "request": { "method": "GET", "url": "https://a.test/?key=***", "headers": { "accept": "text/html" } },
 *       "response": { "status": 200, "headers": { "content-type": "text/html" }, "body": { "text": "<p>Hello" } }
 *     }
 *   ]
 * }
 * ```
 *
 * Exchanges stand in the order in which they were first recorded. The same request may stand there several times.
 * @throws {AssertionError} for what is no tape, is damaged, or is of a newer version
 */
export function parseTape(text: string, file: string): readonly Exchange[] {
  const again = 'Restore it from version control, or delete it and record it anew with BOWERBIRD_RECORD=1.';
  const tape = parseObject(text, (why, cause) => fail(`${file} is damaged: ${why}`, again, cause));
  ensure(
    tape.format === FORMAT,
    `${file} is no tape: it has no "format": "${FORMAT}"`,
    'Name another file for the tape: what is in this one would be lost.',
  );
  ensure(
    tape.version === TAPE_VERSION,
    `${file} is a tape of version ${String(tape.version)}, and this testkit reads version ${TAPE_VERSION}`,
    'Update @bowerbird/testkit, or delete the file and record it anew with BOWERBIRD_RECORD=1.',
  );
  const { exchanges } = tape;
  if (!Array.isArray(exchanges)) fail(`${file} is damaged: exchanges is no array`, again);
  for (const [index, exchange] of exchanges.entries()) {
    const problem = findExchangeProblem(exchange);
    if (problem !== undefined) fail(`${file} is damaged: ${within(`exchanges[${index}]`, problem)}`, again);
  }
  return exchanges;
}

function parseObject(
  text: string,
  damaged: (why: string, cause?: unknown) => never,
): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    damaged(`it is no JSON (${error instanceof Error ? error.message : String(error)})`, error);
  }
  if (typeof value !== 'object' || value === null) damaged('it holds no object');
  return value as Record<string, unknown>;
}

/** The text of a tape. */
export function formatTape(exchanges: readonly Exchange[]): string {
  return `${JSON.stringify({ format: FORMAT, version: TAPE_VERSION, exchanges }, null, 2)}\n`;
}
