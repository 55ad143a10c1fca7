import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'two documents have one id',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            const text = await (await bring(`${topic}/raw`, context)).text();
            return [
              { id: topic, text },
              { id: topic, text: 'comments' },
            ];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /two documents with the id[\s\S]*what tells them apart/,
};
