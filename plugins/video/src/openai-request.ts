import type { JsonObject, JsonValue, Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { isLanguage } from './language.ts';
import { mediaExtension, mediaKind } from './media-kind.ts';
import {
  acceptMedia,
  documentId,
  documentTitle,
  isFile,
  type MediaSource,
  orderedAudio,
  sourceFields,
} from './media-source.ts';
import type { Piece } from './pieces/cut.ts';
import { withJsonSchema } from './schema.ts';
import { formFields, formIdentity, type TranscriptForm } from './transcript/form.ts';

/** What the collector `openai-transcription` is asked for. */
export interface OpenaiRequest extends MediaSource, TranscriptForm {
  readonly model?: string | undefined;
  readonly language?: string | undefined;
  readonly prompt?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
  readonly temperature?: number | undefined;
  /** Of what is too long to be sent at once; `discover` finds it. */
  readonly piece?: Piece | undefined;
}

/** What is bought of OpenAI: what is at its default is left out. */
export type OpenaiOrder = JsonObject & {
  readonly audio: string;
  readonly model?: string | undefined;
  /** ISO 639-1. */
  readonly language?: string | undefined;
  readonly prompt?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
  readonly temperature?: number | undefined;
  readonly piece?:
    | { readonly startMs: number; readonly endMs: number; readonly overlapMs: number }
    | undefined;
};

/** The one that tells when each sentence was said. */
export const DEFAULT_MODEL = 'whisper-1';

// Beside the smaller half of Zod, its messages.
z.config(en());

const text = z.string().check(z.minLength(1));

const request = z.strictObject({
  ...sourceFields,
  model: z.optional(text).check(z.describe('Default: whisper-1')),
  language: z
    .optional(
      z
        .string()
        .check(
          z.refine(
            (tag) => tag === 'auto' || isLanguage(tag),
            'expected a language tag such as "de" or "en-GB", or "auto"',
          ),
        ),
    )
    .check(z.describe('Language tag (BCP 47); default: auto, OpenAI hears which it is')),
  prompt: z
    .optional(text)
    .check(z.describe('What the audio is about; names and terms that occur. Not for diarize')),
  keywords: z.optional(z.array(text)).check(z.describe('Words that occur; for gpt-transcribe')),
  temperature: z
    .optional(z.number().check(z.minimum(0), z.maximum(1)))
    .check(z.describe('Of the model; default: 0')),
  piece: z
    .optional(
      z.strictObject({
        number: z.int().check(z.minimum(1)),
        of: z.int().check(z.minimum(2)),
        startMs: z.int().check(z.minimum(0)),
        endMs: z.int().check(z.minimum(1)),
        overlapMs: z.int().check(z.minimum(0)),
      }),
    )
    .check(z.describe('Of what is too long to be sent at once: the part that is meant; found by itself')),
  ...formFields,
});

const checked = request.check(
  z.refine((asked) => isFile(asked), {
    message: 'OpenAI takes local files alone: download it, or use assemblyai',
    path: ['url'],
  }),
  z.refine(({ model, onlySpeakers }) => onlySpeakers === undefined || tellsSpeakers(model), {
    message: 'needs the model gpt-4o-transcribe-diarize: without it nobody knows who speaks',
    path: ['onlySpeakers'],
  }),
  z.refine(({ model, prompt }) => prompt === undefined || !tellsSpeakers(model), {
    message: 'gpt-4o-transcribe-diarize takes no prompt',
    path: ['prompt'],
  }),
);

/** The request: reads its own output unchanged. */
export const openaiRequest: Schema<OpenaiRequest> = withJsonSchema(checked);

/** Whether a model tells who speaks. */
export function tellsSpeakers(model: string = DEFAULT_MODEL): boolean {
  return model.includes('-diarize');
}

// What OpenAI calls by these names; it looks at the name of a file and not into it.
const TAKEN: readonly string[] = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];

/** A local file of audio or video: what OpenAI does not take as it is, it gets as MP3. */
export function acceptFile(resource: Parameters<typeof acceptMedia>[0]): MediaSource | undefined {
  const source = acceptMedia(resource);
  return source !== undefined && isFile(source) ? source : undefined;
}

/** The extension by which OpenAI reads a file: that of its name, or what its first bytes say. */
export function takenExtension(url: string, head: Uint8Array): string | undefined {
  const named = mediaExtension(new URL(url).pathname) ?? '';
  if (TAKEN.includes(named)) return named;
  const kind = mediaKind(head) ?? '';
  return TAKEN.includes(kind) ? kind : undefined;
}

/** The language that is spoken, as far as it is asked for. */
export function languageOf({ language = 'auto' }: OpenaiRequest): string | undefined {
  return language === 'auto' ? undefined : Intl.getCanonicalLocales(language)[0];
}

/** What is bought. What is done afterwards is no part of it. */
export function orderOf(asked: OpenaiRequest): OpenaiOrder {
  const { model = DEFAULT_MODEL, prompt, keywords = [], temperature = 0, piece } = asked;
  const language = languageOf(asked);
  return {
    audio: orderedAudio(asked),
    ...(model !== DEFAULT_MODEL && { model }),
    ...(language !== undefined && { language: new Intl.Locale(language).language }),
    ...(prompt !== undefined && { prompt }),
    ...(keywords.length > 0 && { keywords: [...new Set(keywords)].sort() }),
    ...(temperature !== 0 && { temperature }),
    ...(piece && { piece: { startMs: piece.startMs, endMs: piece.endMs, overlapMs: piece.overlapMs } }),
  };
}

/** A piece is a document of its own, called by its stretch of time. */
export function pieceId(asked: OpenaiRequest): string {
  const { piece } = asked;
  const id = documentId(asked);
  return piece === undefined ? id : `${id}#t=${piece.startMs / 1000},${piece.endMs / 1000}`;
}

export function pieceTitle(asked: OpenaiRequest): string {
  const { piece } = asked;
  const title = documentTitle(asked);
  return piece === undefined ? title : `${title} (${piece.number} of ${piece.of})`;
}

/** What names the documents: what is bought, and what is done with it. */
export function identityOf(asked: OpenaiRequest): JsonValue {
  const language = languageOf(asked);
  return {
    ...orderOf(asked),
    // OpenAI is told the language alone, the document says all of it.
    ...(language !== undefined && { language }),
    id: pieceId(asked),
    title: pieceTitle(asked),
    ...(asked.published !== undefined && { published: asked.published }),
    ...formIdentity(asked),
  };
}
