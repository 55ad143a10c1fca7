import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a summary is cut in the middle of a character',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => [
            { id: topic, text: `${await (await bring(`${topic}/raw`, context)).text()} 👩‍🚀`.slice(0, -1) },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /half a surrogate pair[\s\S]*Cut texts between characters/,
};
