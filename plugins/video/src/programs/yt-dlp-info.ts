import type { JsonObject, JsonValue } from '@bowerbird/core';

/** Fields of yt-dlp that say what a video is, and that stay as they are. Counts of views change with each look, and are left out. */
export const INFO_FIELDS = [
  'id',
  'display_id',
  'extractor',
  'extractor_key',
  'webpage_url',
  'original_url',
  'title',
  'alt_title',
  'description',
  'uploader',
  'uploader_id',
  'uploader_url',
  'channel',
  'channel_id',
  'channel_url',
  'creators',
  'cast',
  'timestamp',
  'upload_date',
  'release_timestamp',
  'release_date',
  'modified_timestamp',
  'modified_date',
  'duration',
  'language',
  'license',
  'availability',
  'age_limit',
  'live_status',
  'categories',
  'tags',
  'series',
  'season',
  'season_number',
  'episode',
  'episode_number',
  'location',
  'playlist_title',
  'chapters',
] as const;

/** What of yt-dlp's answer is kept: no addresses that expire, no lists of formats. */
export function keptInfo(info: JsonObject): JsonObject {
  if (info._type === 'playlist' || info._type === 'multi_video') {
    const entries = Array.isArray(info.entries) ? info.entries : [];
    return { ...picked(info), _type: 'playlist', entries: entries.filter(isObject).map(keptEntry) };
  }
  return {
    ...picked(info),
    subtitles: tracksOf(info.subtitles),
    automatic_captions: tracksOf(info.automatic_captions),
  };
}

const ENTRY_FIELDS = [
  'id',
  'url',
  'webpage_url',
  'title',
  'ie_key',
  'timestamp',
  'upload_date',
  'availability',
  'live_status',
];

function keptEntry(entry: JsonObject): JsonObject {
  return pick(entry, ENTRY_FIELDS);
}

function picked(info: JsonObject): JsonObject {
  return pick(info, INFO_FIELDS);
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined || from[name] === null ? [] : [[name, from[name]]])),
  );
}

// What the same lists hold, and what nobody says.
const NO_CAPTIONS = new Set(['live_chat', 'rechat', 'danmaku', 'comments']);

/** By language: whether it is made by translating. */
function tracksOf(told: JsonValue | undefined): JsonObject {
  if (!isObject(told)) return {};
  const named = Object.entries(told).filter(
    ([language]) => /^[\w-]{1,64}$/.test(language) && !NO_CAPTIONS.has(language),
  );
  return Object.fromEntries(
    named.map(([language, forms]) => [language, { isTranslated: isTranslated(forms) }]),
  );
}

/** YouTube translates on demand: the address says into what. */
function isTranslated(forms: JsonValue | undefined): boolean {
  return (
    Array.isArray(forms) &&
    forms.some((form) => isObject(form) && typeof form.url === 'string' && /[?&]tlang=/.test(form.url))
  );
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
