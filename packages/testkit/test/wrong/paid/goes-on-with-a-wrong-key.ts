import { CollectError } from '@bowerbird/core';
import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a wrong key is tried with every source',
  run: (test) =>
    suiteOf(test, (right) => ({
      start: (order, prepared, context) =>
        right.start(order, prepared, context).catch((error: Error) => {
          throw new CollectError('SOURCE_UNAVAILABLE', error.message, { recovery: 'retry' });
        }),
    })),
  caughtBy: 'knows what a refusal means for https://example.org/talk.mp3',
  message: /answered with status 401 its recovery is retry[\s\S]*should be stop: the key is wrong/,
};
