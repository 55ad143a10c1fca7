import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'start() tries again by itself',
  run: (test) =>
    suiteOf(test, (right) => ({
      start: (order, prepared, context) =>
        right.start(order, prepared, context).catch(() => right.start(order, prepared, context)),
    })),
  caughtBy: 'knows what a refusal means for https://example.org/talk.mp3',
  message: /it sends 2 requests[\s\S]*exactly once/,
};
