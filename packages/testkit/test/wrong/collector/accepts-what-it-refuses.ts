import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'accepts() takes addresses that the schema refuses',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        request: z.strictObject({
          topic: z.url({ hostname: /^forum\.example$/ }),
          comments: z.boolean().default(true),
        }),
        accepts: ({ uri }) => (uri.startsWith('https:') ? ({ topic: uri } as never) : undefined),
      },
      forumSuite,
    ),
  caughtBy: 'leaves sources that are not its own to others',
  message:
    /takes https:\/\/example\.org\/, and its schema refuses the topic [\s\S]*return undefined for what the schema would refuse/,
};
