import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'all evidence has the same name',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }, context) {
            if (topic.endsWith('/0')) return [];
            return [
              {
                id: topic,
                text: await context.evidence({ program: 'forum' }, async () => `what ${topic} says`),
              },
            ];
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
  caughtBy: 'collects several at once as it does each alone',
  message: /it gets the evidence of another[\s\S]*Put all that decides the evidence into what it is about/,
};
