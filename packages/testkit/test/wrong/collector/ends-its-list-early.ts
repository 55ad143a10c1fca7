import { ensureOk } from '@bowerbird/core';
import { collectorSuite, replies } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const LATEST = 'https://forum.example/latest';

export const wrong: Wrong = {
  about: 'a second page that cannot be had ends the list',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async () => [],
          async *discover({ topic }, context) {
            for (let page: string | undefined = topic; page !== undefined; ) {
              const response = await context.fetch(page);
              if (page !== topic && !response.ok) return;
              const { topics, next } = JSON.parse(await ensureOk(response).text());
              for (const number of topics)
                yield { topic: `https://forum.example/t/${number}`, comments: true };
              page = next;
            }
          },
        }),
      },
      {
        ...forumSuite,
        discovers: [
          {
            with: { topic: LATEST },
            fetch: replies({
              [LATEST]: '{"topics":[1],"next":"https://forum.example/latest/2"}',
              'https://forum.example/latest/2': '{"topics":[2]}',
            }),
          },
        ],
      },
    ),
  caughtBy: 'leaves nothing out when a part of discovering',
  message: /its request 2 alone [\s\S]*Pass every response through ensureOk/,
};
