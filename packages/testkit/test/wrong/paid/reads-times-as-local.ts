import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'find() reads the times of the provider as those of the machine',
  run: (test) =>
    suiteOf(test, (right) => ({
      find: (order, prepared, since, context) =>
        // As if the provider's times were of this zone.
        right.find?.(order, prepared, since - new Date(since).getTimezoneOffset() * 60_000, context) ??
        Promise.resolve(undefined),
    })),
  caughtBy: 'finds what it started, and nothing else',
  message: /in the time zone Pacific[\s\S]*ind the time zone/,
};
