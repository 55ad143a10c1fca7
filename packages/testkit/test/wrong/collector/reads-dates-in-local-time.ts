import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a date without a zone is read in the zone of the machine',
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
              published: new Date('2026-03-14T10:00:00').toISOString(),
            },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects without comments',
  message: /in another time zone, it brought other documents/,
};
