import { setTimeout } from 'node:timers/promises';
import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it does not await what it starts',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            void setTimeout(5).then(() => context.log('counted'));
            return [{ id: topic, text: await (await bring(`${topic}/raw`, context)).text() }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'leaves nothing behind after https://forum.example/t/1',
  message:
    /has ended, and its context was used afterwards: log counted[\s\S]*Await everything that it starts/,
};
