import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'documents name the user of the machine',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => [
            {
              id: `forum:${topic}`,
              text: await (await bring(`${topic}/raw`, context)).text(),
              metadata: { by: process.env.USER ?? 'nobody' },
            },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /it brought other documents[\s\S]*Everything that decides the documents comes from the request/,
};
