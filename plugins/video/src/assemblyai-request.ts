import type { JsonObject, JsonValue, Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { canonicalAddress } from './captions/video-address.ts';
import { isLanguage, toAssemblyai } from './language.ts';
import {
  documentId,
  documentTitle,
  isFile,
  type MediaSource,
  orderedAudio,
  sourceFields,
} from './media-source.ts';
import { withJsonSchema } from './schema.ts';
import { formFields, formIdentity, type TranscriptForm } from './transcript/form.ts';

/** What the collector `assemblyai` is asked for. */
export interface AssemblyaiRequest extends MediaSource, TranscriptForm {
  readonly language?: string | undefined;
  readonly languageThreshold?: number | undefined;
  readonly models?: readonly string[] | undefined;
  readonly speakerLabels?: boolean | undefined;
  readonly speakers?: number | undefined;
  readonly minSpeakers?: number | undefined;
  readonly maxSpeakers?: number | undefined;
  readonly multichannel?: boolean | undefined;
  readonly keyterms?: readonly string[] | undefined;
  readonly prompt?: string | undefined;
  readonly temperature?: number | undefined;
  readonly medical?: boolean | undefined;
  readonly customSpelling?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly disfluencies?: boolean | undefined;
  readonly punctuate?: boolean | undefined;
  readonly formatText?: boolean | undefined;
  readonly filterProfanity?: boolean | undefined;
  readonly redactPii?: readonly string[] | undefined;
  readonly redactPiiAs?: 'hash' | 'entity_name' | undefined;
  readonly audioStartMs?: number | undefined;
  readonly audioEndMs?: number | undefined;
  readonly speechThreshold?: number | undefined;
  readonly chapters?: boolean | undefined;
}

/** What is bought of AssemblyAI: what is at its default is left out. */
export type AssemblyaiOrder = JsonObject & {
  readonly audio: string;
  /** As AssemblyAI calls it. Absent: it hears which it is. */
  readonly language?: string | undefined;
  readonly models?: readonly string[] | undefined;
};

/** The model that costs least, and that knows most languages. It is always named: what AssemblyAI takes by itself changes. */
export const DEFAULT_MODELS: readonly string[] = ['universal-2'];

// Beside the smaller half of Zod, its messages.
z.config(en());

const flag = (says: string) => z.optional(z.boolean()).check(z.describe(says));
const text = z.string().check(z.minLength(1));
const texts = (says: string) => z.optional(z.array(text)).check(z.describe(says));
const count = (says: string) => z.optional(z.int().check(z.minimum(1))).check(z.describe(says));
const share = (says: string) =>
  z.optional(z.number().check(z.minimum(0), z.maximum(1))).check(z.describe(says));
const time = (says: string) => z.optional(z.int().check(z.minimum(0))).check(z.describe(says));

const language = z.string().check(
  z.refine(
    (tag) => tag === 'auto' || isLanguage(tag),
    'expected a language tag such as "de" or "en-GB", or "auto"',
  ),
  z.describe('Language tag (BCP 47); default: auto, AssemblyAI hears which it is'),
);

const request = z.strictObject({
  ...sourceFields,
  url: z
    .pipe(sourceFields.url, z.transform(canonicalAddress))
    .check(
      z.describe(
        'Address of an audio or video, or of the page of a video; or path or file: URL of a local one',
      ),
    ),
  language: z.optional(language),
  languageThreshold: share('With language auto: fail below this confidence, without a charge; default: 0'),
  models: texts('Models in the order of preference; default: universal-2'),
  speakerLabels: flag('Tell the speakers apart; default: false'),
  speakers: count('How many speakers there are; tells them apart'),
  minSpeakers: count('At least so many speakers; tells them apart'),
  maxSpeakers: count('At most so many speakers; tells them apart'),
  multichannel: flag('Each channel is a speaker, and is charged; default: false'),
  keyterms: texts('Names and terms that occur'),
  prompt: z.optional(text).check(z.describe('What the audio is about; not with universal-2')),
  temperature: share('Of the model; default: 0'),
  medical: flag('For medical terms; default: false'),
  customSpelling: z
    .optional(z.record(text, z.array(text).check(z.minLength(1))))
    .check(z.describe('By the right spelling: what is heard in its place')),
  disfluencies: flag('Keep um and uh; default: false'),
  punctuate: flag('Default: true'),
  formatText: flag('Write numbers, dates and names as in print; default: true'),
  filterProfanity: flag('Default: false'),
  redactPii: texts('Kinds of personal data to take out, such as person_name'),
  redactPiiAs: z
    .optional(z.enum(['hash', 'entity_name']))
    .check(z.describe('What stands in the place of personal data; default: hash')),
  audioStartMs: time('Begin here'),
  audioEndMs: time('End here'),
  speechThreshold: share('Fail if less of the audio is speech, without a charge; default: 0'),
  chapters: flag('Chapters with summaries; universal-2 alone; default: false'),
  ...formFields,
});

const checked = request.check(
  z.refine((asked) => asked.onlySpeakers === undefined || tellsSpeakers(asked), {
    message: 'needs speakerLabels, speakers or multichannel: without them nobody knows who speaks',
    path: ['onlySpeakers'],
  }),
  z.refine(({ audioStartMs = 0, audioEndMs }) => audioEndMs === undefined || audioEndMs > audioStartMs, {
    message: 'expected a time after audioStartMs',
    path: ['audioEndMs'],
  }),
);

/** The request: reads its own output unchanged. */
export const assemblyaiRequest: Schema<AssemblyaiRequest> = withJsonSchema(checked);

type Asked = Omit<AssemblyaiRequest, 'url'>;

function labels({ speakerLabels, speakers, minSpeakers, maxSpeakers }: Asked): boolean {
  return speakerLabels === true || [speakers, minSpeakers, maxSpeakers].some((most) => most !== undefined);
}

function tellsSpeakers(asked: Asked): boolean {
  return labels(asked) || asked.multichannel === true;
}

/** What is bought. What is done afterwards is no part of it. */
export function orderOf(asked: AssemblyaiRequest): AssemblyaiOrder {
  const { language = 'auto', models = DEFAULT_MODELS, redactPii = [] } = asked;
  const order: Record<string, JsonValue | undefined> = {
    language: language === 'auto' ? undefined : toAssemblyai(language),
    languageThreshold: language === 'auto' ? unless(asked.languageThreshold, 0) : undefined,
    models: models.length === 0 || isSame(models, DEFAULT_MODELS) ? undefined : models,
    speakerLabels: labels(asked) || undefined,
    speakers: asked.speakers,
    minSpeakers: asked.minSpeakers,
    maxSpeakers: asked.maxSpeakers,
    multichannel: asked.multichannel || undefined,
    keyterms: asSet(asked.keyterms),
    prompt: asked.prompt,
    temperature: unless(asked.temperature, 0),
    medical: asked.medical || undefined,
    customSpelling: spellings(asked.customSpelling),
    disfluencies: asked.disfluencies || undefined,
    punctuate: unless(asked.punctuate, true),
    formatText: unless(asked.formatText, true),
    filterProfanity: asked.filterProfanity || undefined,
    redactPii: asSet(redactPii),
    redactPiiAs: redactPii.length === 0 ? undefined : unless(asked.redactPiiAs, 'hash'),
    audioStartMs: unless(asked.audioStartMs, 0),
    audioEndMs: asked.audioEndMs,
    speechThreshold: unless(asked.speechThreshold, 0),
    chapters: asked.chapters || undefined,
  };
  const named = Object.entries(order).filter(([, value]) => value !== undefined);
  return { audio: orderedAudio(asked), ...Object.fromEntries(named) };
}

/** What names the documents: what is bought, and what is done with it. */
export function identityOf(asked: AssemblyaiRequest): JsonValue {
  return {
    ...orderOf(asked),
    id: documentId(asked),
    title: documentTitle(asked),
    ...(asked.published !== undefined && { published: asked.published }),
    ...(!isFile(asked) && { url: asked.url }),
    ...formIdentity(asked),
  };
}

function unless<T>(value: T | undefined, usual: T): T | undefined {
  return value === usual ? undefined : value;
}

/** In whatever order they are written, and however often, they are the same. */
function asSet(values: readonly string[] = []): readonly string[] | undefined {
  return values.length === 0 ? undefined : [...new Set(values)].sort();
}

function spellings(asked: AssemblyaiRequest['customSpelling'] = {}): JsonObject | undefined {
  const all = Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1));
  if (all.length === 0) return undefined;
  return Object.fromEntries(all.map(([right, heard]) => [right, [...new Set(heard)].sort()]));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
