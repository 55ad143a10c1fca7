import { BowerbirdError } from '@bowerbird/core';
import type { Scrub } from '@bowerbird/secrets';
import type { Incoming } from '../network/client.ts';
import type { EvidenceRecord } from '../store/evidence.ts';
import { type Asked, isSafe } from './fetch.ts';

/** What is kept about a request and its answer. A request with a secret in it is not kept: then only the collector can ask again. */
export function exchangeOf(asked: Asked, incoming: Incoming, scrub: Scrub): EvidenceRecord['http'] {
  const headers = [...incoming.headers]
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => [scrub(name), scrub(value)] as const);
  const request = { method: asked.method, url: asked.url, headers: [...asked.headers] };
  const text = JSON.stringify(request);
  const repeatable =
    isSafe(asked.method) &&
    asked.body === undefined &&
    asked.credentials.length === 0 &&
    scrub(text) === text;
  return { status: incoming.status, url: scrub(incoming.url), headers, ...(repeatable && { request }) };
}

/** The answer as it came, without its body. */
export function answerOf({ http }: EvidenceRecord): Omit<Incoming, 'body'> {
  if (!http) throw new BowerbirdError('CACHE_FAILED', 'an original that came by fetch has lost how it came');
  const { status, url, headers } = http;
  return { status, url, headers: new Headers(headers.map(([name, value]) => [name, value])) };
}
