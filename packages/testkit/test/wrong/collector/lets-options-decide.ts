import { defineCollector } from '@bowerbird/core';
import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineCollector({
  ...forum,
  options: z.strictObject({ shout: z.boolean() }),
  create: ({ shout }) => ({
    async collect({ topic }, context) {
      const text = await (await bring(`${topic}/raw`, context)).text();
      return [{ id: topic, text: shout ? text.toUpperCase() : text }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'an option decides the text',
  run: (test) =>
    collectorSuite(test, definition, {
      ...forumSuite,
      discovers: undefined,
      options: { shout: false },
      otherOptions: [{ shout: true }],
    }),
  caughtBy: 'collects without comments',
  message: /with the options \{"shout":true\} it brought other documents[\s\S]*belongs into the request/,
};
