import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  type CollectContext,
  CollectError,
  defineCollector,
  ensureOk,
  type Handover,
  type Resource,
  type Schema,
} from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { isCaptionAddress } from '../captions/captions-request.ts';
import { notThere } from '../duration.ts';
import type { Episode } from '../feed-parse.ts';
import { mediaExtension } from '../media-kind.ts';
import { isFile, normaliseUrl, sourceFields } from '../media-source.ts';
import { withJsonSchema } from '../schema.ts';

/** What the collector `podcast` is asked for. */
export interface PodcastRequest {
  /** Address of a feed, or `file:` URL of a local one. */
  readonly url: string;
  /** ISO 8601 date: nothing that was published before. */
  readonly since?: string | undefined;
  /** The newest so many. */
  readonly limit?: number | undefined;
  readonly transcripts?: boolean | undefined;
}

// Beside the smaller half of Zod, its messages.
z.config(en());

const request = z.strictObject({
  url: sourceFields.url.check(
    z.describe(
      'Address of the feed of a podcast (RSS, Atom, JSON Feed), or path or file: URL of a local one',
    ),
  ),
  since: z
    .optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)))
    .check(z.describe('Nothing that was published before this day, as 2026-01-31')),
  limit: z.optional(z.int().check(z.minimum(1))).check(z.describe('The newest so many episodes')),
  transcripts: z
    .optional(z.boolean())
    .check(
      z.describe(
        'Take the transcript that a feed brings, where it brings one, in place of the sound; default: true',
      ),
    ),
});

const podcastRequest: Schema<PodcastRequest> = withJsonSchema(request);

/** The episodes of a podcast, each handed over to the collectors that take it. */
export const podcast = defineCollector<PodcastRequest>({
  name: 'podcast',
  summary: 'Finds the episodes of a podcast in its feed, and hands them over to other collectors.',
  revision: 1,
  request: podcastRequest,
  accepts: acceptFeed,
  create: () => ({
    async *discover(asked, context) {
      const seen = new Set<string>();
      for (const episode of newest(await episodesOf(asked, context), asked)) {
        const handover = handoverOf(episode, asked);
        if (handover === undefined || seen.has(handover.source)) continue;
        seen.add(handover.source);
        yield handover;
      }
    },
    // A feed has no text of its own: what it lists are the documents.
    collect: async () => [],
  }),
});

// What is called like a feed. Sitemaps end in .xml too, and blogs have feeds without episodes: those are named with `{ url: … }`.
const FEED_PATH = /\.rss$|\/(?:podcast|feed\/podcast|podcast\/feed|rss\/podcast)(?:\.xml|\/)?$/i;
const FEED_HOST = /^(?:feeds?|rss|podcasts?)\./i;

function acceptFeed({ uri, head, entries }: Resource): PodcastRequest | undefined {
  const url = normaliseUrl(uri);
  if (typeof url !== 'string' || entries !== undefined) return undefined;
  const { hostname, pathname } = new URL(url);
  if (isFile({ url }))
    return head !== undefined && /<rss\b/.test(Buffer.from(head).toString('latin1')) ? { url } : undefined;
  if (mediaExtension(pathname) !== undefined || isCaptionAddress(url)) return undefined;
  return FEED_PATH.test(pathname) || FEED_HOST.test(hostname) ? { url } : undefined;
}

async function episodesOf({ url }: PodcastRequest, context: CollectContext): Promise<readonly Episode[]> {
  const text = await textOf(url, context);
  const read = await context.compute<readonly Episode[] | { readonly problem: string }>(
    new URL(import.meta.resolve('#feed')),
    { text },
  );
  if (!('problem' in read)) return read;
  throw new CollectError('SOURCE_INVALID', `${url} is no feed: ${read.problem}`, {
    recovery: 'next',
    hint: 'Open it to see what it is; directories of podcasts show the address of the feed.',
  });
}

async function textOf(url: string, context: CollectContext): Promise<string> {
  if (!isFile({ url })) return ensureOk(await context.fetch(url, { signal: context.signal })).text();
  const path = fileURLToPath(url);
  await context.digest(path);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw notThere(path, cause);
  });
}

/** Newest first; what has no date comes last, in the order of the feed. */
function newest(episodes: readonly Episode[], { since, limit }: PodcastRequest): readonly Episode[] {
  const dated = episodes.map((episode) => ({ episode, time: Date.parse(episode.published ?? '') || 0 }));
  const wanted = since === undefined ? dated : dated.filter(({ time }) => time >= Date.parse(since));
  return wanted
    .toSorted((a, b) => b.time - a.time)
    .slice(0, limit)
    .map(({ episode }) => episode);
}

function handoverOf(
  { title, published, media, transcripts }: Episode,
  asked: PodcastRequest,
): Handover | undefined {
  const isTaken = asked.transcripts !== false;
  const written = transcripts.find(({ url }) => isTaken && isHttp(url) && isCaptionAddress(url));
  const sound = media.find(
    ({ url, type = '' }) => isHttp(url) && (type === '' || /^(?:audio|video)\//.test(type)),
  );
  const source = written ?? sound;
  if (source === undefined) return undefined;
  const time = Date.parse(published ?? '');
  return {
    source: new URL(source.url).href,
    with: {
      ...(title && { title }),
      ...(Number.isFinite(time) && { published: new Date(time).toISOString() }),
      // A transcript is the same document as what is heard of the sound.
      ...(written && sound && { media: new URL(sound.url).href }),
    },
  };
}

function isHttp(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}
