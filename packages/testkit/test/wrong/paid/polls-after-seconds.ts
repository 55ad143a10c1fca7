import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it gives seconds for milliseconds',
  run: (test) =>
    suiteOf(test, (right) => ({
      async start(order, prepared, context) {
        const state = await right.start(order, prepared, context);
        return state.state === 'pending' ? { ...state, pollAfterMs: 3 } : state;
      },
    })),
  caughtBy: 'buys with speakers',
  message: /start\(\) asks to poll after 3 ms\n {2}→ Give pollAfterMs in milliseconds, not in seconds/,
};
