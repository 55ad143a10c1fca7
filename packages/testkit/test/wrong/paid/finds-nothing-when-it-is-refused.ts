import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'find() takes a list that fails for one without the purchase',
  run: (test) =>
    suiteOf(test, (right) => ({ find: async (...given) => right.find?.(...given).catch(() => undefined) })),
  caughtBy: 'takes no silence of the provider for an answer',
  message: /when the answer has status 401, find\(\) answers undefined\n {2}→ .*then it is bought again/,
};
