import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Resource } from '@bowerbird/core';
import * as z from 'zod/mini';
import { mediaExtension, mediaKind } from './media-kind.ts';

/** What is transcribed. */
export interface MediaSource {
  /** Address of an audio or video, or `file:` URL of a local one; without fragment. */
  readonly url: string;
  /** Of a local file: its path from the folder of the rc file. It names the document, so that its id is the same on every machine. */
  readonly path?: string | undefined;
  /** Of a local file: the digest of its bytes. `discover` finds it. */
  readonly sha256?: string | undefined;
  /** What it is called, where a feed or a user knows better than the name of the file. */
  readonly title?: string | undefined;
  /** When it was published, ISO 8601. */
  readonly published?: string | undefined;
}

const address = z.transform((value: string, context): string => {
  const url = normaliseUrl(value);
  if (typeof url === 'string') return url;
  context.issues.push({ code: 'custom', message: url.problem, input: value });
  return z.NEVER;
});

/** The fields of a source in the schema of a request. */
export const sourceFields = {
  url: z
    .pipe(z.string(), address)
    .check(z.describe('Address of an audio or video (http, https), or path or file: URL of a local one')),
  path: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe('Of a local file: the name that its document is to have')),
  sha256: z
    .optional(z.string().check(z.regex(/^[0-9a-f]{64}$/)))
    .check(z.describe('Of a local file: SHA-256 of its bytes; found by itself')),
  title: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe('Its title; default: the name of the file')),
  published: z
    .optional(z.string().check(z.regex(/^\d{4}(?:-\d{2}){0,2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))?$/)))
    .check(z.describe('When it was published, ISO 8601')),
};

/** One spelling for all of an address: WHATWG's, without fragment (it names no other file). */
export function normaliseUrl(value: string): string | { readonly problem: string } {
  const url = isAbsolute(value) ? pathToFileURL(value) : URL.parse(value);
  if (url === null) return { problem: `${JSON.stringify(value)} is no absolute URL or path` };
  if (!['http:', 'https:', 'file:'].includes(url.protocol))
    return { problem: `a source is an http:, https: or file: URL, not ${url.protocol}` };
  // They would end up in ids, reports and keys.
  if (url.username !== '' || url.password !== '')
    return { problem: 'the URL must not hold a user name or a password' };
  url.hash = '';
  if (url.protocol === 'file:') {
    if (url.host !== '') return { problem: `a local file is file:///path, without a host (${url.host})` };
    url.search = '';
  }
  return url.href;
}

/** The source in a resource, if it is an audio or video by its first bytes or by its name. */
export function acceptMedia({ uri, path, head, entries }: Resource): MediaSource | undefined {
  const url = normaliseUrl(uri);
  if (typeof url !== 'string' || entries !== undefined) return undefined;
  const isMedia =
    mediaExtension(new URL(url).pathname) !== undefined ||
    (head !== undefined && mediaKind(head) !== undefined);
  if (!isMedia) return undefined;
  return path === undefined ? { url } : { url, path };
}

export function isFile({ url }: Pick<MediaSource, 'url'>): boolean {
  return url.startsWith('file:');
}

/** What an order calls the source: a file is what its bytes are, wherever it lies. */
export function orderedAudio({ url, sha256 }: MediaSource): string {
  return sha256 === undefined || !isFile({ url }) ? url : `sha256:${sha256}`;
}

/** Of the document: the name that the source has for people, the same on every machine. */
export function documentId(source: MediaSource): string {
  return `media:${isFile(source) && source.path !== undefined ? source.path : orderedAudio(source)}`;
}

/** What a file or an address calls itself. */
export function documentTitle({ url, title }: MediaSource): string {
  if (title !== undefined) return title;
  const { pathname, host } = new URL(url);
  const name = pathname.split('/').findLast((part) => part !== '');
  if (name === undefined) return host;
  const extension = mediaExtension(name);
  return decoded(extension === undefined ? name : name.slice(0, -extension.length - 1)) || host;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
