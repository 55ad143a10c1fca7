import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const right = forum.create as (
  ...args: Parameters<typeof forum.create>
) => Awaited<ReturnType<typeof forum.create>>;

export const wrong: Wrong = {
  about: 'discover() takes an error for the end of the list',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: (options, home) => ({
          ...right(options, home),
          async *discover(request, context) {
            try {
              await bring(request.topic, context);
              yield { topic: 'https://forum.example/t/1', comments: true };
            } catch {}
          },
        }),
      },
      forumSuite,
    ),
  caughtBy: 'knows what a status means for discovering {"topic":"https://forum.example/latest"}',
  message:
    /status 400 it should be an error with recovery next or an error with recovery stop, and it is \[\]/,
};
