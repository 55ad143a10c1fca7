import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it can discover, and the suite is not told',
  run: (test) => collectorSuite(test, forum, { ...forumSuite, discovers: undefined }),
  caughtBy: 'has what the suite was told, and nothing that it was not',
  message: /it can discover, and the suite was given nothing that it discovers[\s\S]*Give discovers/,
};
