import { CollectError, ensureOk } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a 503 is an error without the time that it asked to wait',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }, context) {
            const response = await context.fetch(`${topic}/raw`);
            if (response.status === 503)
              throw new CollectError('SOURCE_UNAVAILABLE', 'busy', { recovery: 'retry' });
            return [{ id: topic, text: await ensureOk(response).text() }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /does not pass on that a 503 asked to wait 7 s[\s\S]*Use ensureOk\(\)/,
};
