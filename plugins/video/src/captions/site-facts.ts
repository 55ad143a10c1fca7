import type { JsonObject, JsonValue } from '@bowerbird/core';
import { INFO_FIELDS } from '../programs/yt-dlp-info.ts';
import { chaptersOf, chaptersOfDescription } from '../transcript/chapters.ts';
import type { Chapter } from '../transcript/transcript.ts';

/** What a site tells of a video. */
export interface VideoFacts {
  /** `youtube:ID` */
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly url: string | undefined;
  readonly authors: readonly string[];
  readonly published: string | undefined;
  readonly modified: string | undefined;
  /** As the site has them, else those of the description. */
  readonly chapters: readonly Chapter[];
  /** All of it by the names of yt-dlp, but what the document has already. */
  readonly info: JsonObject;
}

const ELSEWHERE: readonly string[] = ['title', 'webpage_url', 'original_url', 'chapters', 'language'];

export function aboutVideo(info: JsonObject): VideoFacts {
  const site = text(info.extractor_key) ?? text(info.extractor);
  const id = text(info.id);
  const sites = chaptersOf(info.chapters);
  const author = text(info.channel) ?? text(info.uploader);
  const kept = INFO_FIELDS.filter((name) => !ELSEWHERE.includes(name) && info[name] !== undefined);
  const address = text(info.webpage_url) ?? text(info.original_url);
  return {
    id: site === undefined || id === undefined ? undefined : `${site.toLowerCase()}:${id}`,
    title: text(info.title),
    url: address !== undefined && /^https?:/.test(address) && URL.canParse(address) ? address : undefined,
    authors: creatorsOf(info) ?? (author === undefined ? [] : [author]),
    published: dateOf(info.release_timestamp ?? info.timestamp, info.release_date ?? info.upload_date),
    modified: dateOf(info.modified_timestamp, info.modified_date),
    chapters: sites.length > 0 ? sites : chaptersOfDescription(text(info.description) ?? ''),
    info: Object.fromEntries(kept.map((name) => [name, info[name]])),
  };
}

function creatorsOf({ creators }: JsonObject): readonly string[] | undefined {
  const names = Array.isArray(creators)
    ? creators.filter((name): name is string => typeof name === 'string')
    : [];
  return names.length > 0 ? names : undefined;
}

/** Seconds since 1970, else `20260131`. */
export function dateOf(timestamp: JsonValue | undefined, day: JsonValue | undefined): string | undefined {
  if (typeof timestamp === 'number' && Number.isFinite(timestamp) && Math.abs(timestamp) < 8.64e12)
    return new Date(timestamp * 1000).toISOString();
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(String(day ?? '')) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${date}`;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
