import type { JsonValue, Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { canonicalAddress } from '../captions/video-address.ts';
import { isLanguage } from '../language.ts';
import { type MediaSource, sourceFields } from '../media-source.ts';
import { withJsonSchema } from '../schema.ts';
import { formFields, formIdentity, type TranscriptForm } from '../transcript/form.ts';

/** What the collector `whisper-local` is asked for. */
export interface WhisperRequest extends MediaSource, TranscriptForm {
  readonly model?: string | undefined;
  readonly language?: string | undefined;
  readonly prompt?: string | undefined;
}

// Beside the smaller half of Zod, its messages.
z.config(en());

export const DEFAULT_MODEL = 'base';

const request = z.strictObject({
  ...sourceFields,
  url: z
    .pipe(sourceFields.url, z.transform(canonicalAddress))
    .check(
      z.describe(
        'Address of an audio or video, or of the page of a video; or path or file: URL of a local one',
      ),
    ),
  model: z
    .optional(z.string().check(z.regex(/^\w[\w.-]*$/)))
    .check(z.describe('Model: ggml-NAME.bin in the folder of models; default: base')),
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
    .check(z.describe('Language tag (BCP 47); default: auto, Whisper hears which it is')),
  prompt: z.optional(z.string().check(z.minLength(1))).check(z.describe('Names and terms that occur')),
  ...formFields,
});

/** The request: reads its own output unchanged. */
export const whisperRequest: Schema<WhisperRequest> = withJsonSchema(request);

/** What names the documents. */
export function identityOf(asked: WhisperRequest): JsonValue {
  const { url, path, title, published, model = DEFAULT_MODEL, language = 'auto', prompt } = asked;
  return {
    url,
    ...(path !== undefined && { path }),
    ...(title !== undefined && { title }),
    ...(published !== undefined && { published }),
    model,
    ...(language !== 'auto' && { language }),
    ...(prompt !== undefined && { prompt }),
    ...formIdentity(asked),
  };
}
