import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'close() waits for what never comes',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: async (options, home) => ({
          ...(await forum.create(options, home)),
          close: () => new Promise<void>(() => {}),
        }),
      },
      forumSuite,
    ),
  caughtBy: 'has what the suite was told, and nothing that it was not',
  message: /close\(\) has not settled after 10 s[\s\S]*Let close\(\) end what still runs/,
};
