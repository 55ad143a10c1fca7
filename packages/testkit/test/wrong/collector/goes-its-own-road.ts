import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it calls the global fetch',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }) => [{ id: topic, text: await (await fetch(`${topic}/raw`)).text() }],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /the global fetch was called for https[\s\S]*Use context\.fetch/,
};
