import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a 429 ends the purchase for good',
  run: (test) =>
    suiteOf(test, (right) => ({
      start: (order, prepared, context) =>
        right
          .start(order, prepared, context)
          .catch((error: Error) => ({ state: 'failed', reason: error.message })),
    })),
  caughtBy: 'knows what a refusal means for https://example.org/talk.mp3',
  message: /answered with status 401 its recovery is next[\s\S]*should be stop/,
};
