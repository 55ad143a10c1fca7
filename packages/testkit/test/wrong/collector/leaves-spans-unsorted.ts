import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'spans are in the order in which they were found',
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
              spans: [
                { start: 3, end: 6, locator: { kind: 'page', page: 2 } },
                { start: 0, end: 3, locator: { kind: 'page', page: 1 } },
              ],
            },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /spans must be sorted[\s\S]*spans are sorted and inside the text/,
};
