import type { CollectContext, Document, Handover, JsonObject } from '@bowerbird/core';
import { documentId, documentTitle } from '../media-source.ts';
import type { YtDlp } from '../programs/yt-dlp.ts';
import { isObject } from '../programs/yt-dlp-info.ts';
import { captionsDocument } from './captions-document.ts';
import { type CaptionsRequest, wantedKinds, wantedLanguages } from './captions-request.ts';
import { chooseTrack, type Track } from './choose-track.ts';
import { noCaptions } from './no-captions.ts';
import { parseCaptions } from './parse-captions.ts';
import { aboutVideo, dateOf } from './site-facts.ts';

/** The documents of a video of a site. */
export async function collectSite(
  asked: CaptionsRequest,
  ytDlp: YtDlp,
  context: CollectContext,
): Promise<readonly Document[]> {
  const info = await ytDlp.info(asked.url, context, atMost(asked));
  const facts = aboutVideo(info);
  const { since } = asked;
  if (since !== undefined && facts.published !== undefined && facts.published.slice(0, 10) < since) return [];
  const tracks = siteTracks(info);
  const spoken = typeof info.language === 'string' ? info.language : undefined;
  const languages = wantedLanguages(asked);
  const chosen = chooseTrack(tracks, { languages, kinds: wantedKinds(asked), spoken });
  if (chosen === undefined)
    throw noCaptions(
      asked.url,
      languages,
      'at its site',
      tracks.filter(({ kind }) => kind !== 'translated').map(({ language }) => language),
    );
  const text = await ytDlp.captions(
    asked.url,
    { language: chosen.language, isAutomatic: chosen.kind !== 'human' },
    context,
  );
  const read = await parseCaptions({ bytes: Buffer.from(text) }, `the captions of ${asked.url}`, context);
  return captionsDocument(
    {
      ...facts,
      id: facts.id ?? documentId(asked),
      title: facts.title ?? documentTitle(asked),
      url: facts.url ?? asked.url,
      read,
      language: chosen.language,
      kind: chosen.kind,
      from: 'site',
    },
    asked,
  );
}

type SiteTrack = Track & { readonly language: string };

/** The tracks that a site lists. What a machine heard is in the language that is spoken; the others it has translated. */
function siteTracks(info: JsonObject): readonly SiteTrack[] {
  const written = isObject(info.subtitles) ? Object.keys(info.subtitles) : [];
  const heard = isObject(info.automatic_captions) ? Object.entries(info.automatic_captions) : [];
  const hasOriginal = heard.some(([language]) => language.endsWith('-orig'));
  return [
    ...written.map((language) => ({ language, kind: 'human' as const })),
    ...heard.map(([language, track]): SiteTrack => {
      const isOriginal = language.endsWith('-orig');
      const isTranslated = isObject(track) && track.isTranslated === true;
      return {
        language,
        kind: isTranslated ? 'translated' : 'automatic',
        isDefault: isOriginal || !hasOriginal,
      };
    }),
  ];
}

/** How many entries of a list to ask for. Dates are not always told in a list: then more than the limit may have to be looked at. */
export function atMost({ limit, since }: CaptionsRequest): number | undefined {
  return since === undefined ? limit : undefined;
}

/** Whether yt-dlp's answer is a list, and not a video. */
export function isPlaylist(info: JsonObject): boolean {
  return info._type === 'playlist';
}

/** The videos of a list: those that are new enough, as many as are asked for. Of what has no date its own page tells. */
export function entriesOf(info: JsonObject, { since, limit }: CaptionsRequest): readonly Handover[] {
  const entries = (Array.isArray(info.entries) ? info.entries : []).filter(isObject);
  const found = new Map<string, Handover>();
  for (const entry of entries) {
    const source = [entry.url, entry.webpage_url].find(
      (url) => typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url),
    );
    if (typeof source !== 'string') continue;
    const published = dateOf(entry.timestamp, entry.upload_date);
    const age =
      since === undefined || published === undefined ? undefined : Date.parse(published) - Date.parse(since);
    // Lists tell the day to within a day.
    if (age !== undefined && age < -DAY_MS) continue;
    // What is new for sure need not be asked again, and is the same document whatever the day.
    const isAsked = since !== undefined && (age === undefined || age < DAY_MS);
    if (!found.has(source)) found.set(source, { source, ...(isAsked && { with: { since } }) });
    if (found.size === limit) break;
  }
  return [...found.values()];
}

const DAY_MS = 86_400_000;
