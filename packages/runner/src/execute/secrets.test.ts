import { memoryCache } from '@bowerbird/cache';
import { BowerbirdError, type CacheAdapter, CollectError, type CollectorDefinition } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const KEY = 'canary-0123456789';
const SOURCE = 'https://a.example/1';

function secretive(parts: Parameters<typeof pageCollector>[0]): CollectorDefinition {
  return { ...pageCollector(parts), options: z.strictObject({ key: z.string() }) } as CollectorDefinition;
}

const config = {
  pipelines: { p: { use: [{ collector: 'page', options: { key: '${env:KEY}' } }], sources: [SOURCE] } },
};
const env = () => ({ KEY, BOWERBIRD_HOME: temporaryFolder() });

async function everythingIn(cache: CacheAdapter): Promise<string> {
  const keys = await Array.fromAsync(cache.scan?.('') ?? []);
  return JSON.stringify([keys, await cache.getMany(keys)]);
}

it('is in no event, summary or cache, whatever a collector says', async () => {
  const collector = secretive({
    async collect(_, { log }) {
      log({ key: KEY } as unknown as string, {
        [KEY]: KEY,
        at: { toJSON: () => KEY } as never,
        bytes: Buffer.from(KEY) as never,
      });
      log(`using ${KEY}`, { [KEY]: KEY, big: [1n] as never });
      throw Object.assign(new CollectError(KEY, 'x', { recovery: 'next', hint: { [KEY]: KEY } as never }), {
        message: { [KEY]: KEY },
      });
    },
  });
  const { runner, events, cache } = await bench({ ...config, cache: { negativeTtl: '1h' } }, [collector], {
    env: env(),
  });
  const summary = await runner.run();
  const written = JSON.stringify([summary, events]) + (await everythingIn(cache));
  expect(written).toContain('***');
  expect(written).not.toContain('canary');
  expect(written).toContain('17 bytes');
  expect(summary.failures).toMatchObject([{ code: '***', message: '{"***":"***"}', hint: '{"***":"***"}' }]);
});

it('is in the address of no document; the content is what the source says', async () => {
  const url = `https://a.example/?key=${KEY}`;
  const collector = secretive({
    collect: async () => [{ id: `page:${url}`, url, text: `Your key is ${KEY}.` }],
  });
  const { runner, kept } = await bench(config, [collector], { env: env() });
  await runner.run();
  expect([...kept.values()]).toMatchObject([
    { id: 'page:https://a.example/?key=***', url: 'https://a.example/?key=***', text: `Your key is ${KEY}.` },
  ]);
});

it('is not in what was there and is gone', async () => {
  let gone = false;
  const collector = secretive({
    async collect() {
      if (gone) throw new CollectError('SOURCE_NOT_FOUND', `nothing at ${KEY}`, { recovery: 'next' });
      return [{ id: 'x', text: '' }];
    },
  });
  const { runner, cache } = await bench({ ...config, cache: { ttl: '0s' } }, [collector], { env: env() });
  await runner.run();
  gone = true;
  expect((await runner.run()).total.gone).toBe(1);
  expect(await everythingIn(cache)).not.toContain('canary');
});

it('is not in a plan', async () => {
  const collector: CollectorDefinition = {
    ...secretive({}),
    identify() {
      throw new Error(`cannot use ${KEY}`);
    },
  };
  const { runner } = await bench(config, [collector], { env: env() });
  expect(JSON.stringify(await runner.plan())).toContain('cannot use ***');
});

it('is not in what is wrong with a configuration', async () => {
  const collector = {
    ...pageCollector(),
    options: z.strictObject({
      key: z.string().refine(() => false, { error: ({ input }) => `not ${btoa(String(input))}` }),
    }),
  } as CollectorDefinition;
  const { runner } = await bench(config, [collector], { env: env() });
  expect(JSON.stringify(runner.problems)).toContain('not ***');
});

it('makes no key, whatever generates the keys', async () => {
  const { runner, cache } = await bench(config, [secretive({})], {
    env: env(),
    keyGenerator: () => `key-${KEY}`,
  });
  const { failures } = await runner.run();
  expect(failures).toMatchObject([
    { code: 'CACHE_FAILED', message: 'the key generator puts a secret into a key' },
  ]);
  expect(await everythingIn(cache)).not.toContain('canary');
});

it('is in nothing that a cache throws', async () => {
  const inner = memoryCache();
  const fail = (): never => {
    throw new BowerbirdError('CACHE_FAILED', `cannot reach redis://:${KEY}@host`);
  };
  const cache: CacheAdapter = {
    getMany: (keys) => inner.getMany(keys),
    setMany: (entries) => inner.setMany(entries),
    deleteMany: (keys) => inner.deleteMany(keys),
    async *scan() {
      yield fail();
    },
    usage: async () => fail(),
    counts: () => fail(),
  };
  const { runner } = await bench(config, [secretive({})], { env: env(), cache });
  for (const ask of [() => runner.run(), () => runner.cache.clear(), () => runner.cache.stats()])
    await expect(ask()).rejects.toThrow('cannot reach redis://:***@host');
});
