import { setImmediate as turn } from 'node:timers/promises';
import type { CollectContext } from '@bowerbird/core';
import { type FakeContext, type FakeContextOptions, fakeContext } from '../context/fake-context.ts';
import { ensure } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';
import { ensureEnded } from './calls.ts';

// A collector with hundreds of requests behaves after the twelfth as after the hundredth.
const MOST_PLACES = 12;
// What was under way when the signal fired may end with an error each. More than that is a loop.
const MOST_USES_AFTER = 100;
const REMEDY =
  'Let everything that waits listen to context.signal (fetch does so by itself), and let errors pass once it has fired.';

/**
 * Aborts a call at each of its uses of the context, before and after: it must settle, and use the context no more.
 * @param uses how often the call uses its context when nothing disturbs it
 */
export async function checkAborts(
  doing: string,
  uses: number,
  options: FakeContextOptions,
  work: (context: CollectContext) => Promise<unknown>,
): Promise<void> {
  for (let place = 0; place < Math.min(uses, MOST_PLACES); place++) {
    for (const moment of ['before', 'after'] as const) await abortAt(doing, place, moment, options, work);
  }
}

async function abortAt(
  doing: string,
  place: number,
  moment: 'before' | 'after',
  options: FakeContextOptions,
  work: (context: CollectContext) => Promise<unknown>,
): Promise<void> {
  const fake: FakeContext = fakeContext({
    ...options,
    async onUse(number) {
      if (number !== place) return;
      if (moment === 'after') void turn().then(() => fake.abort());
      else fake.abort();
    },
  });
  const outcome = await settled(
    `${doing}, aborted at its use ${place + 1} of the context,`,
    () => work(fake.context),
    REMEDY,
  ).finally(() => fake.end());
  ensure(
    fake.uses.length < place + MOST_USES_AFTER,
    `${doing} went on after its abort: ${fake.uses.at(-1)} was the last of ${fake.uses.length - place} more uses of the context`,
    REMEDY,
  );
  await ensureEnded({ outcome, fake }, doing);
}
