import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the price is unknown until the bill comes',
  run: (test) => suiteOf(test, () => ({ price: async () => undefined })),
  caughtBy: 'buys https://example.org/talk.mp3',
  message: /does not know what it costs[\s\S]*at least the most that it can cost/,
};
