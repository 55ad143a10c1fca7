import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const right = forum.create as (
  ...args: Parameters<typeof forum.create>
) => Awaited<ReturnType<typeof forum.create>>;

export const wrong: Wrong = {
  about: 'discover() hands over a link as it stands in the page',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: (options, home) => ({
          ...right(options, home),
          async *discover(request, context) {
            await bring(request.topic, context);
            yield { source: 'media/talk.mp3' };
          },
        }),
      },
      forumSuite,
    ),
  caughtBy: 'discovers {"topic":"https://forum.example/latest"}',
  message:
    /hands over "\/media\/talk\.mp3", which is no URL and no absolute path|hands over[\s\S]*Make it absolute/,
};
