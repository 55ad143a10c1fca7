import { defineCollector, ensureOk } from '@bowerbird/core';
import { z } from 'zod';
import { collectorSuite, replies } from '../../../src/index.ts';
import type { Wrong } from '../wrong.ts';

const topics = defineCollector({
  name: 'topics',
  summary: 'Collects topics with a key.',
  revision: 1,
  request: z.strictObject({ topic: z.url() }),
  options: z.strictObject({ apiKey: z.string(), mirror: z.url().optional() }),
  create: ({ apiKey }) => ({
    async collect({ topic }, context) {
      const url = `${topic}?key=${apiKey}`;
      return [{ id: topic, url, text: await ensureOk(await context.fetch(url)).text() }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'the address of a document has the API key in it',
  run: (test) =>
    collectorSuite(test, topics, {
      options: { apiKey: 'sk-12345678' },
      otherOptions: [{ apiKey: 'sk-12345678', mirror: 'https://mirror.example' }],
      cases: [
        {
          with: { topic: 'https://forum.example/t/1' },
          fetch: replies({ 'https://forum.example/t/1?key=sk-12345678': 'Hello.' }),
        },
      ],
    }),
  caughtBy: 'leaves nothing behind after',
  message: /the option apiKey stands in a document[\s\S]*Keep credentials out of addresses/,
};
