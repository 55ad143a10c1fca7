import type { JsonValue, Resource, Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { formatOf } from '../formats/format.ts';
import { isLanguage } from '../language.ts';
import { mediaExtension, mediaKind } from '../media-kind.ts';
import { documentTitle, isFile, type MediaSource, normaliseUrl, sourceFields } from '../media-source.ts';
import { withJsonSchema } from '../schema.ts';
import { formFields, formIdentity, type TranscriptForm } from '../transcript/form.ts';
import { type CaptionKind, normal } from './choose-track.ts';
import { canonicalAddress, isCaptionFile, isVideoSite } from './video-address.ts';

/** What the collector `captions` is asked for. */
export interface CaptionsRequest extends MediaSource, TranscriptForm {
  /** BCP 47, the best first. */
  readonly language?: string | readonly string[] | undefined;
  readonly automatic?: boolean | undefined;
  readonly translated?: boolean | undefined;
  /** What captions at an address are of: their times lead there. */
  readonly media?: string | undefined;
  /** ISO 8601 date: nothing that was published before. */
  readonly since?: string | undefined;
  /** So many of a list, the first ones. */
  readonly limit?: number | undefined;
}

// Beside the smaller half of Zod, its messages.
z.config(en());

const tag = z
  .string()
  .check(
    z.refine(
      (value) => value === '*' || isLanguage(value),
      'expected a language tag such as "de" or "en-GB", or "*"',
    ),
  );

const request = z.strictObject({
  ...sourceFields,
  url: z
    .pipe(sourceFields.url, z.transform(canonicalAddress))
    .check(
      z.describe(
        'Address of a video, a playlist, a channel or a file of captions; or path or file: URL of a video, of captions, of an info.json of yt-dlp, or of a folder of them',
      ),
    ),
  language: z
    .optional(z.union([tag, z.array(tag).check(z.minLength(1))]))
    .check(
      z.describe('Language tags (BCP 47), the best first; "*" is any; default: the language that is spoken'),
    ),
  automatic: z
    .optional(z.boolean())
    .check(z.describe('Take captions that a machine has heard, where people wrote none; default: true')),
  translated: z
    .optional(z.boolean())
    .check(
      z.describe(
        'Take captions that a machine has translated, where there are no others in the language that is asked for; default: true',
      ),
    ),
  media: z
    .optional(sourceFields.url)
    .check(z.describe('Of captions at an address: the address of the audio or video that they are of')),
  since: z
    .optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)))
    .check(z.describe('Nothing that was published before this day, as 2026-01-31')),
  limit: z
    .optional(z.int().check(z.minimum(1)))
    .check(z.describe('Of a playlist or a channel: the first so many')),
  ...formFields,
});

/** The request: reads its own output unchanged. */
export const captionsRequest: Schema<CaptionsRequest> = withJsonSchema(request);

const INFO_FILE = /\.info\.json$/i;

export function isInfoFile(url: string): boolean {
  return INFO_FILE.test(new URL(url).pathname);
}

/** A video of a site, a video or captions on the disk, or a folder that holds some. */
export function acceptCaptions({ uri, path, head, entries }: Resource): CaptionsRequest | undefined {
  const url = normaliseUrl(uri);
  if (typeof url !== 'string') return undefined;
  if (!isFile({ url }))
    return isVideoSite(url) || isCaptionAddress(url) ? { url: canonicalAddress(url) } : undefined;
  const named = path === undefined ? { url } : { url, path };
  if (entries !== undefined) return entries.some(isOurs) ? named : undefined;
  if (isInfoFile(url) || mediaExtension(new URL(url).pathname) !== undefined) return named;
  if (head === undefined) return undefined;
  const isCaptions = isCaptionFile(url) && formatOf(new TextDecoder().decode(head)) !== undefined;
  return isCaptions || mediaKind(head) !== undefined ? named : undefined;
}

// Ends like a file of captions and of nothing else: much on the web ends in .xml and .json.
const CAPTION_ADDRESS = /\.(?:vtt|srt|sbv|ttml|dfxp|json3|srv[123]|ass|ssa|smi|sami)$/i;

/** Whether an address ends like a file of captions and of nothing else. */
export function isCaptionAddress(url: string): boolean {
  return CAPTION_ADDRESS.test(new URL(url).pathname);
}

/** Whether a name in a folder is that of something to collect. */
export function isOurs(name: string): boolean {
  return mediaExtension(name) !== undefined || CAPTION_ADDRESS.test(name) || INFO_FILE.test(name);
}

export function wantedLanguages({ language }: CaptionsRequest): readonly string[] {
  if (language === undefined) return [];
  return typeof language === 'string' ? [language] : language;
}

export function wantedKinds({
  automatic = true,
  translated = true,
}: CaptionsRequest): readonly CaptionKind[] {
  return [
    'human',
    ...(automatic ? (['automatic'] as const) : []),
    ...(translated ? (['translated'] as const) : []),
  ];
}

/** What names the documents. How many of a list there are to be decides none of them. */
export function identityOf(asked: CaptionsRequest): JsonValue {
  const { url, path, published, media, since, automatic, translated } = asked;
  const languages = wantedLanguages(asked).map(normal);
  return {
    url,
    ...(path !== undefined && { path }),
    ...(isFile(asked) && { title: documentTitle(asked) }),
    ...(asked.title !== undefined && { title: asked.title }),
    ...(published !== undefined && { published }),
    ...(languages.length > 0 && { languages }),
    ...(automatic === false && { automatic }),
    ...(translated === false && { translated }),
    ...(media !== undefined && { media }),
    ...(since !== undefined && { since }),
    ...formIdentity(asked),
  };
}
