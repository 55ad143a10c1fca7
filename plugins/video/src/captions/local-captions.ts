import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CollectContext,
  CollectError,
  type Document,
  type JsonObject,
  type JsonValue,
} from '@bowerbird/core';
import { notThere } from '../duration.ts';
import { CAPTION_FILE } from '../formats/format.ts';
import { mediaExtension } from '../media-kind.ts';
import { documentId, documentTitle } from '../media-source.ts';
import { extractTrack, probe } from '../programs/ffmpeg.ts';
import { isObject, keptInfo } from '../programs/yt-dlp-info.ts';
import { chaptersOf } from '../transcript/chapters.ts';
import { captionsDocument, type Found } from './captions-document.ts';
import { type CaptionsRequest, isInfoFile, wantedKinds, wantedLanguages } from './captions-request.ts';
import { chooseTrack, normal, type Track } from './choose-track.ts';
import { noCaptions } from './no-captions.ts';
import { parseCaptions } from './parse-captions.ts';
import { aboutVideo } from './site-facts.ts';
import { isCaptionFile } from './video-address.ts';

/** The documents of a local file: captions, a video with captions in it or beside it, or what yt-dlp wrote of one. */
export async function collectFile(
  asked: CaptionsRequest,
  context: CollectContext,
): Promise<readonly Document[]> {
  const path = fileURLToPath(asked.url);
  const sha256 = await context.digest(path);
  if (isCaptionFile(asked.url)) {
    const read = await parseCaptions({ path }, path, context);
    const { stem, language } = nameParts(basename(path));
    const title = language === undefined ? documentTitle(asked) : stem;
    const found = {
      id: documentId({ ...asked, sha256 }),
      title,
      read,
      language,
      kind: 'human',
      from: 'file',
      chapters: [],
      info: {},
    } as const;
    return captionsDocument(found, asked);
  }
  return collectVideo(path, sha256, asked, context);
}

type LocalTrack = Track & ({ readonly path: string } | { readonly index: number });

async function collectVideo(path: string, sha256: string, asked: CaptionsRequest, context: CollectContext) {
  const isInfo = isInfoFile(asked.url);
  const beside = await filesBeside(path);
  const info = await infoOf(isInfo ? path : beside.info, isInfo, context);
  if (isTooOld(info, asked)) return [];
  const wanted = {
    languages: wantedLanguages(asked),
    kinds: wantedKinds(asked),
    spoken: text(info?.language),
  };
  let chosen: LocalTrack | undefined = chooseTrack(sidecars(beside.captions, info), wanted);
  // Who lays captions beside a video means them; what is inside is asked for when there are none.
  const canHold = !isInfo && !SOUND_ALONE.test(path);
  const told = chosen === undefined && canHold ? await probe(path, sha256, context) : undefined;
  if (told) chosen = chooseTrack(embeddedTracks(told), wanted);
  if (chosen === undefined) throw noCaptions(path, wanted.languages, 'beside it or in it');
  const read = await readTrack(chosen, path, sha256, context);
  const facts = info && aboutVideo(info);
  const probed = told && { ...aboutFile(told) };
  const found: Found = {
    ...probed,
    ...facts,
    id: facts?.id ?? documentId({ ...asked, sha256 }),
    title: asked.title ?? facts?.title ?? probed?.title ?? documentTitle(asked),
    read,
    language: chosen.language,
    kind: chosen.kind,
    from: 'path' in chosen ? 'sidecar' : 'embedded',
    chapters: facts?.chapters ?? probed?.chapters ?? [],
    info: facts?.info ?? probed?.info ?? {},
  };
  return captionsDocument(found, asked);
}

// Formats of sound without room for captions: nothing needs to look into them.
const SOUND_ALONE = /\.(?:aac|ac3|aiff?|amr|ape|au|caf|flac|mp[23]|mpga|opus|tta|wav|wma|wv)$/i;

function isTooOld(info: JsonObject | undefined, { since }: CaptionsRequest): boolean {
  const published = info && aboutVideo(info).published;
  return since !== undefined && published !== undefined && published.slice(0, 10) < since;
}

async function readTrack(track: LocalTrack, path: string, sha256: string, context: CollectContext) {
  if ('path' in track) {
    // Named as evidence, so that changed captions are noticed.
    await context.digest(track.path);
    return parseCaptions({ path: track.path }, track.path, context);
  }
  const vtt = await extractTrack(path, sha256, track.index, context);
  return parseCaptions({ bytes: Buffer.from(vtt) }, `track ${track.index} of ${path}`, context);
}

interface Beside {
  readonly captions: readonly string[];
  readonly info?: string | undefined;
}

/** What has the name of a video, and an ending of captions: `talk.vtt`, `talk.en.srt`, `talk.info.json`. */
async function filesBeside(path: string): Promise<Beside> {
  const folder = dirname(path);
  const name = basename(path);
  const extension = mediaExtension(name);
  const stem =
    extension === undefined ? name.replace(/\.info\.json$/i, '') : name.slice(0, -extension.length - 1);
  const names = (await readdir(folder)).sort().filter((each) => each.startsWith(`${stem}.`) && each !== name);
  const info = names.find((each) => each === `${stem}.info.json`);
  const captions = names.filter(
    (each) => CAPTION_FILE.test(each) && !/\.info\.json$/i.test(each) && nameParts(each).stem === stem,
  );
  return { captions: captions.map((each) => join(folder, each)), info: info && join(folder, info) };
}

/** `talk.en-GB.vtt` is in English. A stem may have points of its own. */
function nameParts(name: string): { readonly stem: string; readonly language: string | undefined } {
  const whole = name.replace(CAPTION_FILE, '');
  const [, stem, language] = /^(.+)\.([a-z]{2,3}(?:[-_][\w-]+)?)$/i.exec(whole) ?? [];
  if (stem === undefined || language === undefined || !isKnownLanguage(language))
    return { stem: whole, language: undefined };
  return { stem, language };
}

function isKnownLanguage(tag: string): boolean {
  const language = normal(tag).split('-')[0] ?? '';
  const name = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(language);
  return name !== undefined;
}

/** yt-dlp does not write into the name whether a machine has heard it: its info tells. */
function sidecars(paths: readonly string[], info: JsonObject | undefined): readonly LocalTrack[] {
  const written = isObject(info?.subtitles) ? info.subtitles : {};
  const heard = isObject(info?.automatic_captions) ? info.automatic_captions : {};
  return paths.map((path) => {
    const { language } = nameParts(basename(path));
    const automatic = language !== undefined && !(language in written) ? heard[language] : undefined;
    const kind = isObject(automatic)
      ? automatic.isTranslated === true
        ? 'translated'
        : 'automatic'
      : 'human';
    return { path, language, kind };
  });
}

/** Pictures of letters are no text. */
const PICTURES = /^(?:(?:hdmv_pgs|dvd|dvb)_subtitle|xsub|dvb_teletext)$/;

function embeddedTracks(told: JsonObject): readonly LocalTrack[] {
  const streams = Array.isArray(told.streams) ? told.streams : [];
  return streams.flatMap((stream): readonly LocalTrack[] => {
    if (!isObject(stream) || stream.codec_type !== 'subtitle' || typeof stream.index !== 'number') return [];
    if (PICTURES.test(String(stream.codec_name))) return [];
    const tags = isObject(stream.tags) ? stream.tags : {};
    const disposition = isObject(stream.disposition) ? stream.disposition : {};
    const language = text(tags.language) ?? text(tags.LANGUAGE);
    return [
      {
        index: stream.index,
        language: language === 'und' ? undefined : language,
        kind: 'human',
        isDefault: disposition.default === 1,
        isForced: disposition.forced === 1,
        isForDeaf: disposition.hearing_impaired === 1,
      },
    ];
  });
}

function aboutFile(told: JsonObject) {
  const format = isObject(told.format) ? told.format : {};
  const tags = isObject(format.tags) ? format.tags : {};
  const chapters = (Array.isArray(told.chapters) ? told.chapters : []).map((chapter) =>
    isObject(chapter)
      ? { ...chapter, title: isObject(chapter.tags) ? chapter.tags.title : undefined }
      : chapter,
  );
  const artist = text(tags.artist);
  const duration = Number(format.duration);
  return {
    title: text(tags.title),
    ...(artist !== undefined && { authors: [artist] }),
    chapters: chaptersOf(chapters),
    info: Number.isFinite(duration) && format.duration !== undefined ? { duration } : {},
  };
}

const MOST_INFO_BYTES = 64 * 1024 * 1024;

/** What yt-dlp wrote of a video. What lies beside a video and is none says nothing; what was asked for itself must be one. */
async function infoOf(
  path: string | undefined,
  isAsked: boolean,
  context: CollectContext,
): Promise<JsonObject | undefined> {
  if (path === undefined) return undefined;
  await context.digest(path);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw notThere(path, cause);
  });
  const told = size > MOST_INFO_BYTES ? undefined : parsed(await readFile(path, 'utf8'));
  if (isObject(told) && typeof told.id === 'string') return keptInfo(told);
  if (isAsked) {
    throw new CollectError(
      'SOURCE_INVALID',
      `${path} is no info of yt-dlp: a JSON object with an id, of up to 64 MB`,
      {
        recovery: 'next',
        hint: 'yt-dlp writes one with --write-info-json.',
      },
    );
  }
  context.log(`${path} is no info of yt-dlp, and is passed over`);
  return undefined;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
