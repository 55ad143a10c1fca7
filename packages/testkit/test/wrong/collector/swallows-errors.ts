import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'any error becomes an empty answer, which is cached',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            try {
              return [{ id: topic, text: await (await bring(`${topic}/raw`, context)).text() }];
            } catch {
              return [];
            }
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /status 400 it should be an error with recovery next[\s\S]*and it is \[\]/,
};
