import type { Document, JsonObject } from '@bowerbird/core';
import type { ReadCaptions } from '../captions-parse.ts';
import { subtitlesOf } from '../transcript/export.ts';
import { writeTranscript } from '../transcript/markdown.ts';
import { type Chapter, speakersOf, type Transcript } from '../transcript/transcript.ts';
import type { CaptionsRequest } from './captions-request.ts';
import { type CaptionKind, documentLanguage } from './choose-track.ts';

/** Captions that were chosen, with what is known of their video. */
export interface Found {
  readonly id: string;
  readonly title: string;
  /** Where a person would open it. */
  readonly url?: string | undefined;
  /** What is played there, so that times can lead to it. */
  readonly isPlayed?: boolean | undefined;
  readonly read: ReadCaptions;
  readonly language?: string | undefined;
  readonly kind: CaptionKind;
  readonly from: 'file' | 'sidecar' | 'embedded' | 'site';
  readonly chapters: readonly Chapter[];
  readonly authors?: readonly string[] | undefined;
  readonly published?: string | undefined;
  readonly modified?: string | undefined;
  /** By the names of yt-dlp. */
  readonly info: JsonObject;
}

/** The document of captions; none where nothing is said. */
export function captionsDocument(found: Found, asked: CaptionsRequest): readonly Document[] {
  const { id, title, url, isPlayed = true, read, kind, from, chapters, authors = [], info } = found;
  const transcript: Transcript = { segments: read.segments, chapters };
  const { text, spans } = writeTranscript(transcript, asked, isPlayed ? { url } : {});
  if (text === '') return [];
  const language = documentLanguage(found.language ?? read.language);
  const speakers = speakersOf(transcript).map((label) => asked.speakerNames?.[label] ?? label);
  return [
    {
      id,
      text,
      title: asked.title ?? title,
      ...(url !== undefined && { url }),
      ...(language !== undefined && { language }),
      ...(authors.length > 0 && { authors }),
      published: asked.published ?? found.published,
      modified: found.modified,
      ...(spans.length > 0 && { spans }),
      metadata: {
        ...info,
        captions: {
          kind,
          format: read.format,
          from,
          ...(found.language !== undefined && { language: found.language }),
        },
        ...(speakers.length > 0 && { speakers }),
        ...(chapters.length > 0 && { chapters: chapters.map((chapter) => ({ ...chapter })) }),
        ...(read.problems.length > 0 && { problems: read.problems }),
        ...subtitlesOf(transcript, asked, language),
      },
    },
  ];
}
