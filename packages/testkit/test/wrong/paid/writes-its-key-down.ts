import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the operation holds the API key',
  run: (test) =>
    suiteOf(test, (right, { apiKey }) => ({
      async start(order, prepared, context) {
        const state = await right.start(order, prepared, context);
        return state.state === 'pending'
          ? { ...state, operation: { ...(state.operation as object), apiKey } }
          : state;
      },
    })),
  caughtBy: 'buys https://example.org/talk.mp3',
  message: /a secret of the options is in the operation[\s\S]*Take it from the options at each call/,
};
