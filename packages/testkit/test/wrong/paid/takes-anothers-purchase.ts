import type { CollectContext, JsonValue } from '@bowerbird/core';
import type { transcriber } from '../../fixtures/transcriber.ts';
import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

type Right = Awaited<ReturnType<typeof transcriber.create>>;

/** As if speakers were told apart in whatever is found. */
async function findByAddress(
  right: Right,
  audio: string,
  prepared: JsonValue,
  since: number,
  context: CollectContext,
) {
  return (
    (await right.find?.({ audio, speakerLabels: true }, prepared, since, context)) ??
    right.find?.({ audio }, prepared, since, context)
  );
}

export const wrong: Wrong = {
  about: 'find() compares the address alone, and not how it was ordered',
  run: (test) =>
    suiteOf(test, (right) => ({
      find: (order, prepared, since, context) => findByAddress(right, order.audio, prepared, since, context),
    })),
  caughtBy: 'finds what it started, and nothing else',
  message: /find\(\) takes another purchase for this one[\s\S]*Compare all of the order/,
};
