import { randomUUID } from 'node:crypto';
import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the id is random',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => [
            { id: randomUUID(), text: await (await bring(`${topic}/raw`, context)).text() },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects without comments',
  message: /the second call brought other documents[\s\S]*no random number/,
};
