import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { send, toBytes, type Visit } from './visit.ts';

/** What a path has at a moment. */
export interface Resource {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly modified?: Date | undefined;
  /** With its quotation marks. */
  readonly etag?: string | undefined;
  /** What its body is compressed with. */
  readonly coding?: string | undefined;
  /** Whether parts of it may be asked for. */
  readonly ranges?: boolean | undefined;
}

/** A strong entity tag of a body. */
export function etagOf(body: string | Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`;
}

/** Sends a resource, or what its conditions and ranges make of it (RFC 9110, sections 13 and 14). */
export function sendResource(visit: Visit, resource: Resource): void {
  const { status, headers, body } = outcomeOf(visit.request, resource);
  // Section 8.6: a 304 says no length, for it would be that of the page.
  if (status === 304) visit.response.writeHead(304, headers).end();
  else send(visit, status, headers, body);
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

function outcomeOf({ method, headers }: IncomingMessage, resource: Resource): Outcome {
  const { etag, modified, ranges = false, type, coding } = resource;
  const validators = {
    ...(etag !== undefined && { etag }),
    ...(modified !== undefined && { 'last-modified': modified.toUTCString() }),
  };
  const status = conditionOf(headers, resource);
  if (status !== 200) return { status, headers: validators };
  const body = toBytes(resource.body);
  const common = {
    'content-type': type,
    ...validators,
    ...(coding !== undefined && { 'content-encoding': coding }),
    ...(ranges && { 'accept-ranges': 'bytes' }),
  };
  const range = ranges && method === 'GET' ? rangeOf(headers, resource, body.length) : undefined;
  if (range === undefined) return { status: 200, headers: common, body };
  if (range === 'unsatisfiable')
    return { status: 416, headers: { 'content-range': `bytes */${body.length}` } };
  const [first, last] = range;
  const contentRange = `bytes ${first}-${last}/${body.length}`;
  return {
    status: 206,
    headers: { ...common, 'content-range': contentRange },
    body: body.subarray(first, last + 1),
  };
}

/** What the conditions of a request come to, in the order of RFC 9110, section 13.2.2. */
function conditionOf(headers: IncomingHttpHeaders, { etag, modified }: Resource): 200 | 304 | 412 {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!lists(ifMatch, etag, isSameStrong)) return 412;
  } else if (isLater(modified, headers['if-unmodified-since'])) return 412;
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return lists(ifNoneMatch, etag, isSameWeak) ? 304 : 200;
  const since = timeOf(headers['if-modified-since']);
  return since !== undefined && modified !== undefined && !isLater(modified, headers['if-modified-since'])
    ? 304
    : 200;
}

type Compare = (one: string, other: string) => boolean;

// RFC 9110, section 8.8.3.2: weak tags are never equal in the strong comparison, and W/ counts for nothing in the weak one.
const isSameStrong: Compare = (one, other) => one === other && !one.startsWith('W/');
const isSameWeak: Compare = (one, other) => one.replace(/^W\//, '') === other.replace(/^W\//, '');

function lists(header: string, etag: string | undefined, isSame: Compare): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return etag !== undefined && tags.some((tag) => isSame(tag, etag));
}

/** A date of HTTP (RFC 9110, section 5.6.7) as epoch milliseconds; what is none counts as absent. */
function timeOf(header: string | undefined): number | undefined {
  const time = /^\w{3,9},? /.test(header ?? '') ? Date.parse(header ?? '') : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function isLater(modified: Date | undefined, header: string | undefined): boolean {
  const time = timeOf(header);
  return time !== undefined && modified !== undefined && inSeconds(modified) > time;
}

/** As exact as a header can say it. */
function inSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}

type Range = readonly [first: number, last: number];

/** The one range of a request. Several of them, and what is no range, are answered with the whole, as section 14.2 allows. */
function rangeOf(
  headers: IncomingHttpHeaders,
  resource: Resource,
  length: number,
): Range | 'unsatisfiable' | undefined {
  const found = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/i.exec(headers.range?.replaceAll(' ', '') ?? '');
  if (!found || !holdsIfRange(headers['if-range'], resource)) return undefined;
  const [, from, to, suffix] = found;
  const first = from === undefined ? Math.max(0, length - Number(suffix)) : Number(from);
  const last = from === undefined || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (from !== undefined && to !== '' && Number(to) < first) return undefined;
  return first >= length || suffix === '0' ? 'unsatisfiable' : [first, last];
}

/** Section 13.1.5: a range is only of use if the rest of it is still the same. */
function holdsIfRange(header: string | string[] | undefined, { etag, modified }: Resource): boolean {
  if (typeof header !== 'string') return true;
  if (header.includes('"')) return etag !== undefined && isSameStrong(header.trim(), etag);
  return modified !== undefined && timeOf(header) === inSeconds(modified);
}
