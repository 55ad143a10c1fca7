import {
  type CollectContext,
  definePaidCollector,
  type Handover,
  type JsonObject,
  type JsonValue,
  type OperationState,
  type PaidCollector,
  type Price,
} from '@bowerbird/core';
import * as z from 'zod/mini';
import { AssemblyaiApi, type Listed, PAGE } from './assemblyai-api.ts';
import { type Bought, boughtBy, isOrdered, paramsOf } from './assemblyai-params.ts';
import {
  type AssemblyaiOrder,
  type AssemblyaiRequest,
  assemblyaiRequest,
  identityOf,
  orderOf,
} from './assemblyai-request.ts';
import { keptTranscript, readTranscript } from './assemblyai-transcript.ts';
import { type Duration, durationOf } from './duration.ts';
import { durationOfAddress } from './media-address.ts';
import { isFile } from './media-source.ts';
import {
  type HourlyPrices,
  hourlyCost,
  hourlyPrices,
  hourlyPricesOption,
  type OwnHourlyPrices,
  pricesAsOf,
} from './prices.ts';
import { YtDlp, type YtDlpOptions, ytDlpOptions } from './programs/yt-dlp.ts';
import { withJsonSchema } from './schema.ts';
import { acceptMediaOrSite, durationOfSite, factsOfSite, isSite, videosOf } from './site-source.ts';
import { soundOf } from './sound.ts';

/** How `assemblyai` reaches its provider. */
export interface AssemblyaiOptions extends YtDlpOptions {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly pollAfterMs: number;
  readonly prices?: OwnHourlyPrices | undefined;
}

const options = z.strictObject({
  apiKey: z
    .string()
    .check(z.minLength(1), z.describe('The key of your account; best as a reference to a variable')),
  baseUrl: z
    ._default(z.url({ protocol: /^https?$/ }), 'https://api.assemblyai.com')
    .check(z.describe('For the servers in the EU: https://api.eu.assemblyai.com')),
  pollAfterMs: z
    ._default(z.int().check(z.minimum(0)), 3000)
    .check(
      z.describe('How long to wait between two questions whether a transcript is there, in milliseconds'),
    ),
  prices: hourlyPricesOption.check(z.describe('Your own prices; default: those of the catalogue')),
  ...ytDlpOptions,
});

/** Transcripts of audio and video by AssemblyAI. */
export const assemblyai = definePaidCollector<AssemblyaiRequest, AssemblyaiOptions, AssemblyaiOrder>({
  name: 'assemblyai',
  summary: 'Buys transcripts of audio and video from AssemblyAI, with speakers and times.',
  revision: 2,
  provider: 'assemblyai',
  request: assemblyaiRequest,
  options: withJsonSchema<AssemblyaiOptions>(options),
  accepts: acceptMediaOrSite,
  identify: identityOf,
  order: orderOf,
  pricesAsOf: ({ prices }) => pricesAsOf('assemblyai', prices),
  create: (given) => new Assemblyai(given),
});

/** AssemblyAI takes nothing longer, and no more channels. */
const LONGEST_SECONDS = 36_000;
const MOST_CHANNELS = 32;

/** A purchase in progress: which it is, and what it is charged by. */
type Operation = JsonObject & Bought & { readonly id: string };

class Assemblyai implements PaidCollector<AssemblyaiRequest, AssemblyaiOrder> {
  readonly #api: AssemblyaiApi;
  readonly #prices: HourlyPrices;
  readonly #pollAfterMs: number;
  readonly #ytDlp: YtDlp;

  constructor(given: AssemblyaiOptions) {
    this.#api = new AssemblyaiApi(given);
    this.#prices = hourlyPrices(given.prices);
    this.#pollAfterMs = given.pollAfterMs;
    this.#ytDlp = new YtDlp(given);
  }

  async *discover(
    asked: AssemblyaiRequest,
    context: CollectContext,
  ): AsyncGenerator<AssemblyaiRequest | Handover> {
    if (isFile(asked)) yield { ...asked, sha256: await context.digest(asked.url) };
    else yield* videosOf(asked, this.#ytDlp, context);
  }

  async price(asked: AssemblyaiRequest, context: CollectContext): Promise<Price | undefined> {
    const bought = boughtBy(orderOf(asked));
    const duration = await this.#duration(asked, context);
    const { most, expected, channels } = duration ?? { most: LONGEST_SECONDS };
    const known = bought.multichannel ? channels : 1;
    const highest = this.#cost(bought, Math.min(most, LONGEST_SECONDS), known ?? MOST_CHANNELS);
    if (highest === undefined) return undefined;
    if (expected === undefined || known === undefined) return { most: highest };
    return { most: highest, expected: this.#cost(bought, Math.min(expected, LONGEST_SECONDS), known) };
  }

  async #duration({ url }: AssemblyaiRequest, context: CollectContext): Promise<Duration | undefined> {
    if (isFile({ url })) return durationOf(url, context);
    return isSite({ url }) ? durationOfSite(url, this.#ytDlp, context) : durationOfAddress(url, context);
  }

  async prepare(asked: AssemblyaiRequest, context: CollectContext): Promise<JsonValue> {
    if (!isFile(asked) && !isSite(asked)) return null;
    return soundOf(asked, this.#ytDlp, context, (url, sha256) => this.#api.upload(url, sha256, context));
  }

  async start(order: AssemblyaiOrder, prepared: JsonValue, context: CollectContext): Promise<OperationState> {
    const params = { audio_url: prepared ?? order.audio, ...paramsOf(order) };
    const transcript = await this.#api.start(params, context);
    return this.#state({ id: String(transcript.id), ...boughtBy(order) }, transcript);
  }

  async find(
    order: AssemblyaiOrder,
    prepared: JsonValue,
    since: number,
    context: CollectContext,
  ): Promise<OperationState | undefined> {
    for await (const page of this.#api.pages(context)) {
      for (const { id, created, audio_url } of page) {
        if (timeOf(created) < since) return undefined;
        if (audio_url !== (prepared ?? order.audio)) continue;
        const found = await this.#api.get(id, context);
        if (isOrdered(found, order)) return this.#state({ id, ...boughtBy(order) }, found);
      }
    }
    return undefined;
  }

  async poll(operation: JsonValue, context: CollectContext): Promise<OperationState> {
    const known = operation as Operation;
    return this.#state(known, await this.#api.get(known.id, context));
  }

  /** One list tells what is not finished; what is finished is fetched for its words. */
  async pollMany(
    operations: readonly JsonValue[],
    context: CollectContext,
  ): Promise<readonly (OperationState | undefined)[]> {
    const wanted = new Set(operations.map((operation) => (operation as Operation).id));
    const listed = new Map<string, Listed>();
    // As a rule they are the newest ones: who looks further than that pays more than it saves.
    let pages = Math.ceil(operations.length / PAGE) + 1;
    for await (const page of this.#api.pages(context)) {
      for (const item of page) if (wanted.delete(item.id)) listed.set(item.id, item);
      pages -= 1;
      if (wanted.size === 0 || pages === 0) break;
    }
    return operations.map((operation) => {
      const known = operation as Operation;
      const item = listed.get(known.id);
      return item === undefined || item.status === 'completed' ? undefined : this.#state(known, { ...item });
    });
  }

  async read(answer: JsonValue, asked: AssemblyaiRequest, context: CollectContext) {
    return readTranscript(answer, asked, await factsOfSite(asked, this.#ytDlp, context));
  }

  #state(operation: Operation, transcript: JsonObject): OperationState {
    const { status, error } = transcript;
    // AssemblyAI does not charge for what fails.
    if (status === 'error') return { state: 'failed', reason: String(error ?? 'no reason given'), cost: 0 };
    if (status !== 'completed') return { state: 'pending', operation, pollAfterMs: this.#pollAfterMs };
    return { state: 'done', answer: keptTranscript(transcript), cost: this.#charged(operation, transcript) };
  }

  #charged({ models, ...bought }: Bought, transcript: JsonObject): number | undefined {
    const { audio_duration: seconds, audio_channels: channels, speech_model_used: used } = transcript;
    const known = bought.multichannel ? channels : 1;
    if (typeof seconds !== 'number' || typeof known !== 'number') return undefined;
    return this.#cost({ ...bought, models: typeof used === 'string' ? [used] : models }, seconds, known);
  }

  /** What is charged at most, whichever of the models is taken. A price that is not known is no price. */
  #cost({ models, extras }: Bought, seconds: number, channels: number): number | undefined {
    const stretch = { seconds: Math.ceil(seconds), channels };
    const costs = models.map((model) => hourlyCost(this.#prices, { model, extras }, stretch));
    return costs.reduce<number | undefined>(
      (most, cost) => (most === undefined || cost === undefined ? undefined : Math.max(most, cost)),
      0,
    );
  }
}

/** Without a sign of it, it is UTC all the same. */
function timeOf(created: string): number {
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(created) ? created : `${created}Z`);
}
