import type { OperationState } from '@bowerbird/core';
import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the cost is told in cents',
  run: (test) =>
    suiteOf(test, (right) => ({
      async poll(operation, context) {
        const state = (await right.poll?.(operation, context)) as OperationState;
        return state.state === 'done' ? { ...state, cost: (state.cost ?? 0) * 100 } : state;
      },
    })),
  caughtBy: 'buys https://example.org/talk.mp3',
  message:
    /the operation says that it cost \$\S+, and it was charged[\s\S]*Take the cost from what the provider tells/,
};
