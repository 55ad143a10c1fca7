import { isCollectError } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it tries again for ever, also after an abort',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            for (;;) {
              try {
                return [{ id: topic, text: await (await bring(`${topic}/raw`, context)).text() }];
              } catch (error) {
                if (isCollectError(error) && error.code !== 'TIMED_OUT') throw error;
              }
            }
          },
        }),
      },
      { ...forumSuite, discovers: undefined, cases: forumSuite.cases.slice(0, 1) },
    ),
  caughtBy: 'stops at an abort of https://forum.example/t/1',
  message: /aborted at its use 1 of the context, has not settled[\s\S]*listen to context\.signal/,
};
