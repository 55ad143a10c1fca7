import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  type CollectContext,
  definePaidCollector,
  type JsonValue,
  type OperationState,
  type PaidCollector,
  type Price,
} from '@bowerbird/core';
import * as z from 'zod/mini';
import { changed, notThere } from './duration.ts';
import {
  acceptFile,
  DEFAULT_MODEL,
  identityOf,
  type OpenaiOrder,
  type OpenaiRequest,
  openaiRequest,
  orderOf,
  takenExtension,
  tellsSpeakers,
} from './openai-request.ts';
import { isWritten, lengthOf, piecesOf, soundToSend } from './openai-sound.ts';
import { chargedBy, mostCharged, readTranscription, type Transcription } from './openai-transcript.ts';
import {
  type ModelPrice,
  modelPrices,
  modelPricesOption,
  type OwnModelPrices,
  pricesAsOf,
} from './prices.ts';
import { ensureSold, type Provider } from './refusal.ts';
import { withJsonSchema } from './schema.ts';

/** How `openai-transcription` reaches its provider. */
export interface OpenaiOptions {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly prices?: OwnModelPrices | undefined;
}

const options = z.strictObject({
  apiKey: z
    .string()
    .check(z.minLength(1), z.describe('The key of your account; best as a reference to a variable')),
  baseUrl: z
    ._default(z.url({ protocol: /^https?$/ }), 'https://api.openai.com')
    .check(z.describe('Where the interface is, without /v1')),
  prices: modelPricesOption.check(z.describe('Your own prices; default: those of the catalogue')),
});

/** Transcriptions of local files by OpenAI. They are there at once, and nothing can be found again after a crash. */
export const openaiTranscription = definePaidCollector<OpenaiRequest, OpenaiOptions, OpenaiOrder>({
  name: 'openai-transcription',
  summary: 'Buys transcriptions of local audio and video from OpenAI; what is too long in pieces.',
  revision: 2,
  provider: 'openai',
  request: openaiRequest,
  options: withJsonSchema<OpenaiOptions>(options),
  accepts: acceptFile,
  identify: identityOf,
  order: orderOf,
  pricesAsOf: ({ prices }) => pricesAsOf('openai', prices),
  create: (given, home) => new OpenaiTranscription(given, home.state),
});

const PROVIDER: Provider = {
  name: 'OpenAI',
  explain: (body) => {
    const error = (body as { readonly error?: { readonly message?: unknown; readonly code?: unknown } })
      ?.error;
    const said = typeof error?.message === 'string' ? error.message : undefined;
    return { said, isSpent: error?.code === 'insufficient_quota' };
  },
};

class OpenaiTranscription implements PaidCollector<OpenaiRequest, OpenaiOrder> {
  readonly #key: string;
  readonly #base: string;
  readonly #prices: Readonly<Record<string, ModelPrice>>;

  readonly #folder: string;

  constructor({ apiKey, baseUrl, prices }: OpenaiOptions, folder: string) {
    this.#folder = folder;
    this.#key = apiKey;
    this.#base = baseUrl.replace(/\/+$/, '');
    this.#prices = modelPrices(prices);
  }

  async *discover(asked: OpenaiRequest, context: CollectContext): AsyncGenerator<OpenaiRequest> {
    const named = { ...asked, sha256: await context.digest(asked.url) };
    for (const piece of await piecesOf(named, context)) yield { ...named, ...(piece && { piece }) };
  }

  async price(asked: OpenaiRequest, context: CollectContext): Promise<Price | undefined> {
    const { model = DEFAULT_MODEL, prompt = '', keywords = [] } = asked;
    const price = this.#prices[model];
    const { most, expected } = await lengthOf(asked, context);
    if (price === undefined) return undefined;
    const added = Buffer.byteLength([prompt, ...keywords].join(' '));
    return {
      most: mostCharged(Math.ceil(most), added, price),
      ...(expected !== undefined && { expected: (Math.ceil(expected) / 60) * price.minute }),
    };
  }

  prepare(asked: OpenaiRequest, context: CollectContext): Promise<JsonValue> {
    return soundToSend(asked, this.#folder, context);
  }

  async start(order: OpenaiOrder, prepared: JsonValue, context: CollectContext): Promise<OperationState> {
    const file = await readOrdered(String(prepared), order);
    const response = await context.fetch(`${this.#base}/v1/audio/transcriptions`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${this.#key}` },
      body: formOf(order, file),
    });
    const answer = (await (await ensureSold(PROVIDER, response)).json()) as Transcription & JsonValue;
    if (isWritten(String(prepared))) await rm(fileURLToPath(String(prepared)), { force: true });
    const price = this.#prices[order.model ?? DEFAULT_MODEL];
    return { state: 'done', answer, cost: price && chargedBy(answer.usage, price) };
  }

  async read(answer: JsonValue, asked: OpenaiRequest) {
    return readTranscription(answer, asked);
  }
}

/** The bytes that are sent: of a file as it was ordered, or of what was written of its sound. */
async function readOrdered(url: string, { audio }: OpenaiOrder): Promise<File> {
  const path = fileURLToPath(url);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw notThere(path, cause);
  });
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (!isWritten(url) && audio.startsWith('sha256:') && audio !== `sha256:${digest}`) throw changed(path);
  // Its own name is nobody's business.
  const extension = takenExtension(url, bytes.subarray(0, 4096)) ?? 'mp3';
  return new File([new Uint8Array(bytes)], `audio.${extension}`);
}

function formOf(order: OpenaiOrder, file: File): FormData {
  const { model = DEFAULT_MODEL, language, prompt, keywords = [], temperature, piece } = order;
  const form = new FormData();
  form.set('file', file);
  form.set('model', model);
  form.set('response_format', formatOf(model));
  // What reaches over a cut is parted by its words.
  if (piece && model.startsWith('whisper'))
    for (const each of ['word', 'segment']) form.append('timestamp_granularities[]', each);
  // Without it what is longer than 30 seconds is refused.
  if (tellsSpeakers(model)) form.set('chunking_strategy', 'auto');
  if (language !== undefined) form.set('language', language);
  if (prompt !== undefined) form.set('prompt', prompt);
  for (const keyword of keywords) form.append('keywords[]', keyword);
  if (temperature !== undefined) form.set('temperature', String(temperature));
  return form;
}

/** The format that tells most. */
function formatOf(model: string): string {
  if (tellsSpeakers(model)) return 'diarized_json';
  return model.startsWith('whisper') ? 'verbose_json' : 'json';
}
