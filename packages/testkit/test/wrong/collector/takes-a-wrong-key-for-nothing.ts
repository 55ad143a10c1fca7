import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'any error of an SDK becomes an empty answer',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }, context) {
            try {
              if (topic.endsWith('/0')) throw new Error('not found');
              return [{ id: topic, text: await context.evidence({ topic }, async () => 'Hello.') }];
            } catch {
              return [];
            }
          },
        }),
      },
      {
        ...forumSuite,
        discovers: undefined,
        otherOptions: [{}],
        cases: [1, 2].map((number) => ({ with: { topic: `https://forum.example/t/${number}` } })),
        unknown: [{ with: { topic: 'https://forum.example/t/0' } }],
      },
    ),
  caughtBy: 'leaves nothing out when a part of',
  message:
    /when what brings its evidence [\s\S]* fails, it is \[\], and should be an error[\s\S]*a wrong key is no empty answer/,
};
