import type { CollectContext, Handover, JsonObject, Resource } from '@bowerbird/core';
import { entriesOf, isPlaylist } from './captions/site-captions.ts';
import { aboutVideo, type VideoFacts } from './captions/site-facts.ts';
import { canonicalAddress, isOneVideo, isVideoSite } from './captions/video-address.ts';
import type { Duration } from './duration.ts';
import { mediaExtension } from './media-kind.ts';
import { acceptMedia, isFile, type MediaSource, normaliseUrl } from './media-source.ts';
import type { YtDlp } from './programs/yt-dlp.ts';

/** Whether a source is the page of a video, which yt-dlp must open, and not the media itself. */
export function isSite({ url }: MediaSource): boolean {
  return /^https?:/.test(url) && isVideoSite(url) && mediaExtension(new URL(url).pathname) === undefined;
}

/** Media, or the page of a video at a site that is known. */
export function acceptMediaOrSite(resource: Resource): MediaSource | undefined {
  const media = acceptMedia(resource);
  if (media !== undefined) return media;
  const url = normaliseUrl(resource.uri);
  if (typeof url !== 'string' || isFile({ url }) || !isSite({ url })) return undefined;
  return { url: canonicalAddress(url) };
}

/** The videos of a list, or the source itself. */
export async function* videosOf<S extends MediaSource>(
  source: S,
  ytDlp: YtDlp,
  context: CollectContext,
): AsyncGenerator<S | Handover> {
  if (!isSite(source) || isOneVideo(source.url)) {
    yield source;
    return;
  }
  const info = await ytDlp.info(source.url, context);
  if (isPlaylist(info)) yield* entriesOf(info, { url: source.url });
  else yield source;
}

/** How long a video of a site is, as the site says. */
export async function durationOfSite(
  url: string,
  ytDlp: YtDlp,
  context: CollectContext,
): Promise<Duration | undefined> {
  const { duration } = await ytDlp.info(url, context);
  // Sites round.
  return typeof duration === 'number' && duration > 0
    ? { most: duration + 2, expected: duration }
    : undefined;
}

/** What a site tells of a video that was bought already: without it there is a document all the same. */
export async function factsOfSite(
  source: MediaSource,
  ytDlp: YtDlp,
  context: CollectContext,
): Promise<Partial<VideoFacts>> {
  if (!isSite(source)) return {};
  const info = await ytDlp.info(source.url, context).catch((error: unknown): JsonObject | undefined => {
    context.signal.throwIfAborted();
    context.log(`${source.url} has no title and no chapters of its site: ${String(error)}`);
    return undefined;
  });
  return info === undefined ? {} : aboutVideo(info);
}
