import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'find() looks for an id that the crash has lost',
  run: (test) => suiteOf(test, () => ({ find: async () => undefined })),
  message: /it was paid 2 times[\s\S]*does not find what was started[\s\S]*Look through the whole list/,
};
