import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it reads a response whatever its status',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => [
            { id: topic, text: await (await context.fetch(`${topic}/raw`)).text() },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /answered with status 400 it should be an error with recovery next[\s\S]*ensureOk/,
};
