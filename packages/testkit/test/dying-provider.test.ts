import { definePaidCollector } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { dyingProvider } from '../src/chaos/dying-provider.ts';
import { fakeContext } from '../src/context/fake-context.ts';

const home = { base: '/nowhere', state: '/nowhere' };
const { context } = fakeContext();

/** A collector as a class, whose methods need their instance. */
class Shop {
  readonly #operation = { id: 1 };
  async price() {
    return { most: 1 };
  }
  async start() {
    return { state: 'pending', operation: this.#operation } as const;
  }
  async find() {
    return this.start();
  }
  async poll() {
    return { state: 'done', answer: this.#operation } as const;
  }
  async read() {
    return [{ id: 'shop:1', text: `Bought ${this.#operation.id}.` }];
  }
}

const shop = definePaidCollector<{ readonly thing: string }>({
  name: 'shop',
  summary: 'Buys things.',
  revision: 1,
  request: z.strictObject({ thing: z.string() }),
  order: ({ thing }) => ({ thing }),
  create: () => new Shop(),
});
const request = { thing: 'a' };

it('is there until something was started, then gone for as many calls as it is told, and then back', async () => {
  const dying = dyingProvider(shop, { calls: 2 });
  expect(dying.name).toBe('dying-shop');
  const collector = await dying.create(undefined, home);
  expect(await collector.find?.(request, null, 0, context)).toMatchObject({ state: 'pending' });
  expect(await collector.start(request, null, { ...context, idempotencyKey: 'a' })).toMatchObject({
    state: 'pending',
  });
  // Another process asks after it.
  const other = await dying.create(undefined, home);
  const gone = { code: 'SOURCE_UNAVAILABLE', recovery: 'retry', hint: expect.any(String) };
  await expect(other.poll?.({ id: 1 }, context)).rejects.toMatchObject(gone);
  await expect(other.find?.(request, null, 0, context)).rejects.toThrow('failure 2 of 2');
  expect(await other.poll?.({ id: 1 }, context)).toEqual({ state: 'done', answer: { id: 1 } });
  expect(await other.read({ id: 1 }, request, context)).toEqual([{ id: 'shop:1', text: 'Bought 1.' }]);
});

it('can do what the wrapped one can, and no more', async () => {
  const plain = await dyingProvider({
    ...shop,
    create: () => ({
      price: async () => ({ most: 1 }),
      start: async () => ({ state: 'done', answer: null }) as const,
      read: async () => [],
    }),
  }).create(undefined, home);
  expect(Object.keys(plain).sort()).toEqual(['price', 'read', 'start']);
});
