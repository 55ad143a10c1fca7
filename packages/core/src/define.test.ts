import { expect, it } from 'vitest';
import {
  defineCacheAdapter,
  defineCollector,
  defineKeyGenerator,
  definePaidCollector,
  defineSink,
  defineTransform,
  findDefinitionProblem,
  isPaid,
} from './define.ts';
import type { Schema } from './schema.ts';

const anything: Schema<{ readonly url: string }> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: value as { url: string } }) },
};

const collector = defineCollector({
  name: 'page',
  summary: 'Brings pages.',
  request: anything,
  revision: 1,
  create: () => ({ collect: async ({ url }) => [{ id: url, text: '' }] }),
});

const paid = definePaidCollector({
  name: 'shop',
  summary: 'Buys.',
  request: anything,
  revision: 1,
  order: ({ url }) => ({ url }),
  create: () => ({
    price: async () => ({ most: 1 }),
    start: async () => ({ state: 'done', answer: null }),
    read: async () => [],
  }),
});

it('stamps definitions of every kind', () => {
  const cache = defineCacheAdapter({
    name: 'none',
    summary: 'Keeps nothing.',
    create: () => ({
      getMany: async (keys) => keys.map(() => undefined),
      setMany: async () => {},
      deleteMany: async () => {},
    }),
  });
  const keys = defineKeyGenerator({
    name: 'plain',
    summary: 'Plain keys.',
    create: () => (parts) => JSON.stringify(parts),
  });
  const transform = defineTransform({
    name: 'same',
    summary: 'Changes nothing.',
    create: () => ({ transform: async (document) => [document] }),
  });
  const sink = defineSink({
    name: 'nowhere',
    summary: 'Writes nothing.',
    create: () => ({ write: async () => {}, close: async () => {} }),
  });
  const all = [collector, paid, cache, keys, transform, sink];
  expect(all.map(({ kind, apiVersion }) => [kind, apiVersion])).toEqual([
    ['collector', 1],
    ['collector', 1],
    ['cache-adapter', 1],
    ['key-generator', 1],
    ['transform', 1],
    ['sink', 1],
  ]);
  expect(all.map(findDefinitionProblem)).toEqual(Array(6).fill(undefined));
  expect(all.every(Object.isFrozen)).toBe(true);
});

it('tells what costs from what does not', () => {
  expect([isPaid(collector), isPaid(paid)]).toEqual([false, true]);
});

it('refuses a definition that is not right, and says what is wrong with it', () => {
  expect(() => defineCollector({ ...collector, name: 'My Page' })).toThrowErrorMatchingInlineSnapshot(
    `[BowerbirdError: the collector "My Page" is not right: its name must be lower-case letters, digits and hyphens, and begin with a letter]`,
  );
  expect(() => defineCollector({ ...collector, revision: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[BowerbirdError: the collector "page" is not right: its revision must be a whole number from 1]`,
  );
  expect(() =>
    defineCollector({ ...collector, request: {} as typeof anything }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[BowerbirdError: the collector "page" is not right: it has no request, which must be a Standard Schema]`,
  );
});

it.each([
  [null, 'it is not an object'],
  [{}, 'it was not made by defineCollector() or another define…() of @bowerbird/core'],
  [{ ...collector, apiVersion: 2 }, 'it was made for version 2 of the contract; this is version 1'],
  [
    { ...collector, kind: 'spaceship' },
    'its kind is "spaceship", not one of collector, cache-adapter, key-generator, transform, sink',
  ],
  [{ ...collector, summary: '' }, 'it has no summary'],
  [{ ...collector, create: undefined }, 'it has no create()'],
  [{ ...collector, options: {} }, 'its options are no Standard Schema'],
  [{ ...collector, accepts: true }, 'its accepts must be a function'],
])('finds what is wrong with what claims to be a definition: %#', (value, problem) => {
  expect(findDefinitionProblem(value)).toBe(problem);
});
