import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivered } from '@bowerbird/core';
import { type FakeContext, fakeContext } from '../context/fake-context.ts';
import { ensure, show } from '../frame/ensure.ts';
import { attempt, type Bench } from './bench.ts';

// Enough for what goes on by itself to show; nothing is measured.
const AFTERWARDS_MS = 25;
const MOST_USES = 3;

/** That a call settles after an abort, at whatever moment, and leaves the context alone from then on. */
export async function checkAborts(bench: Bench, document: Delivered): Promise<void> {
  await aborted(bench, document, 'before the call', fakeContext(), (fake) => fake.abort());
  const during = fakeContext();
  await aborted(bench, document, 'during the call', during, (fake) => setImmediate(() => fake.abort()));
  for (let use = 0; use < MOST_USES; use++) {
    const fake: FakeContext = fakeContext({
      onUse: (number) => {
        if (number === use) fake.abort();
      },
    });
    await aborted(bench, document, `at use ${use + 1} of the context`, fake, () => {});
    // There is no such use.
    if (fake.uses.length <= use) break;
  }
}

/** That a call which has answered leaves the context alone. */
export async function checkLeavesContext(bench: Bench, document: Delivered): Promise<void> {
  const fake = fakeContext();
  await attempt(await bench.open(), document, fake);
  await ensureLeft(fake, 'it has answered');
}

async function aborted(
  bench: Bench,
  document: Delivered,
  when: string,
  fake: FakeContext,
  arrange: (fake: FakeContext) => void,
): Promise<void> {
  const transform = await bench.open();
  arrange(fake);
  await attempt(transform, document, fake);
  await ensureLeft(fake, `the signal has fired ${when} and it has settled`);
}

async function ensureLeft(fake: FakeContext, after: string): Promise<void> {
  fake.end();
  await sleep(AFTERWARDS_MS);
  ensure(
    fake.late.length === 0,
    `transform() still uses its context after ${after}: ${show(fake.late)}`,
    'Await everything that it begins, and stop where context.signal fires: what goes on uses the time and the log of others.',
  );
}
