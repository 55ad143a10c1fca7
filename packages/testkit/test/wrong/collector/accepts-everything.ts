import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'accepts() takes every source',
  run: (test) =>
    collectorSuite(test, { ...forum, accepts: ({ uri }) => ({ topic: uri }) as never }, forumSuite),
  caughtBy: 'leaves sources that are not its own to others',
  message: /accepts\(\) takes every source[\s\S]*Let it look at the uri/,
};
