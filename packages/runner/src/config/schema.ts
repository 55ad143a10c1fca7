import bytes from 'bytes';
import ms from 'ms';
import { z } from 'zod';

/** What is said of a part of the rc file in its JSON Schema; `id` makes it a definition that can be replaced there. */
export const notes = z.registry<{ readonly id?: string; readonly description?: string }>();

function note<T extends z.ZodType>(schema: T, description: string, id?: string): T {
  notes.add(schema, { description, ...(id !== undefined && { id }) });
  return schema;
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
  return z
    .string(expected)
    .regex(DURATION, expected)
    .transform(toMs)
    .refine(
      (value) => value >= toMs(least) && value <= toMs(most),
      `expected a duration from ${least} to ${most}`,
    );
}

/** A number of bytes with a unit. */
function size(least: string, most: string, example: string) {
  const toBytes = (text: string): number => bytes.parse(text) ?? Number.NaN;
  const expected = `expected a size with a unit, such as ${example}`;
  return z
    .string(expected)
    .regex(/^\d+(?:\.\d+)? ?[kKmMgG]?[bB]$/, expected)
    .transform(toBytes)
    .refine(
      (value) => value >= toBytes(least) && value <= toBytes(most),
      `expected a size from ${least} to ${most}`,
    );
}

function whole(least: number, most: number) {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
}

function share() {
  const expected = 'expected a number from 0 to 1, such as 0.1';
  return z.number(expected).min(0, expected).max(1, expected);
}

const flag = () => z.boolean('expected true or false');
const text = (expected: string) => z.string(expected).min(1, expected);

const options = () =>
  note(
    z.record(z.string(), z.unknown()),
    `Options. \${env:NAME} stands for the value of a variable: a secret.`,
  );

/** Something that is used by its name alone, or with options. */
function named<Key extends 'collector' | 'use'>(key: Key, id: string, description: string) {
  const withOptions = z.strictObject({ [key]: z.string(), options: options().optional() });
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
  return z
    .string(expected)
    .regex(NAME, `${expected} of letters, digits, ".", "_" and "-", of at most 64 characters`);
}

/** How what is kept is treated: for all pipelines, for one, or for one collector. */
export const keepSchema = z.strictObject({
  enabled: note(flag(), 'Whether answers are kept. Default: true.').optional(),
  ttl: note(
    duration('0s', '10y', '7d'),
    'When free sources are checked again. Default: 7d. Paid answers stay.',
  ).optional(),
  grace: note(
    duration('0s', '10y', '7d'),
    'For so long after the ttl an answer still serves when its source cannot be reached. Default: 0s.',
  ).optional(),
  negativeTtl: note(
    duration('0s', '1y', '1h'),
    'For so long a source that was not there, or refused, is not asked again. Default: 0s.',
  ).optional(),
  jitter: note(
    share(),
    'The ttl of each answer is shortened by up to this share, so that not all are due at once. Default: 0.1.',
  ).optional(),
  tags: note(
    z.array(keyName('expected a name')),
    'Names to invalidate what was collected by: bowerbird cache invalidate --tag NAME.',
  ).optional(),
});

/** The same, with what is otherwise for single collectors. */
export const policySchema = z.strictObject({
  ...keepSchema.shape,
  collectors: note(
    z.record(z.string(), keepSchema),
    'The same for single collectors, by name.',
    'collectorPolicies',
  ).optional(),
});

const store = z.union([
  named('use', 'store', 'A cache store.'),
  note(
    z.strictObject({ keyv: z.string(), options: z.unknown().optional() }),
    'Any storage adapter for Keyv 6.',
    'keyvStore',
  ),
]);

/** `cache` at the top level. */
export const cacheSchema = z.strictObject({
  ...policySchema.shape,
  store: note(
    z.union([store, z.array(store).min(1)]),
    'Where results are kept: one store, or a list of them, the nearest first, such as [memory, sqlite]. Default: sqlite.',
  ).optional(),
  keys: named('use', 'keys', 'How a request becomes a key. Default: sha256.').optional(),
  namespace: note(keyName('expected a name'), 'Keeps caches apart that share one store.').optional(),
  directory: note(
    text('expected the path of a folder'),
    'Folder of the cache. Default: the cache folder of the user.',
  ).optional(),
});

/** `network`. */
export const networkSchema = z.strictObject({
  maxBytes: note(size('1kb', '2gb', '50mb'), 'Of one body, after decompression. Default: 50mb.').optional(),
  userAgent: note(
    z.string('expected a text').regex(/^[\x20-\x7e]+$/, 'expected a line of plain ASCII text'),
    'How requests introduce themselves.',
  ).optional(),
});

/** What a pipeline has, and what has defaults at the top level. */
export const settingsSchema = z.strictObject({
  use: note(
    z.array(named('collector', 'link', 'A collector.')),
    'Collectors, as a fallback chain. Default: every free collector that accepts the source.',
  ).optional(),
  with: fieldsSchema.optional(),
  transforms: note(
    z.array(named('use', 'transform', 'A transform.')),
    'What documents go through, in order.',
  ).optional(),
  sinks: note(z.array(named('use', 'sink', 'A sink.')), 'Where documents go. Default: markdown.').optional(),
  concurrency: note(
    whole(1, 1000),
    'How many attempts run at a time, for each collector. Default: 3.',
  ).optional(),
  batchSize: note(
    whole(1, 10_000),
    'How many results are looked up and written at a time. Default: 10.',
  ).optional(),
  timeout: note(duration('10ms', '24h', '60s'), 'How long one attempt may take. Default: 60s.').optional(),
  continueOnError: note(flag(), 'Whether a failed source leaves the others be. Default: true.').optional(),
});

/** One pipeline that is an object. */
export const pipelineSchema = z.strictObject({
  sources,
  ...settingsSchema.shape,
  cache: note(policySchema, 'How long answers are good in this pipeline.').optional(),
});

/** The rc file. */
export const rcSchema = z.strictObject({
  $schema: z.string().optional(),
  extends: note(
    z.union([z.string(), z.array(z.string())]),
    'Files or packages that this file builds on. Objects are merged, lists are replaced, plugins are added.',
  ).optional(),
  plugins: note(z.array(z.string()), 'Packages or paths of plugins, beside the built-in ones.').optional(),
  ...settingsSchema.shape,
  cache: cacheSchema.optional(),
  network: networkSchema.optional(),
  pipelines: note(
    z.record(
      z.string(),
      note(z.union([sources, pipelineSchema]), 'A list of sources, or an object.', 'pipeline'),
    ),
    'What to collect, by name.',
  ).optional(),
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
