import { memoryCache } from '@bowerbird/cache';
import { type CacheAdapter, defineCollector } from '@bowerbird/core';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { bench, temporaryFolder } from '../../test/support.ts';

const sources = Array.from({ length: 12 }, (_, index) => `https://a.example/${index}`);
const hint =
  'If that was not meant, put it back: what was collected before is still kept, and is found again.';

/** Brings what a request says, in a language. */
const talk = defineCollector({
  name: 'talk',
  summary: 'Brings talks.',
  revision: 1,
  request: z.strictObject({
    url: z.string(),
    language: z.string().default('en'),
    loud: z.boolean().optional(),
  }),
  accepts: ({ uri }) => ({ url: uri, language: 'en' }),
  create: () => ({ collect: async ({ url, language }) => [{ id: url, text: language }] }),
});

async function warningsOf(config: object, cache: CacheAdapter, options: object = {}) {
  const { runner } = await bench(config, [talk], { cache, ...options });
  const { warnings, total } = await runner.run();
  return { warnings, total };
}

const pipelineOf = (fields: object, more: object = {}) => ({ talks: { sources, with: fields, ...more } });

it('says which part of the key differs when sources are not found that were collected before', async () => {
  const cache = memoryCache();
  expect((await warningsOf({ pipelines: pipelineOf({ language: 'en' }) }, cache)).warnings).toEqual([]);
  const changed = { pipelines: pipelineOf({ language: 'de' }) };
  const { warnings, total } = await warningsOf(changed, cache);
  expect(total.from).toMatchObject({ source: 12 });
  expect(warnings).toEqual([
    {
      message:
        'talks: 12 of 12 sources were collected before under another key: "language" is "de" now and was "en"',
      hint,
    },
  ]);
  expect((await warningsOf(changed, cache)).warnings).toEqual([]);
});

it('names the most frequent reason, and an example where values vary', async () => {
  const cache = memoryCache();
  const requests = (some: (index: number) => object) =>
    sources.map((url, index) => ({ source: url, ...some(index) }));
  const with_ = (all: readonly object[]) => ({ pipelines: { talks: all } });
  await warningsOf(with_(requests(() => ({}))), cache);
  const { warnings } = await warningsOf(
    with_(requests((index) => (index < 8 ? { language: `l${index}` } : { loud: true }))),
    cache,
  );
  expect(warnings.map(({ message }) => message)).toEqual([
    'talks: 12 of 12 sources were collected before under another key: for example, "language" is "l0" now and was "en" (8 of them)',
  ]);
});

it('says so of another key generator, and of another namespace', async () => {
  const cache = memoryCache();
  const pipelines = pipelineOf({});
  await warningsOf({ pipelines }, cache);
  const keyGenerator = ({ identity }: { readonly identity: unknown }) => `own ${JSON.stringify(identity)}`;
  const other = await warningsOf({ pipelines }, cache, { keyGenerator });
  expect(other.warnings).toMatchObject([
    {
      message: expect.stringMatching(
        /^talks: 12 of 12 .*key: the key generator \(cache.keys\) is another one$/,
      ),
    },
  ]);
  const named = await warningsOf({ cache: { namespace: 'mine' }, pipelines }, cache);
  expect(named.warnings).toMatchObject([
    { message: expect.stringMatching(/key: the namespace is "mine" now and was absent$/) },
  ]);
  const renamed = await warningsOf(
    { cache: { namespace: 'ours' }, pipelines: { talks: sources.slice(0, 3) } },
    cache,
  );
  expect(renamed.warnings).toMatchObject([
    { message: expect.stringMatching(/^talks: 3 of 3 .*the namespace is "ours"/) },
  ]);
});

it('knows of a namespace that is not there any more', async () => {
  const cache = memoryCache();
  await warningsOf({ cache: { namespace: 'mine' }, pipelines: pipelineOf({}) }, cache);
  expect((await warningsOf({ pipelines: pipelineOf({}) }, cache)).warnings).toMatchObject([
    { message: expect.stringMatching(/the namespace is absent now and was "mine"$/) },
  ]);
});

it('says nothing of sources that are new, of another pipeline, or that come twice in different ways', async () => {
  const cache = memoryCache();
  const twice = {
    talks: sources.flatMap((source) => ['en', 'de'].map((language) => ({ source, language }))),
  };
  const config = { batchSize: 1, concurrency: 1, pipelines: twice };
  expect((await warningsOf(config, cache)).warnings).toEqual([]);
  const more = { more: { sources, with: { language: 'fr' } }, talks: ['https://a.example/new'] };
  expect((await warningsOf({ pipelines: more }, cache)).warnings).toEqual([]);
});

it('says nothing while enough is found', async () => {
  const cache = memoryCache();
  const languages = (from: number) =>
    sources.map((source, index) => ({ source, language: index < from ? 'en' : 'de' }));
  await warningsOf({ pipelines: { talks: languages(12) } }, cache);
  expect((await warningsOf({ pipelines: { talks: languages(5) } }, cache)).warnings).toEqual([]);
});

it('looks at no more than a thousand, and says nothing of what is merely old', async () => {
  const cache = memoryCache();
  const many = Array.from({ length: 1500 }, (_, index) => `https://a.example/${index}`);
  const config = (language: string) => ({
    batchSize: 500,
    pipelines: { talks: { sources: many, with: { language } } },
  });
  await warningsOf(config('en'), cache);
  const { warnings } = await warningsOf(config('de'), cache);
  expect(warnings).toMatchObject([{ message: expect.stringMatching(/^talks: 1000 of 1500 sources/) }]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30 * 24 * 3600_000 });
  expect((await warningsOf(config('de'), cache)).warnings).toEqual([]);
  vi.useRealTimers();
});

it('keeps no secret in what it notes', async () => {
  const cache = memoryCache();
  const keyed = defineCollector({
    name: 'keyed',
    summary: 'Needs a key.',
    revision: 1,
    options: z.object({ key: z.string() }),
    request: z.object({ url: z.string() }),
    create: () => ({ collect: async () => [{ id: 'a', text: 'x' }] }),
  });
  const use = [{ collector: 'keyed', options: { key: `\${env:KEY}` } }];
  const env = { KEY: 's3cret-value', BOWERBIRD_HOME: temporaryFolder() };
  const pipelines = {
    talks: { use, sources: [{ url: 'https://a.example/?key=s3cret-value' }] },
  };
  const { runner } = await bench({ pipelines }, [keyed], { cache, env });
  expect((await runner.run()).total.collected).toBe(1);
  const keys = await Array.fromAsync(cache.scan?.('source/') ?? []);
  expect(keys).toHaveLength(1);
  expect(await cache.getMany(keys)).not.toContainEqual(expect.stringContaining('s3cret'));
});
