import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'start() asks for the state once it has bought',
  run: (test) =>
    suiteOf(test, (right) => ({
      async start(order, prepared, context) {
        const state = await right.start(order, prepared, context);
        return (state.state === 'pending' && (await right.poll?.(state.operation, context))) || state;
      },
    })),
  caughtBy: 'sends one request to buy with speakers',
  message: /start\(\) sent 2 requests, and number 1 has bought\n {2}→ .*is for poll\(\)/,
};
