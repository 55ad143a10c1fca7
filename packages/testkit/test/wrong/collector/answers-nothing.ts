import { ensureOk } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'what is not there gives undefined',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            const response = await context.fetch(`${topic}/raw`);
            if (response.status === 404) return undefined as never;
            return [{ id: topic, text: await ensureOk(response).text() }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /status 404 it should be an error with recovery next or \[\], and it is no array/,
};
