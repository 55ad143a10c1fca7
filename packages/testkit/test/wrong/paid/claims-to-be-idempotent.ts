import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it says that the provider honours a key, and sends none',
  run: (test) => suiteOf(test, () => ({}), { idempotent: true }, { recovery: ['find', 'idempotency-key'] }),
  caughtBy: 'starts once for one key',
  message:
    /two starts with one idempotencyKey were charged 2 times[\s\S]*in the header that the provider names/,
};
