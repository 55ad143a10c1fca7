import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'a field decides what is prepared, and is not in the order',
  run: (test) =>
    suiteOf(
      test,
      (right) => ({
        prepare: async ({ speakerLabels = false }) => speakerLabels,
        start: (order, prepared, context) =>
          right.start({ ...order, ...(prepared === true && { speakerLabels: true }) }, null, context),
      }),
      { order: ({ audio }) => ({ audio }) },
    ),
  caughtBy: 'keeps what differs apart, from order to documents',
  message:
    /have one order, and the answer to one is not that to the other\n {2}→ .*also what only prepare\(\) sees/,
};
