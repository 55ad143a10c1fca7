import { CollectError } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'every status becomes recovery next',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            const response = await context.fetch(`${topic}/raw`);
            if (!response.ok)
              throw new CollectError('SOURCE_INVALID', `HTTP ${response.status}`, { recovery: 'next' });
            return [{ id: topic, text: await response.text() }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message:
    /status 429 it should be an error with recovery retry, and it is an error with recovery next[\s\S]*ensureOk/,
};
