import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the order names the day, and is bought again tomorrow',
  run: (test) =>
    suiteOf(test, () => ({}), {
      order: ({ audio }) => ({ audio, day: new Date().toDateString() }) as never,
    }),
  caughtBy: 'orders https://example.org/talk.mp3',
  message: /order\(\) answers differently at another time[\s\S]*no clock/,
};
