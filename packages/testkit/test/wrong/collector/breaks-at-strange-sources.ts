import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'accepts() throws at a source that is not its own',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        accepts: ({ uri }) =>
          decodeURIComponent(uri).includes('/t/') ? { topic: uri, comments: true } : undefined,
      },
      forumSuite,
    ),
  caughtBy: 'leaves sources that are not its own to others',
  message: /accepts\(\) throws at https:\S+%zz[\s\S]*return undefined for what it cannot read/,
};
