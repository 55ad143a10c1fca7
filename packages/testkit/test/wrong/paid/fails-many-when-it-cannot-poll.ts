import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a list that fails counts as many purchases that failed',
  run: (test) =>
    suiteOf(test, () => ({
      async pollMany(operations, context) {
        const response = await context.fetch('https://example.org/list');
        return operations.map(() =>
          response.ok ? undefined : { state: 'failed', reason: `HTTP ${response.status}` },
        );
      },
    })),
  caughtBy: 'takes no silence of the provider for an answer',
  message: /when the answer has status 401, pollMany\(\) answers .*failed/,
};
