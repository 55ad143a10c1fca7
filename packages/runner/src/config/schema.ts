import bytes from 'bytes';
import ms from 'ms';
import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { parseAllowable } from '../network/allow-private.ts';
import { parseAmount } from './amount.ts';

// Beside the smaller half of Zod, its messages.
z.config(en());

/** What is said of a part of the rc file in its JSON Schema; `id` makes it a definition that can be replaced there. */
export const notes = z.registry<{ readonly id?: string; readonly description?: string }>();

function note<T extends z.ZodMiniType>(schema: T, description: string, id?: string): T {
  notes.add(schema, { description, ...(id !== undefined && { id }) });
  return schema;
}

/** A field that may be absent. */
function field<T extends z.ZodMiniType>(schema: T, description: string, id?: string): z.ZodMiniOptional<T> {
  return z.optional(note(schema, description, id));
}

const DURATION =
  /^\d+(?:\.\d+)? ?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?|y|years?)$/;

function toMs(text: string): number {
  return ms(text as ms.StringValue);
}

/** A duration as rc files write them, such as `7d`, in milliseconds; `undefined` for what is none. */
export function parseDuration(text: string): number | undefined {
  return DURATION.test(text) ? toMs(text) : undefined;
}

/** A duration with a unit, as milliseconds. */
function duration(least: string, most: string, example: string) {
  const expected = `expected a duration with a unit, such as ${example}`;
  const inRange = (value: number) => value >= toMs(least) && value <= toMs(most);
  return z
    .pipe(z.string(expected).check(z.regex(DURATION, expected)), z.transform(toMs))
    .check(z.refine(inRange, `expected a duration from ${least} to ${most}`));
}

const SIZE = /^\d+(?:\.\d+)? ?[kKmMgG]?[bB]$/;

/** A number of bytes with a unit. */
function size(least: string, most: string, example: string) {
  const toBytes = (text: string): number => bytes.parse(text) ?? Number.NaN;
  const expected = `expected a size with a unit, such as ${example}`;
  const inRange = (value: number) => value >= toBytes(least) && value <= toBytes(most);
  return z
    .pipe(z.string(expected).check(z.regex(SIZE, expected)), z.transform(toBytes))
    .check(z.refine(inRange, `expected a size from ${least} to ${most}`));
}

/** An amount of money, in US dollars. */
function amount() {
  const expected = 'expected an amount of US dollars, such as 25 usd';
  const isAmount = z.refine<string>((text) => parseAmount(text) !== undefined, expected);
  return z.pipe(
    z.string(expected).check(isAmount),
    z.transform((text) => parseAmount(text) ?? 0),
  );
}

function whole(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.int(expected).check(z.gte(least, expected), z.lte(most, expected));
}

function share() {
  const expected = 'expected a number from 0 to 1, such as 0.1';
  return z.number(expected).check(z.gte(0, expected), z.lte(1, expected));
}

const flag = () => z.boolean('expected true or false');
const text = (expected: string) => z.string(expected).check(z.minLength(1, expected));

const options = () =>
  note(
    z.record(z.string(), z.unknown()),
    `Options. \${env:NAME} stands for the value of a variable: a secret.`,
  );

/** Something that is used by its name alone, or with options. */
function named<Key extends 'collector' | 'use'>(key: Key, id: string, description: string) {
  const withOptions = z.strictObject({ [key]: z.string(), options: z.optional(options()) });
  return note(z.union([z.string(), withOptions]), description, id);
}

/** Fields of requests. */
const fieldsSchema = note(
  z.record(z.string(), z.unknown()),
  'Fields of the requests. Each collector takes those that it knows.',
  'fields',
);

const source = note(
  z.union([z.string(), z.record(z.string(), z.unknown())]),
  'A URL, a path, a glob, { source: … } or { list: FILE } with fields of the request, or a request as it is.',
  'source',
);
const sources = note(z.array(source), 'What to collect. Paths start at the folder of the rc file.');

const NAME = /^[\w.-]{1,64}$/;

/** A name that becomes part of keys. */
function keyName(expected: string) {
  const message = `${expected} of letters, digits, ".", "_" and "-", of at most 64 characters`;
  return z.string(expected).check(z.regex(NAME, message));
}

/** How what is kept is treated: for all pipelines, for one, or for one collector. */
export const keepSchema = z.strictObject({
  enabled: field(flag(), 'Whether answers are kept. Default: true.'),
  ttl: field(
    duration('0s', '10y', '7d'),
    'When free sources are checked again. Default: 7d. Paid answers stay.',
  ),
  grace: field(
    duration('0s', '10y', '7d'),
    'For so long after the ttl an answer still serves when its source cannot be reached. Default: 0s.',
  ),
  negativeTtl: field(
    duration('0s', '1y', '1h'),
    'For so long a source that was not there, or refused, is not asked again. Default: 0s.',
  ),
  jitter: field(
    share(),
    'The ttl of each answer is shortened by up to this share, so that not all are due at once. Default: 0.1.',
  ),
  tags: field(
    z.array(keyName('expected a name')),
    'Names to invalidate what was collected by: bowerbird cache invalidate --tag NAME.',
  ),
});

/** The same, with what is otherwise for single collectors. */
export const policySchema = z.strictObject({
  ...keepSchema.shape,
  collectors: field(
    z.record(z.string(), keepSchema),
    'The same for single collectors, by name.',
    'collectorPolicies',
  ),
});

const store = z.union([
  named('use', 'store', 'A cache store.'),
  note(
    z.strictObject({ keyv: z.string(), options: z.optional(z.unknown()) }),
    'Any storage adapter for Keyv 6.',
    'keyvStore',
  ),
]);

/** `cache` at the top level. */
export const cacheSchema = z.strictObject({
  ...policySchema.shape,
  store: field(
    z.union([store, z.array(store).check(z.minLength(1))]),
    'Where results are kept: one store, or a list of them, the nearest first, such as [memory, sqlite]. Default: sqlite.',
  ),
  keys: z.optional(named('use', 'keys', 'How a request becomes a key. Default: sha256.')),
  namespace: field(keyName('expected a name'), 'Keeps caches apart that share one store.'),
  directory: field(
    text('expected the path of a folder'),
    'Folder of the cache. Default: the cache folder of the user.',
  ),
});

const ALLOWABLE = 'expected true, or a list of addresses, ranges such as 10.1.0.0/16, and host names';

/** `network`. */
export const networkSchema = z.strictObject({
  allowPrivate: field(
    z.union(
      [
        z.boolean(),
        z.array(
          z.string().check(z.refine((entry) => parseAllowable(entry) !== undefined, ALLOWABLE)),
          ALLOWABLE,
        ),
      ],
      ALLOWABLE,
    ),
    'Addresses beside the public ones that may be reached: true for all, or ranges such as 10.1.0.0/16 and host names. Default: none.',
  ),
  pace: field(
    duration('0s', '1h', '1s'),
    'The least time between two requests to one host. Default: none, or what robots.txt says where it is obeyed.',
  ),
  maxBytes: field(size('1kb', '2gb', '50mb'), 'Of one body, after decompression. Default: 50mb.'),
  userAgent: field(
    z
      .string('expected a text')
      .check(z.regex(/^(?=.*\S)[\x20-\x7e]+$/, 'expected a line of plain ASCII text')),
    'How requests introduce themselves.',
  ),
});

const amounts = {
  run: field(amount(), 'What one run may spend, such as 25 usd.'),
  day: field(amount(), 'What all runs of a day together may spend; a day begins at midnight UTC.'),
};
const amountsOf = (whose: string, id: string) =>
  z.record(
    z.string(),
    note(
      z.union([amount(), z.strictObject(amounts)]),
      `What may be spent ${whose}: an amount for each run, or { run, day }.`,
      id,
    ),
  );

/** `budget`. */
export const budgetSchema = z.strictObject({
  ...amounts,
  providers: field(
    amountsOf('with one provider', 'providerBudget'),
    'The same for single providers, by name.',
  ),
  pipelines: field(amountsOf('by one pipeline', 'pipelineBudget'), 'The same for single pipelines, by name.'),
  unknownPrices: field(
    z.enum(['refuse', 'allow'], 'expected refuse or allow'),
    'Whether something may be bought whose price nobody knows beforehand. Default: refuse.',
  ),
  onAmbiguous: field(
    z.enum(['hold', 'retry'], 'expected hold or retry'),
    'What to do when nobody can tell whether something was bought: hold it for you to look, or buy it again, with both counted. Default: hold.',
  ),
});

/** What a pipeline has, and what has defaults at the top level. */
export const settingsSchema = z.strictObject({
  use: field(
    z.array(named('collector', 'link', 'A collector.')),
    'Collectors, as a fallback chain. Default: every free collector that accepts the source.',
  ),
  with: z.optional(fieldsSchema),
  transforms: field(
    z.array(named('use', 'transform', 'A transform.')),
    'What documents go through, in order.',
  ),
  sinks: field(z.array(named('use', 'sink', 'A sink.')), 'Where documents go. Default: markdown.'),
  concurrency: field(whole(1, 1000), 'How many attempts run at a time, for each collector. Default: 3.'),
  batchSize: field(whole(1, 10_000), 'How many results are looked up and written at a time. Default: 10.'),
  timeout: field(duration('10ms', '24h', '60s'), 'How long one attempt may take. Default: 60s.'),
  continueOnError: field(flag(), 'Whether a failed source leaves the others be. Default: true.'),
});

/** One pipeline that is an object. */
export const pipelineSchema = z.strictObject({
  sources,
  ...settingsSchema.shape,
  cache: field(policySchema, 'How long answers are good in this pipeline.'),
});

/** The rc file. */
export const rcSchema = z.strictObject({
  $schema: z.optional(z.string()),
  extends: field(
    z.union([z.string(), z.array(z.string())]),
    'Files or packages that this file builds on. Objects are merged, lists are replaced, plugins are added.',
  ),
  plugins: field(z.array(z.string()), 'Packages or paths of plugins, beside the built-in ones.'),
  ...settingsSchema.shape,
  cache: z.optional(cacheSchema),
  network: z.optional(networkSchema),
  budget: field(
    budgetSchema,
    'What runs may spend. Without it nothing is bought unless a person agrees, or --max-cost says how much.',
  ),
  pipelines: field(
    z.record(
      z.string(),
      note(z.union([sources, pipelineSchema]), 'A list of sources, or an object.', 'pipeline'),
    ),
    'What to collect, by name.',
  ),
});

const LONGEST_NAME = 64;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

/** Why a pipeline cannot be called so: its name names a folder, on every operating system. */
export function findNameProblem(name: string): string | undefined {
  if (name === '') return 'a pipeline needs a name';
  if (name.length > LONGEST_NAME)
    return `a name has at most ${LONGEST_NAME} characters, this has ${name.length}`;
  const bad = /[<>:"/\\|?*\p{Cc}]/u.exec(name);
  if (bad) return `a name becomes a folder, and no folder may have ${JSON.stringify(bad[0])} in its name`;
  if (/^\.|^\s|[\s.]$/.test(name))
    return 'a name becomes a folder: it must not begin with a dot or a space, nor end with one';
  if (RESERVED.test(name)) return `${JSON.stringify(name)} is no folder name on Windows; take another`;
  return undefined;
}
