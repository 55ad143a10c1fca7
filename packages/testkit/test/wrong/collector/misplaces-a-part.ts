import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'partOf does not lead to the text',
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
              { id: `${topic}#1`, text: text.slice(0, 4), partOf: { id: topic, start: 1, end: 5 } },
            ];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /its text is not what stands at 1 to 5[\s\S]*in UTF-16 units/,
};
