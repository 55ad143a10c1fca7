import { Readable } from 'node:stream';
import { CollectError } from '@bowerbird/core';
import type { Outgoing } from './client.ts';
import { redirectError } from './failures.ts';

/** The statuses that lead elsewhere (RFC 9110, section 15.4). */
export const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Headers that say who asks. */
export const CREDENTIALS: readonly string[] = [
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
  'x-auth-token',
  'api-key',
];

/** The next hop of a redirect (RFC 9110, section 15.4, and the Fetch standard where browsers differ from it). */
export function redirected(hop: Outgoing, status: number, location: string): Outgoing {
  const url = URL.parse(location, hop.url);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CollectError('SOURCE_INVALID', `${hop.url} redirects to ${location}, which is no web address`, {
      recovery: 'next',
      hint: 'Open it in a browser to see where it leads.',
    });
  }
  url.hash = '';
  // They would be written into documents and reports.
  url.username = '';
  url.password = '';
  const headers = new Headers(hop.headers);
  if (url.origin !== new URL(hop.url).origin)
    for (const name of [...CREDENTIALS, ...(hop.credentials ?? [])]) headers.delete(name);
  const toGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  if (!toGet && hop.body instanceof Readable) {
    throw redirectError(`${hop.url} redirects to ${url.href}, and what was sent there can not be sent again`);
  }
  if (!toGet) return { ...hop, url: url.href, headers };
  headers.delete('content-type');
  headers.delete('content-length');
  const { body: _, ...rest } = hop;
  return { ...rest, method: 'GET', url: url.href, headers };
}
