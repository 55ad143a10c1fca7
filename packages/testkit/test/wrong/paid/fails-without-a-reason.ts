import type { OperationState } from '@bowerbird/core';
import { startAssemblyai } from '../../../src/index.ts';
import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a transcript that ends in an error is thrown, and so tried again',
  run: (test) =>
    suiteOf(
      test,
      (right) => ({
        async poll(operation, context) {
          const state = (await right.poll?.(operation, context)) as OperationState;
          return state.state === 'failed' ? { state: 'failed', reason: '' } : state;
        },
      }),
      {},
      {
        async failing() {
          const standIn = await startAssemblyai();
          standIn.faults.next('start', { error: 'it is too short' });
          const options = { apiKey: standIn.key, baseUrl: standIn.url, pollAfterMs: 0 };
          return { ...standIn, secrets: [standIn.key], options };
        },
      },
    ),
  caughtBy: 'says why a purchase failed',
  message: /poll\(\) failed without a reason[\s\S]*what the user reads/,
};
