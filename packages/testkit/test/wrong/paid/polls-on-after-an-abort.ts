import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'poll() asks in a loop of its own, whatever its signal says',
  run: (test) =>
    suiteOf(test, (right) => ({
      async poll(operation, context) {
        for (;;) {
          const state = await right.poll?.(operation, context).catch(() => undefined);
          if (state !== undefined && state.state !== 'pending') return state;
        }
      },
    })),
  caughtBy: 'stops at an abort of with speakers',
  message: /poll\(\)[\s\S]*(?:went on after its abort|has not settled)[\s\S]*→/,
};
