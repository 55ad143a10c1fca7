import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a poll that fails counts as a purchase that failed',
  run: (test) =>
    suiteOf(test, (right) => ({
      poll: async (operation, context) =>
        (await right.poll?.(operation, context).catch((error: Error) => ({
          state: 'failed' as const,
          reason: error.message,
        }))) ?? { state: 'failed', reason: 'nothing is known' },
    })),
  caughtBy: 'takes no silence of the provider for an answer',
  message:
    /when the answer has status 401, poll\(\) answers .*failed.*\n {2}→ .*Only what the provider says of the purchase itself/,
};
