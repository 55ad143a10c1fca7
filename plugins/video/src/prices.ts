import * as z from 'zod/mini';
import catalogue from './prices.json' with { type: 'json' };

/** US dollars for an hour of audio. */
export interface HourlyPrices {
  readonly models: Readonly<Record<string, number>>;
  readonly extras: Readonly<Record<string, number>>;
  /** Extras that cost nothing with a model. */
  readonly included: Readonly<Record<string, readonly string[]>>;
}

/** US dollars for a minute of audio, or for a million tokens where those are billed. */
export interface ModelPrice {
  readonly minute: number;
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

const dollars = z.number().check(z.minimum(0));
const asOf = z
  .optional(z.iso.date())
  .check(z.describe('Of which day they are: without it nobody is warned when they are old'));

/** The option `prices` of `assemblyai`: what stands there goes before the catalogue. */
export const hourlyPricesOption = z.optional(
  z.strictObject({
    asOf,
    models: z.optional(z.record(z.string(), dollars)).check(z.describe('By model: US dollars for an hour')),
    extras: z.optional(z.record(z.string(), dollars)).check(z.describe('By extra: US dollars for an hour')),
  }),
);

/** The option `prices` of `openai-transcription`: what stands there goes before the catalogue. */
export const modelPricesOption = z.optional(
  z.strictObject({
    asOf,
    models: z
      .optional(
        z.record(
          z.string(),
          z.strictObject({
            minute: dollars,
            inputTokens: z.optional(dollars),
            outputTokens: z.optional(dollars),
          }),
        ),
      )
      .check(z.describe('By model: US dollars for a minute, and for a million tokens')),
  }),
);

interface OwnPrices<Models> {
  readonly asOf?: string | undefined;
  readonly models?: Models | undefined;
  readonly extras?: Readonly<Record<string, number>> | undefined;
}

export type OwnHourlyPrices = OwnPrices<Readonly<Record<string, number>>>;
export type OwnModelPrices = Omit<OwnPrices<Readonly<Record<string, ModelPrice>>>, 'extras'>;

export function hourlyPrices(own: OwnHourlyPrices = {}): HourlyPrices {
  const { models, extras, included } = catalogue.assemblyai;
  // Who names a price of an extra means it, whatever a model includes.
  const free = Object.entries(included).map(
    ([model, names]) => [model, names.filter((name) => own.extras?.[name] === undefined)] as const,
  );
  return {
    models: { ...models, ...own.models },
    extras: { ...extras, ...own.extras },
    included: Object.fromEntries(free),
  };
}

export function modelPrices(own: OwnModelPrices = {}): Readonly<Record<string, ModelPrice>> {
  return { ...catalogue.openai.models, ...own.models };
}

/** Of which day the prices are, or `undefined` if they are the user's own without a day. */
export function pricesAsOf(
  provider: 'assemblyai' | 'openai',
  own: { readonly asOf?: string | undefined } | undefined,
): string | undefined {
  return own === undefined ? catalogue[provider].asOf : own.asOf;
}

/** What is charged for a stretch of audio, or `undefined` if a price is not known. */
export function hourlyCost(
  prices: HourlyPrices,
  bought: { readonly model: string; readonly extras: readonly string[] },
  { seconds, channels }: { readonly seconds: number; readonly channels: number },
): number | undefined {
  const model = prices.models[bought.model];
  const charged = bought.extras.filter((extra) => !prices.included[bought.model]?.includes(extra));
  const rates = charged.map((extra) => prices.extras[extra]);
  if (model === undefined || rates.includes(undefined)) return undefined;
  // Each channel is a recording of its own; extras are charged once.
  const extras = rates.reduce<number>((sum, rate = 0) => sum + rate, 0);
  return ((model * channels + extras) * seconds) / 3600;
}
