import { defaultKey } from '@bowerbird/cache';
import { definePaidCollector } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { pageCollector } from '../../test/support.ts';
import type { Pipeline } from '../config/types.ts';
import { toBoundTask } from './task.ts';

const pipeline = { name: 'p' } as Pipeline;
const request = { url: 'https://example.org/' };
const page = { definition: pageCollector(), options: undefined, identity: 'page' };
const paid = definePaidCollector({
  name: 'shop',
  summary: 'Buys.',
  revision: 1,
  request: z.strictObject({ url: z.string() }),
  order: ({ url }) => ({ url, kind: 'all' }),
  create: () => ({
    price: async () => ({ most: 1 }),
    start: async () => ({ state: 'done', answer: null }),
    read: async () => [],
  }),
});

// Whoever changes one of these makes everybody fetch, or buy, everything again.
it('gives a fixed request the key that it always had', () => {
  const { task } = toBoundTask(pipeline, request.url, [{ link: page, request }], defaultKey);
  expect(task.key).toMatchInlineSnapshot(
    `"888a7e581a648b549f78b12fced1c9604adb6691b78eadb5df693bba744127c1"`,
  );
  expect(task.links).toMatchInlineSnapshot(`
    [
      {
        "collector": "page",
        "key": "888a7e581a648b549f78b12fced1c9604adb6691b78eadb5df693bba744127c1",
        "request": {
          "url": "https://example.org/",
        },
      },
    ]
  `);
});

it('gives a fixed chain and a fixed order the keys that they always had', () => {
  const shop = { definition: paid, options: undefined, identity: 'shop' };
  const links = [
    { link: page, request },
    { link: shop, request },
  ];
  const { task } = toBoundTask(pipeline, request.url, links, defaultKey);
  expect([task.key, task.links[1]?.order]).toMatchInlineSnapshot(`
    [
      "44353e8889dc478629d0c9295e71414cbc6fb7a0aa7cc641555f82e674033b67",
      "f1598a1f36b4538173ea8084ab91a2187c6c0cf37e1a84991506aad22c46e4c2",
    ]
  `);
});
