import { z } from 'zod';
import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the order names a field that is at its default',
  run: (test) =>
    suiteOf(test, () => ({}), {
      request: z.strictObject({
        audio: z.url(),
        language: z.string().default('en_us'),
        speakerLabels: z.boolean().default(false),
      }) as never,
      order: (request) => request as never,
    }),
  caughtBy: 'orders https://example.org/talk.mp3',
  message: /the order names language, which is at its default[\s\S]*Leave out what is at its default/,
};
