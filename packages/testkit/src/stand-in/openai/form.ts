import type { IncomingHttpHeaders } from 'node:http';

/** What is bought: `POST /v1/audio/transcriptions`, as far as the stand-in acts on it. */
export interface TranscriptionParams {
  readonly audio: Uint8Array;
  readonly model: string;
  readonly format: string;
  /** ISO 639-1. */
  readonly language: string;
  readonly temperature: number;
  readonly words: boolean;
  readonly segments: boolean;
}

/** What is wrong with a request, as OpenAI says it. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** A model that transcribes. */
export interface Model {
  /** US dollars for a minute of audio. */
  readonly price: number;
  readonly formats: readonly string[];
  /** What `usage` counts, and what is billed. */
  readonly billedBy: 'duration' | 'tokens';
}

/** The models, with prices of October 2026. Those of gpt-4o are billed by tokens: a minute's price is OpenAI's estimate. */
export const MODELS: Readonly<Record<string, Model>> = {
  'whisper-1': {
    price: 0.006,
    formats: ['json', 'text', 'srt', 'verbose_json', 'vtt'],
    billedBy: 'duration',
  },
  'gpt-transcribe': { price: 0.0045, formats: ['json', 'text'], billedBy: 'duration' },
  'gpt-4o-transcribe': { price: 0.006, formats: ['json', 'text'], billedBy: 'tokens' },
  'gpt-4o-mini-transcribe': { price: 0.003, formats: ['json', 'text'], billedBy: 'tokens' },
  'gpt-4o-transcribe-diarize': {
    price: 0.006,
    formats: ['json', 'text', 'diarized_json'],
    billedBy: 'tokens',
  },
};

const FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'];
const EXTENSIONS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];
// The fields of OpenAI's SDK 7.59. Those of lists may stand with brackets, as forms write them.
const FIELDS =
  'chunking_strategy file include keywords known_speaker_names known_speaker_references language languages model prompt ' +
  'response_format stream temperature timestamp_granularities';

/** The fields of a `multipart/form-data` body (RFC 7578), or what is wrong with them. */
export async function readForm(
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<TranscriptionParams | Refusal> {
  const form = await parse(headers['content-type'] ?? '', body);
  if (form === undefined) return refusal('Could not parse multipart form');
  const foreign = [...form.keys()].find((name) => !FIELDS.split(' ').includes(name.replace(/\[.*$/, '')));
  if (foreign !== undefined) return refusal(`Unknown parameter: '${foreign}'.`, foreign, 'unknown_parameter');
  const file = form.get('file');
  if (file === null || typeof file === 'string') return refusal('you must provide a file', 'file');
  const name = textOf(form, 'model');
  if (name === undefined) return refusal('you must provide a model parameter', 'model');
  const params = {
    audio: new Uint8Array(await file.arrayBuffer()),
    model: name,
    format: textOf(form, 'response_format') ?? 'json',
    language: textOf(form, 'language') ?? 'en',
    temperature: Number(textOf(form, 'temperature') ?? 0),
    ...granularitiesOf(form),
  };
  return wrongFile(file.name, params.audio) ?? wrongParams(form, params) ?? params;
}

function wrongFile(name: string, audio: Uint8Array): Refusal | undefined {
  if (!EXTENSIONS.includes(name.split('.').at(-1)?.toLowerCase() ?? ''))
    return refusal(
      `Invalid file format. Supported formats: [${EXTENSIONS.map((name) => `'${name}'`).join(', ')}]`,
      'file',
    );
  if (audio.length === 0)
    return refusal(
      'Audio file is too short. Minimum audio length is 0.1 seconds.',
      'file',
      'audio_too_short',
    );
  return undefined;
}

function wrongParams(
  form: FormData,
  { model, format, language, temperature }: TranscriptionParams,
): Refusal | undefined {
  const known = MODELS[model];
  if (known === undefined) {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`;
    return { ...refusal(message, null, 'model_not_found'), status: 404 };
  }
  if (!FORMATS.includes(format))
    return refusal(
      `Invalid value: '${format}'. Supported values are: ${FORMATS.join(', ')}.`,
      'response_format',
    );
  if (!known.formats.includes(format)) {
    const message = `response_format '${format}' is not compatible with model '${model}'. Use 'json' or 'text' instead.`;
    return refusal(message, 'response_format', 'unsupported_value');
  }
  if (!/^[a-z]{2,3}$/.test(language))
    return refusal(
      `Invalid language '${language}'. Language parameter must be specified in ISO-639-1 format.`,
      'language',
      'invalid_language_format',
    );
  if (!(temperature >= 0 && temperature <= 1))
    return refusal('temperature must be between 0 and 1', 'temperature');
  if (form.has('timestamp_granularities[]') && format !== 'verbose_json')
    return refusal(
      "timestamp_granularities requires response_format 'verbose_json'",
      'timestamp_granularities',
    );
  if (model.endsWith('-diarize')) {
    if (form.has('prompt')) return refusal('Prompt is not supported for diarization models', 'prompt');
    if (!form.has('chunking_strategy'))
      return refusal('chunking_strategy is required for diarization models', 'chunking_strategy');
  }
  if (textOf(form, 'stream') === 'true') return refusal('This stand-in does not stream.', 'stream');
  return undefined;
}

async function parse(type: string, body: Buffer): Promise<FormData | undefined> {
  if (!type.startsWith('multipart/form-data')) return undefined;
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch {
    return undefined;
  }
}

function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' ? value : undefined;
}

function granularitiesOf(form: FormData): { readonly words: boolean; readonly segments: boolean } {
  const asked = form.getAll('timestamp_granularities[]');
  return { words: asked.includes('word'), segments: asked.length === 0 || asked.includes('segment') };
}

function refusal(message: string, param: string | null = null, code: string | null = null): Refusal {
  return { status: 400, message, param, code };
}
