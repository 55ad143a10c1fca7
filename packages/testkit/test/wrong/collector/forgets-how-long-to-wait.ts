import { ensureOk } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a 429 becomes an error without its Retry-After',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            const response = await context.fetch(`${topic}/raw`);
            if (response.status === 429 || response.status > 499) throw new Error(`HTTP ${response.status}`);
            return [{ id: topic, text: await ensureOk(response).text() }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /does not pass on that a 429 asked to wait 7 s[\s\S]*retryAfterMs/,
};
