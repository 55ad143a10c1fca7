import type { JsonObject } from '@bowerbird/core';

/** What is bought: `POST /v2/transcript`, as far as the stand-in acts on it. */
export interface TranscriptParams {
  readonly audio_url: string;
  readonly language_code?: string | undefined;
  readonly language_detection?: boolean | undefined;
  readonly speaker_labels?: boolean | undefined;
}

// `TranscriptParams` of AssemblyAI's OpenAPI document, version 1.3.4, and of its SDK 4.41.
const FIELDS = {
  boolean:
    'auto_chapters auto_highlights content_safety custom_topics disfluencies dual_channel entity_detection filter_profanity ' +
    'format_text iab_categories language_detection multichannel punctuate redact_pii redact_pii_audio ' +
    'redact_pii_return_unredacted sentiment_analysis speaker_labels summarization',
  number:
    'audio_end_at audio_start_from content_safety_confidence language_confidence_threshold speakers_expected speech_threshold ' +
    'temperature',
  string:
    'audio_url boost_param domain language_code prompt redact_pii_audio_quality redact_pii_sub remove_audio_tags speech_model ' +
    'summary_model summary_type webhook_auth_header_name webhook_auth_header_value webhook_url',
  object:
    'custom_spelling keyterms_prompt keyterms_prompt_options language_detection_options redact_pii_policies speaker_options ' +
    'speech_models speech_understanding topics word_boost',
};

const TYPES = new Map(
  Object.entries(FIELDS).flatMap(([type, names]) => names.split(' ').map((name) => [name, type] as const)),
);

/** The parameters in a body, or what AssemblyAI says is wrong with them. */
export function readParams(body: Buffer): TranscriptParams | string {
  const value = parse(body);
  if (value === undefined) return 'Invalid JSON body.';
  const isKnown = ([name, field]: readonly [string, unknown]) =>
    TYPES.has(name) && (field === null || typeof field === TYPES.get(name));
  if (!Object.entries(value).every(isKnown))
    return 'Invalid endpoint schema, please refer to documentation for examples.';
  const { audio_url, language_code } = value;
  if (typeof audio_url !== 'string') return 'audio_url is required';
  if (!/^https?:\/\/./.test(audio_url)) return 'Transcript creation error, audio_url should start with http';
  // `en`, `en_us`: no BCP 47.
  if (typeof language_code === 'string' && !/^[a-z]{2,3}(_[a-z]{2,4})?$/.test(language_code))
    return `Transcript creation error, unsupported language code: ${language_code}`;
  return value as unknown as TranscriptParams;
}

function parse(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
