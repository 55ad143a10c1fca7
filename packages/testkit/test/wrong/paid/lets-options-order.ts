import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'an option decides what is bought',
  run: (test) =>
    suiteOf(test, (right, { pollAfterMs }) => ({
      start: (order, prepared, context) =>
        right.start(pollAfterMs > 1 ? { ...order, speakerLabels: true } : order, prepared, context),
    })),
  caughtBy: 'buys the same with other options for https://example.org/talk.mp3',
  message: /with the options \{"pollAfterMs":50\} other documents come out[\s\S]*belongs into the request/,
};
