import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'accepts() answers null in place of undefined',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        accepts: ({ uri }) => (uri.includes('/t/') ? { topic: uri, comments: true } : (null as never)),
      },
      forumSuite,
    ),
  caughtBy: 'leaves sources that are not its own to others',
  message: /accepts\(\) answered null to[\s\S]*undefined for any other/,
};
