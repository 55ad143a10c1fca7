import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the day of the visit is in the metadata',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => [
            {
              id: topic,
              text: await (await bring(`${topic}/raw`, context)).text(),
              metadata: { seen: new Date().toISOString().slice(0, 10) },
            },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects without comments',
  message: /at another time, in another time zone, it brought other documents[\s\S]*use no clock/,
};
