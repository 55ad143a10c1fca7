import { join } from 'node:path';
import { type AnyDefinition, defineCollector, type Problem, type Schema } from '@bowerbird/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { LoadedPlugin } from '../api.ts';
import { createRegistry } from '../plugins/registry.ts';
import { captions, mail, markdown, PLUGINS, plugin, transcribe, web } from './__fixtures__/definitions.ts';
import { folder } from './__fixtures__/folder.ts';
import { checkConfig } from './check.ts';
import { inlineConfig, loadConfig } from './load.ts';

const FILES = { 'package.json': '{}', 'talk.mkv': '', 'page.html': '', 'list.mbox': '', 'talks.txt': '' };

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly plugins?: readonly LoadedPlugin[];
  readonly given?: readonly AnyDefinition[];
  readonly files?: Readonly<Record<string, string>>;
}

async function check(rc: string, { env = {}, plugins = PLUGINS, given = [], files = {} }: Setting = {}) {
  const cwd = await folder({ ...FILES, ...files, '.bowerbirdrc': rc });
  return checkConfig(await loadConfig({ cwd }), createRegistry(plugins, given), env);
}

const brief = (problems: readonly Problem[]) =>
  problems.map(({ path, pipeline, message }) => [pipeline ?? '(all)', path, message.split(';')[0]]);

test('a pipeline that says nothing has the defaults', async () => {
  const { pipelines, problems, cache, network, secrets, defaults } = await check(
    'pipelines: { pages: [./page.html] }',
  );
  expect(problems).toEqual([]);
  const settings = {
    with: {},
    transforms: [],
    concurrency: 3,
    batchSize: 10,
    timeoutMs: 60_000,
    continueOnError: true,
  };
  const policy = {
    enabled: true,
    ttlMs: 604_800_000,
    graceMs: 0,
    negativeTtlMs: 0,
    jitter: 0.1,
    tags: [],
    collectors: {},
  };
  expect(pipelines).toEqual([
    {
      name: 'pages',
      links: undefined,
      sources: [{ kind: 'resource', text: './page.html', fields: {} }],
      ...settings,
      sinks: [
        {
          definition: markdown,
          options: { path: 'corpus' },
          identity: '{"kind":"sink","name":"markdown","options":null}',
        },
      ],
      cache: policy,
    },
  ]);
  expect(defaults).toMatchObject({ name: '', links: undefined, sources: [], ...settings, cache: policy });
  expect(cache).toMatchObject({
    stores: [{ definition: { name: 'sqlite' }, options: {} }],
    keys: undefined,
  });
  expect(network).toEqual({ allowPrivate: false, paceMs: 0, maxBytes: 52_428_800, userAgent: undefined });
  expect(secrets).toEqual([]);
});

test('the top level is the default of the pipelines', async () => {
  const { pipelines, problems, cache, network } = await check(`
use: [captions]
with: { language: en, kind: manual }
transforms: [redact]
sinks: [{ use: markdown, options: { path: out } }]
concurrency: 7
batchSize: 8
timeout: 1.5m
continueOnError: false
cache: { enabled: false, ttl: 2 days, collectors: { web: { ttl: 0s }, mail: { enabled: true } }, keys: sha256, namespace: own, directory: kept }
network: { maxBytes: 1 mb, userAgent: me/1 }
pipelines:
  one: [{ list: talks.txt, language: fr }]
  two:
    use: [captions, { collector: transcribe, options: { apiKey: long-enough } }]
    with: { language: de }
    transforms: []
    sinks: []
    concurrency: 1
    cache: { enabled: true, collectors: { web: { ttl: 1h } } }
    sources: [./talk.mkv, { source: "https://youtu.be/aaaaaaaaaaa", kind: automatic }, { video: aaaaaaaaaaa }]
`);
  expect(problems).toEqual([]);
  const [one, two] = pipelines;
  expect(one).toMatchObject({
    links: [{ definition: captions }],
    with: { language: 'en', kind: 'manual' },
    transforms: [{ definition: { name: 'redact' } }],
    sinks: [{ options: { path: 'out' } }],
    sources: [{ kind: 'list', file: 'talks.txt', fields: { language: 'fr' } }],
    concurrency: 7,
    batchSize: 8,
    timeoutMs: 90_000,
    continueOnError: false,
    cache: { enabled: false, ttlMs: 172_800_000, collectors: { web: { ttlMs: 0 }, mail: { enabled: true } } },
  });
  expect(two).toMatchObject({
    links: [{ definition: captions }, { definition: transcribe, options: { apiKey: 'long-enough' } }],
    with: { language: 'de', kind: 'manual' },
    transforms: [],
    sinks: [],
    concurrency: 1,
    batchSize: 8,
    cache: {
      enabled: true,
      ttlMs: 172_800_000,
      collectors: { web: { ttlMs: 3_600_000 }, mail: { enabled: true } },
    },
  });
  expect(two?.sources.map(({ kind }) => kind)).toEqual(['resource', 'resource', 'request']);
  expect(cache).toMatchObject({ keys: { definition: { name: 'sha256' } }, namespace: 'own' });
  expect(cache.directory).toMatch(/kept$/);
  expect(network).toEqual({ allowPrivate: false, paceMs: 0, maxBytes: 1_048_576, userAgent: 'me/1' });
});

test('what a pipeline says of the cache goes before the top level, field by field, also for single collectors', async () => {
  const { pipelines, problems } = await check(`
cache: { grace: 30d, negativeTtl: 1h, jitter: 0, tags: [all], collectors: { web: { grace: 1d, tags: [pages] } } }
pipelines:
  one: [./page.html]
  two: { sources: [./page.html], cache: { negativeTtl: 2h, tags: [], collectors: { web: { jitter: 0.5 } } } }
`);
  expect(problems).toEqual([]);
  const [day, hour] = [24 * 3_600_000, 3_600_000];
  const common = { enabled: true, ttlMs: 7 * day, graceMs: 30 * day, jitter: 0 };
  expect(pipelines.map(({ cache }) => cache)).toEqual([
    {
      ...common,
      negativeTtlMs: hour,
      tags: ['all'],
      collectors: { web: { graceMs: day, tags: ['pages'] } },
    },
    {
      ...common,
      negativeTtlMs: 2 * hour,
      tags: [],
      collectors: { web: { graceMs: day, tags: ['pages'], jitter: 0.5 } },
    },
  ]);
});

const KEY = `{ collector: transcribe, options: { apiKey: "\${env:THE_KEY}" } }`;

test('secrets come from the environment, then from .env; identities do not hold them', async () => {
  const rc = `pipelines: { talks: { use: [${KEY}], sources: [./talk.mkv] } }`;
  const files = { '.env': 'THE_KEY=from-the-file' };
  const fromFile = await check(rc, { files });
  expect(fromFile.secrets).toEqual(['from-the-file']);
  expect(fromFile.pipelines[0]?.links?.[0]?.options).toEqual({ apiKey: 'from-the-file' });
  const both = await check(rc, { files, env: { THE_KEY: 'from-outside' } });
  expect(both.secrets).toEqual(['from-outside']);
  expect(both.pipelines[0]?.links?.[0]?.identity).toBe(fromFile.pipelines[0]?.links?.[0]?.identity);
  expect(both.pipelines[0]?.links?.[0]?.identity).toContain(`\${env:THE_KEY}`);
});

test('a reference inside of a text', async () => {
  const rc = `pipelines: { talks: { use: [${KEY.replace('"$', '"Bearer $')}], sources: [./talk.mkv] } }`;
  const { pipelines, secrets } = await check(rc, { env: { THE_KEY: 'key' } });
  expect(pipelines[0]?.links?.[0]?.options).toEqual({ apiKey: 'Bearer key' });
  expect(secrets).toEqual(['key']);
});

test('what a library says about a secret does not tell it', async () => {
  const talkative: Schema<unknown> = {
    '~standard': {
      version: 1,
      vendor: 'other',
      validate: (value) => ({ issues: [{ message: `${JSON.stringify(value)} is wrong`, path: ['apiKey'] }] }),
    },
  };
  const given = [{ ...transcribe, options: talkative }];
  const rc = `pipelines: { talks: { use: [${KEY}], sources: [./talk.mkv] } }`;
  const { problems } = await check(rc, { given, env: { THE_KEY: 'very-secret' } });
  expect(problems).toMatchObject([{ message: `{"apiKey":"\${env:THE_KEY}"} is wrong` }]);
});

test('a problem stops the pipelines that it concerns', async () => {
  const { problems } = await check(
    `
sinks: [{ use: markdown, options: { path: "\${env:FOLDER}" } }]
pipelines:
  one: { use: [${KEY}], sources: [./talk.mkv] }
  two: { sinks: [], sources: [./page.html], timeout: 1 }
  three: [./page.html]
`,
  );
  expect(brief(problems)).toEqual([
    ['one', 'sinks[0].options.path', 'expected a string, but the variable FOLDER is not set'],
    ['three', 'sinks[0].options.path', 'expected a string, but the variable FOLDER is not set'],
    ['one', 'pipelines.one.use[0].options.apiKey', 'expected a string, but the variable THE_KEY is not set'],
    ['two', 'pipelines.two.timeout', 'expected a duration with a unit, such as 60s, received 1'],
  ]);
});

test('a default that all pipelines use, or none, is a problem of the whole', async () => {
  const everywhere = await check('timeout: 1\npipelines: { one: [./page.html], two: [./list.mbox] }');
  expect(brief(everywhere.problems)).toMatchObject([['(all)', 'timeout', expect.anything()]]);
  const nowhere = await check('timeout: 1\npipelines: { one: { sources: [./page.html], timeout: 1s } }');
  expect(brief(nowhere.problems)).toMatchObject([['(all)', 'timeout', expect.anything()]]);
});

test('a default field that one pipeline knows is right, and need not fit the others', async () => {
  const { problems } = await check(
    'with: { people: [a] }\npipelines: { mail: [./list.mbox], pages: { use: [web], sources: [./page.html] } }',
  );
  expect(problems).toEqual([]);
});

test('an empty variable counts as none, but says so', async () => {
  const { problems } = await check(`pipelines: { talks: { use: [${KEY}], sources: [./talk.mkv] } }`, {
    env: { THE_KEY: '' },
  });
  expect(problems[0]?.message).toMatch('but the variable THE_KEY is empty');
});

test('a broken plugin stops only the pipelines that need it', async () => {
  const broken: LoadedPlugin = {
    specifier: './feed.mjs',
    builtIn: false,
    definitions: [],
    error: { code: 'PLUGIN_FAILED', message: 'it fails', hint: 'Mend it.' },
  };
  const { problems } = await check(
    'pipelines: { pages: [./page.html], feeds: { use: [feed], sources: ["https://example.org/"] }, talks: [./talk.mkv] }',
    {
      plugins: [...PLUGINS, broken],
    },
  );
  expect(problems.map(({ pipeline }) => pipeline)).toEqual(['feeds', 'talks']);
  expect(problems[0]?.message).toBe(
    'no collector is called "feed"\nthe plugin ./feed.mjs may have it, but cannot be used: it fails. Mend it.',
  );
  expect(problems[1]?.message).toMatch(
    'the plugin ./feed.mjs may have one, but cannot be used: it fails. Mend it.',
  );
});

test('what an unknown collector may know is not called wrong', async () => {
  const { problems } = await check(
    'pipelines: { talks: { use: [podcast, captions], with: { episode: 7 }, sources: [./talk.mkv, { feed: x }, ./nowhere.mkv] } }',
  );
  expect(problems.map(({ path }) => path)).toEqual(['pipelines.talks.use[0]', 'pipelines.talks.sources[2]']);
});

test('a rule between fields is applied when all of them are there', async () => {
  const request = z
    .object({ file: z.string().optional(), people: z.array(z.string()).optional() })
    .refine(({ file }) => file !== undefined, { path: ['people'], error: 'people needs a file' });
  const given = [{ ...mail, name: 'strict-mail', request }];
  const rc = (source: string) =>
    `pipelines: { mail: { use: [strict-mail], with: { people: [a] }, sources: [${source}] } }`;
  expect((await check(rc('./list.mbox'), { given })).problems).toEqual([]);
  expect((await check(rc('{ people: [b] }'), { given })).problems).toMatchObject([
    { path: 'pipelines.mail.sources[0].people', message: 'people needs a file' },
  ]);
});

test('free collectors are those that need no options', async () => {
  const { freeCollectors } = await check('pipelines: { pages: [./page.html] }');
  expect(freeCollectors.map(({ definition }) => definition.name)).toEqual(['captions', 'web', 'mail']);
});

test('a pattern is right if one of its matches can be collected', async () => {
  const { problems } = await check('pipelines: { mixed: { use: [mail], sources: ["./*.{mkv,html,mbox}"] } }');
  expect(problems).toEqual([]);
});

test('a schema without JSON Schema takes all fields', async () => {
  const any = defineCollector({
    name: 'any',
    summary: 'Anything.',
    request: {
      '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) },
    } as Schema<object>,
    revision: 1,
    accepts: ({ uri }) => ({ uri }),
    create: () => ({ collect: async () => [] }),
  });
  const { problems } = await check(
    'pipelines: { all: { use: [any], with: { what: ever }, sources: [./page.html] } }',
    { given: [any] },
  );
  expect(problems).toEqual([]);
});

test.each([
  ['a store that is a Keyv adapter', (store: string) => store],
  ['the same in a list', (store: string) => `[${store}]`],
])('%s', async (_, listed) => {
  const written = listed(`{ keyv: ./store.mjs, options: { uri: "\${env:URI}" } }`);
  const rc = `cache: { store: ${written} }\npipelines: { pages: [./page.html] }`;
  const files = { 'store.mjs': 'export default class Store {}' };
  const { cache, problems, secrets } = await check(rc, { files, env: { URI: 'redis://me:pw@host' } });
  expect(problems).toEqual([]);
  expect(secrets).toEqual(['redis://me:pw@host']);
  const [store] = cache.stores;
  expect(store).toMatchObject({ keyv: './store.mjs', options: { uri: 'redis://me:pw@host' } });
  expect(store).toHaveProperty('module.default');
  expect(store?.identity).not.toContain('pw');
});

test('several stores, the nearest first', async () => {
  const rc = 'cache: { store: [{ keyv: ./store.mjs }, sqlite] }\npipelines: { pages: [./page.html] }';
  const files = { 'store.mjs': 'export default class Store {}' };
  const { cache, problems } = await check(rc, { files });
  expect(problems).toEqual([]);
  expect(cache.stores).toMatchObject([{ keyv: './store.mjs' }, { definition: { name: 'sqlite' } }]);
});

test('an object needs no pipelines; a module may hold what is no JSON', async () => {
  const registry = createRegistry([plugin('a', web, mail, markdown), ...PLUGINS.slice(-1)]);
  const base = await folder(FILES);
  expect((await checkConfig(inlineConfig({ base }), registry, {})).problems).toEqual([]);
  const circle: Record<string, unknown> = { people: ['a'] };
  circle.self = circle;
  const pipelines = {
    a: { sources: [join(base, 'page.html'), () => 1], timeout: Number.NaN },
    b: { sources: [join(base, 'list.mbox')], with: circle },
    c: [new URL('https://example.org/')],
  };
  const { problems } = await checkConfig(inlineConfig({ base, config: { pipelines } }), registry, {});
  expect(brief(problems)).toEqual([
    [
      'a',
      'pipelines.a.sources[1]',
      'expected text, a number, true or false, a list or an object, received a function',
    ],
    ['a', 'pipelines.a.timeout', 'expected a number, received NaN'],
    ['b', 'pipelines.b.with.self', 'it holds itself'],
    ['c', 'pipelines.c[0]', 'expected a plain object, received a URL'],
  ]);
});

test('the author of a schema has the last word on its messages', async () => {
  const options = z.strictObject({
    size: z.int().min(5, 'a chunk has at least 5 words'),
    unit: z.string().optional(),
  });
  const given = [{ ...mail, name: 'words', options }];
  const rc =
    'pipelines: { mail: { use: [{ collector: words, options: { size: 1, unti: w } }], sources: [./list.mbox] } }';
  expect((await check(rc, { given })).problems.map(({ message }) => message)).toEqual([
    'a chunk has at least 5 words',
    'there is no such field; did you mean "unit"?',
  ]);
});
