import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from '@bowerbird/core';
import { type Answer, type Call, type Fault, type StandIn, serveProvider } from '../provider.ts';
import { type SpeechOptions, speechIn } from '../speech.ts';
import { answerBody } from './answer.ts';
import { MODELS, type Refusal, readForm } from './form.ts';

/** How a stand-in for OpenAI behaves. */
export interface OpenaiOptions extends SpeechOptions {}

/** The faults of each kind of request. */
export type OpenaiFaults = {
  readonly start: Fault;
  readonly models: Fault;
};

// 25 MB for the whole body, not only for the file in it.
const MOST_BYTES = 26_214_400;

/**
 * Starts a stand-in for OpenAI's audio transcriptions (https://developers.openai.com/api/reference/resources/audio): the answer is the
 * end of it, there is no list and no id to ask for afterwards. Streams are refused.
 *
 * It charges with each call, by the second, what the model costs a minute: whisper-1 $0.006, gpt-transcribe $0.0045,
 * gpt-4o-transcribe and its diarizing variant $0.006, gpt-4o-mini-transcribe $0.003.
 */
export function startOpenai(options: OpenaiOptions = {}): Promise<StandIn<OpenaiFaults>> {
  const key = `sk-${randomBytes(24).toString('hex')}`;
  return serveProvider<OpenaiFaults>({
    key,
    authorization: `Bearer ${key}`,
    kindOf: (method, path) => {
      if (method === 'POST' && path === '/v1/audio/transcriptions') return 'start';
      return method === 'GET' && path === '/v1/models' ? 'models' : undefined;
    },
    answer: async (kind, call) => ({
      ...(kind === 'start' ? await transcribe(options, call) : models()),
      headers: { 'x-request-id': `req_${randomUUID().replaceAll('-', '')}` },
    }),
    error: errorOf,
  });
}

async function transcribe(options: OpenaiOptions, { headers, body, charge }: Call): Promise<Answer> {
  if (body.length > MOST_BYTES) return tooLarge(body.length);
  const params = await readForm(headers, body);
  if ('status' in params) return refused(params);
  const speech = speechIn(params.audio, options);
  charge(speech.audio, ((MODELS[params.model]?.price ?? 0) * Math.ceil(speech.seconds)) / 60);
  return { status: 200, body: answerBody(speech, params) };
}

function models(): Answer {
  const data = Object.keys(MODELS).map((id) => ({
    id,
    object: 'model',
    created: 1_677_532_384,
    owned_by: 'openai-internal',
  }));
  return { status: 200, body: { object: 'list', data } };
}

function refused({ status, message, param, code }: Refusal): Answer {
  return { status, body: errorBody(message, 'invalid_request_error', code, param) };
}

function tooLarge(bytes: number): Answer {
  const message = `413: Maximum content size limit (${MOST_BYTES}) exceeded (${bytes} bytes read)`;
  return {
    status: 413,
    body: { ...errorBody(message, 'server_error', null), usage: { type: 'duration', seconds: 0 } },
  };
}

function errorOf(status: number): JsonObject {
  switch (status) {
    case 401:
      return errorBody('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key');
    case 403:
      return errorBody(
        'Country, region, or territory not supported',
        'request_forbidden',
        'unsupported_country_region_territory',
      );
    case 404:
      return errorBody('Invalid URL', 'invalid_request_error', null);
    case 429:
      return errorBody('Rate limit reached for requests', 'requests', 'rate_limit_exceeded');
    default:
      return status >= 500
        ? errorBody(
            'The server had an error while processing your request. Sorry about that!',
            'server_error',
            null,
          )
        : errorBody('Bad request', 'invalid_request_error', null);
  }
}

function errorBody(
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): JsonObject {
  return { error: { message, type, param, code } };
}
