import { pipeline, Readable } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { CollectError } from '@bowerbird/core';
import formatBytes from 'bytes';

/** What a client counts, for reports. */
export interface Traffic {
  requests: number;
  /** After decompression. */
  bytes: number;
}

interface Limits {
  readonly url: string;
  readonly method: string;
  readonly maxBytes: number;
  readonly traffic: Traffic;
}

// On Node 22 a zstd body that is cut off passes for a whole one.
const ZSTD = Number(process.versions.node.split('.')[0]) >= 24;

/** The content codings that are asked for. */
export const CODINGS: readonly string[] = ['gzip', 'deflate', 'br', ...(ZSTD ? ['zstd'] : [])];

/**
 * Undoes the content codings (RFC 9110, section 8.4.1) and counts what comes out, so that a small body cannot become an endless
 * one. A coded body that is cut off or not coded as announced is an error. Takes `content-encoding` and `content-length` out of
 * the headers: they speak of what was sent, not of what is given on.
 */
export function decodeBody(raw: Readable, headers: Headers, limits: Limits): AsyncIterable<Uint8Array> {
  const codings = (headers.get('content-encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse();
  const announced =
    codings.length === 0 && limits.method !== 'HEAD' ? Number(headers.get('content-length')) : 0;
  headers.delete('content-encoding');
  headers.delete('content-length');
  if (announced > limits.maxBytes || codings.length > MOST_CODINGS) {
    // Nobody will read it: its connection must not wait for that.
    raw.on('error', () => {}).destroy();
    throw codings.length > MOST_CODINGS ? overcoded(limits.url) : tooLarge(limits);
  }
  if (codings.length === 0) return limited(raw, limits, limits.traffic);
  // What goes in is limited as well: there are endless streams from which nothing comes out.
  const sent = limited(raw, limits, { requests: 0, bytes: 0 });
  return limited(decoded(sent, codings, limits.url), limits, limits.traffic);
}

// More than that has no use but to make a small body swell.
const MOST_CODINGS = 3;

function overcoded(url: string): CollectError {
  return new CollectError('SOURCE_UNSUPPORTED', `${url} is compressed more than ${MOST_CODINGS} times over`, {
    recovery: 'next',
    hint: 'Its server is not set up right; save the page by hand and collect the file.',
  });
}

function tooLarge({ url, maxBytes }: Limits): CollectError {
  return new CollectError('SOURCE_TOO_LARGE', `${url} is larger than ${formatBytes(maxBytes)}`, {
    recovery: 'next',
    hint: 'Raise network.maxBytes if it should be collected.',
  });
}

/** The whole of a body. */
export async function readBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
}

async function* limited(
  body: AsyncIterable<Uint8Array>,
  limits: Limits,
  traffic: Traffic,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    traffic.bytes += chunk.byteLength;
    if (bytes > limits.maxBytes) throw tooLarge(limits);
    yield chunk;
  }
}

async function* decoded(
  chunks: AsyncGenerator<Uint8Array>,
  codings: readonly string[],
  url: string,
): AsyncGenerator<Uint8Array> {
  const first = await chunks.next();
  // No body at all (HEAD, 304) is no cut-off one, whatever its headers announce.
  if (first.done) return;
  const rest = prepend(first.value, chunks);
  const steps = await decodersFor(codings, first.value, url, chunks);
  const last = steps.at(-1);
  // An error of any step destroys them all and comes out of the last one, which is read here.
  pipeline([Readable.from(rest), ...steps], () => undefined);
  yield* last as AsyncIterable<Uint8Array>;
}

async function decodersFor(
  codings: readonly string[],
  first: Uint8Array,
  url: string,
  chunks: AsyncGenerator<Uint8Array>,
): Promise<readonly NodeJS.ReadWriteStream[]> {
  try {
    return codings.map((coding) => decoder(coding, first, url));
  } catch (error) {
    await chunks.return(undefined);
    throw error;
  }
}

async function* prepend(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

function decoder(coding: string, first: Uint8Array, url: string): NodeJS.ReadWriteStream {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      // Should be the zlib format (RFC 1950); some servers send the bare one (RFC 1951), and browsers take both.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      if (ZSTD) return createZstdDecompress();
      break;
  }
  throw new CollectError(
    'SOURCE_UNSUPPORTED',
    `${url} is compressed with ${coding}, which was not asked for`,
    {
      recovery: 'next',
      hint: 'Its server is not set up right; save the page by hand and collect the file.',
    },
  );
}
