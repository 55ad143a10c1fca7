import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the operation is no JSON',
  run: (test) =>
    suiteOf(test, (right) => ({
      async start(order, prepared, context) {
        const state = await right.start(order, prepared, context);
        return state.state === 'pending'
          ? { ...state, operation: { ...(state.operation as object), at: new Date() } as never }
          : state;
      },
    })),
  caughtBy: 'buys https://example.org/talk.mp3',
  message: /the operation that start\(\) answered is no JSON: at is a Date/,
};
