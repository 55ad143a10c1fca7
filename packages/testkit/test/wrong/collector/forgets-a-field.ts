import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'identify() leaves out a field that decides the documents',
  run: (test) => collectorSuite(test, { ...forum, identify: ({ topic }) => topic }, forumSuite),
  caughtBy: 'collects several at once as it does each alone',
  message: /have the same identity[\s\S]*keep all fields of the request that decide the documents/,
};
