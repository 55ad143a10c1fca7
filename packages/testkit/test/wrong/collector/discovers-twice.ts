import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const right = forum.create as (
  ...args: Parameters<typeof forum.create>
) => Awaited<ReturnType<typeof forum.create>>;

export const wrong: Wrong = {
  about: 'discover() yields a topic again for each page that lists it',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: (options, home) => ({
          ...right(options, home),
          async *discover(_, context) {
            for (const _page of [1, 2]) {
              await bring('https://forum.example/latest', context);
              yield { topic: 'https://forum.example/t/1', comments: true };
            }
          },
        }),
      },
      forumSuite,
    ),
  caughtBy: 'discovers {"topic":"https://forum.example/latest"}',
  message: /discover\(\) yields \S+ twice[\s\S]*Yield each once/,
};
