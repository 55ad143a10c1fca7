import type { JsonValue, OperationState } from '@bowerbird/core';
import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'poll() takes the id that start() left on the instance',
  run: (test) =>
    suiteOf(test, (right) => {
      let started: JsonValue = { id: 'none' };
      return {
        async start(order, prepared, context) {
          const state = await right.start(order, prepared, context);
          if (state.state === 'pending') started = state.operation;
          return state;
        },
        poll: (_, context) => right.poll?.(started, context) as Promise<OperationState>,
      };
    }),
  caughtBy: 'buys https://example.org/talk.mp3',
  message: /the purchase breaks off before a poll[\s\S]*nothing that an instance remembers/,
};
