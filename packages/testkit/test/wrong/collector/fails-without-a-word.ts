import { CollectError } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'its errors have no message',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }, context) {
            const response = await context.fetch(`${topic}/raw`);
            if (!response.ok) throw new CollectError('FORUM_FAILED', '', { recovery: 'next' });
            return [{ id: topic, text: await response.text() }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /with status 400 its error has no message[\s\S]*Say in the message what is wrong/,
};
