import { setImmediate as turn } from 'node:timers/promises';
import type { CollectContext } from '@bowerbird/core';
import { ensureEnded } from '../context/ensure-ended.ts';
import { type FakeContextOptions, fakeContext } from '../context/fake-context.ts';
import { ensure } from '../frame/ensure.ts';
import { call } from './calls.ts';

// A collector with hundreds of requests behaves after the twelfth as after the hundredth.
export const MOST_PLACES = 12;
// What was under way when the signal fired may end with an error each. More than that is a loop.
const MOST_USES_AFTER = 100;

// Whoever listens to the signal is done at once.
const LONGEST_AFTER_MS = 3000;

/** One call with a context. */
export type Work = (context: CollectContext) => Promise<unknown>;

/**
 * Aborts a call at each of its uses of the context, before and after: it must settle, and use the context no more.
 * @param doing names the call in errors, as in "collect()"
 */
export async function checkAborts(doing: string, options: FakeContextOptions, work: Work): Promise<void> {
  const undisturbed = fakeContext(options);
  const started = performance.now();
  await call(doing, undisturbed, work);
  const longestMs = performance.now() - started + LONGEST_AFTER_MS;
  const places = Math.min(undisturbed.uses.length, MOST_PLACES);
  for (let place = 0; place < places; place++) {
    for (const moment of ['before', 'after'] as const)
      await abortAt(doing, place, moment, options, work, longestMs);
  }
}

async function abortAt(
  doing: string,
  place: number,
  moment: 'before' | 'after',
  options: FakeContextOptions,
  work: Work,
  longestMs: number,
): Promise<void> {
  const fake = fakeContext({
    ...options,
    onUse(number) {
      if (number !== place) return;
      if (moment === 'after') void turn().then(() => fake.abort());
      else fake.abort();
    },
  });
  await call(`${doing}, aborted at its use ${place + 1} of the context,`, fake, work, longestMs);
  const more = fake.uses.length - place;
  ensure(
    more < MOST_USES_AFTER,
    `${doing} went on after its abort: ${fake.uses.at(-1)} was the last of ${more} more uses of the context`,
    'Let errors pass once context.signal has fired, instead of asking again.',
  );
  await ensureEnded(fake, doing);
}
