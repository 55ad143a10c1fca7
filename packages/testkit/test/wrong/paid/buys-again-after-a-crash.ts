import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'find() looks for an id that the crash has lost',
  run: (test) => suiteOf(test, () => ({ find: async () => undefined })),
  caughtBy: 'pays once, wherever it crashes',
  message: /it was paid 2 times/,
};
