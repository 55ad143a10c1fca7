import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryCache } from '@bowerbird/cache';
import { defineCacheAdapter } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { bench, pageCollector, temporaryFolder } from '../../test/support.ts';

const echo = pageCollector({ collect: async ({ url }) => [{ id: url, text: url }] });
const pipelines = { p: ['https://a.example/1', 'https://a.example/2'] };

/** A cache store that tells what becomes of it. */
function telling(name: string, log: string[]) {
  return defineCacheAdapter({
    name,
    summary: 'Tells.',
    create() {
      const inner = memoryCache();
      return {
        async getMany(keys) {
          log.push(`${name} read`);
          return inner.getMany(keys);
        },
        setMany: (entries) => inner.setMany(entries),
        deleteMany: (keys) => inner.deleteMany(keys),
        close: async () => void log.push(`${name} closed`),
      };
    },
  });
}

it('puts the stores that the rc file names above each other, and what a lower one has into those above', async () => {
  const base = temporaryFolder();
  const first = await bench({ pipelines }, [echo], { base, cache: undefined });
  await first.runner.run();
  const log: string[] = [];
  const tiers = await bench(
    { cache: { store: ['near', 'sqlite'] }, pipelines },
    [echo, telling('near', log)],
    {
      base,
      cache: undefined,
    },
  );
  expect(tiers.runner.cache.location).toBe(`${join(base, 'home/cache')} (near → sqlite)`);
  expect((await tiers.runner.run()).total.from).toMatchObject({ cache: 2 });
  expect(log).toContain('near read');
  await tiers.runner.close();
  expect(log.at(-1)).toBe('near closed');
  expect(readdirSync(join(base, 'home/cache')).some((name) => name.startsWith('cache.sqlite'))).toBe(true);
});

it('closes the stores that are open when one cannot be opened, and says why', async () => {
  const base = temporaryFolder();
  const log: string[] = [];
  const locked = defineCacheAdapter({
    name: 'locked',
    summary: 'Does not open.',
    create: () => {
      throw new Error('it is locked');
    },
  });
  const { runner } = await bench(
    { cache: { store: ['near', 'locked'] }, pipelines },
    [echo, telling('near', log), locked],
    { base, cache: undefined },
  );
  await expect(runner.run()).rejects.toThrow('it is locked');
  expect(log).toEqual(['near closed']);
});

it('stops with the remedy when the cache folder cannot be made: nothing was done yet', async () => {
  const base = temporaryFolder();
  mkdirSync(join(base, 'home'));
  writeFileSync(join(base, 'home/cache'), 'a file');
  const { runner, events } = await bench({ pipelines }, [echo], { base, cache: undefined });
  await expect(runner.run()).rejects.toMatchObject({
    code: 'CACHE_FAILED',
    hint: expect.stringContaining('cache.directory'),
  });
  expect(events.map(({ type }) => type)).toEqual(['run-start', 'run-end']);
});
