import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@bowerbird/core';
import { type AssemblyaiOrder, DEFAULT_MODELS } from './assemblyai-request.ts';

/** What AssemblyAI does where it is told nothing. Any other parameter is empty then. */
const DEFAULTS: Readonly<Record<string, JsonValue>> = {
  language_detection: false,
  language_confidence_threshold: 0,
  speaker_labels: false,
  multichannel: false,
  temperature: 0,
  disfluencies: false,
  punctuate: true,
  format_text: true,
  filter_profanity: false,
  redact_pii: false,
  redact_pii_sub: 'hash',
  audio_start_from: 0,
  speech_threshold: 0,
  auto_chapters: false,
};

const PASSED_ON: Readonly<Record<string, string>> = {
  languageThreshold: 'language_confidence_threshold',
  speakerLabels: 'speaker_labels',
  speakers: 'speakers_expected',
  multichannel: 'multichannel',
  keyterms: 'keyterms_prompt',
  prompt: 'prompt',
  temperature: 'temperature',
  disfluencies: 'disfluencies',
  punctuate: 'punctuate',
  formatText: 'format_text',
  filterProfanity: 'filter_profanity',
  redactPii: 'redact_pii_policies',
  redactPiiAs: 'redact_pii_sub',
  audioStartMs: 'audio_start_from',
  audioEndMs: 'audio_end_at',
  speechThreshold: 'speech_threshold',
  chapters: 'auto_chapters',
};

const COMPARED: readonly string[] = [
  ...Object.values(PASSED_ON),
  'language_detection',
  'speech_models',
  'speaker_options',
  'domain',
  'custom_spelling',
  'redact_pii',
];

/** The body of `POST /v2/transcript`, without the address of the audio. */
export function paramsOf(order: AssemblyaiOrder): JsonObject {
  const { language, models = DEFAULT_MODELS, minSpeakers, maxSpeakers, customSpelling, redactPii } = order;
  const bounds = { min_speakers_expected: minSpeakers, max_speakers_expected: maxSpeakers };
  const spelling = Object.entries((customSpelling ?? {}) as JsonObject).map(([to, from]) => ({ from, to }));
  const passed = Object.entries(PASSED_ON).flatMap(([field, param]) =>
    order[field] === undefined ? [] : [[param, order[field]] as const],
  );
  return {
    speech_models: models,
    ...(language === undefined ? { language_detection: true } : { language_code: language }),
    ...Object.fromEntries(passed),
    ...(redactPii !== undefined && { redact_pii: true }),
    ...((minSpeakers ?? maxSpeakers) !== undefined && { speaker_options: defined(bounds) }),
    ...(order.medical === true && { domain: 'medical-v1' }),
    ...(spelling.length > 0 && { custom_spelling: spelling }),
  };
}

/** Whether a transcript was bought by this order. The list tells only the address: one address may have been bought in two ways. */
export function isOrdered(found: JsonObject, order: AssemblyaiOrder): boolean {
  const params = paramsOf(order);
  // Where it was to hear the language, it tells which it heard.
  const compared = order.language === undefined ? COMPARED : [...COMPARED, 'language_code'];
  return compared.every((param) => {
    // It does not tell all that it was told.
    if (found[param] === undefined) return true;
    return isDeepStrictEqual(comparable(param, found[param]), comparable(param, params[param]));
  });
}

function comparable(param: string, value: JsonValue | undefined): unknown {
  const usual = value ?? DEFAULTS[param] ?? null;
  if (!Array.isArray(usual)) return isObject(usual) ? defined(usual) : usual;
  if (usual.length === 0) return null;
  // All but the models are sets.
  const items: readonly string[] = usual.map((item) => JSON.stringify(item));
  return param === 'speech_models' ? items : [...items].sort();
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function defined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => (field ?? null) !== null));
}

// The names that the price catalogue has for them.
const EXTRAS = ['speakerLabels', 'keyterms', 'prompt', 'medical', 'redactPii', 'filterProfanity', 'chapters'];

/** What an order is charged by. */
export interface Bought {
  readonly models: readonly string[];
  readonly extras: readonly string[];
  readonly multichannel: boolean;
}

export function boughtBy(order: AssemblyaiOrder): Bought {
  return {
    models: order.models ?? DEFAULT_MODELS,
    extras: EXTRAS.filter((extra) => order[extra] !== undefined),
    multichannel: order.multichannel === true,
  };
}
