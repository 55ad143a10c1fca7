import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Answers one request, with what Node's HTTP server gives for it. */
export type SiteHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * What `/robots.txt` answers: its rules (`rules`), 404 (`missing`: everything is open), 503 (`failing`: nothing may be fetched), the
 * rules after a second (`slow`), no answer (`silent`), the rules with a line behind 500 KiB that closes everything (`huge`: RFC 9309,
 * section 2.5, lets a client stop reading there), or a text of its own.
 */
export type Robots = 'rules' | 'missing' | 'failing' | 'slow' | 'silent' | 'huge' | { readonly text: string };

/** What a site is at a moment. */
export interface SiteState {
  /** Address without a slash at the end. */
  url: string;
  /** The same site as another origin. */
  otherUrl: string;
  robots: Robots;
  readonly pages: number;
  /** How often a page was changed, by path. */
  readonly changes: Map<string, number>;
  /** Status of what was removed, by path. */
  readonly removed: Map<string, 404 | 410>;
  /** What `respond` gave, by path. */
  readonly own: Map<string, SiteHandler>;
  /** How often a path with its query was asked for. */
  readonly asked: Map<string, number>;
}

/** One request. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** What stands in the place of `{n}`, and of all other names in braces. */
  readonly parameter: string;
  readonly site: SiteState;
  /** Notes the status of an answer that is written past Node's HTTP. */
  noteStatus(status: number): void;
}

/** Answers requests for one path of the table. */
export type Route = (visit: Visit) => void | Promise<void>;

/** A whole number from the query, or its default. */
export function queryNumber({ url }: Visit, name: string, otherwise: number): number {
  const text = url.searchParams.get(name) ?? '';
  return /^\d+$/.test(text) ? Number(text) : otherwise;
}

/** Sends an answer. Its length is announced; of HEAD nothing but the headers are sent. */
export function send(
  { response }: Visit,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: string | Uint8Array = '',
): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/**
 * Sends bytes past Node's HTTP, which would mend them, and leaves the connection open.
 * @param status what the bytes say
 * @returns when they are handed to the system
 */
export function sendRaw(
  { request, noteStatus }: Visit,
  status: number | undefined,
  ...parts: readonly (string | Uint8Array)[]
): Promise<void> {
  if (status !== undefined) noteStatus(status);
  const bytes = Buffer.concat(parts.map(toBytes));
  return new Promise((resolve) => request.socket.write(bytes, () => resolve()));
}

/** Text as UTF-8, bytes as they are. */
export function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

/** Waits, unless the client goes. @throws {Error} when it does */
export async function pause({ response }: Visit, milliseconds: number): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  if (response.closed) leave();
  await sleep(milliseconds, undefined, { signal: gone.signal });
  response.off('close', leave);
}
