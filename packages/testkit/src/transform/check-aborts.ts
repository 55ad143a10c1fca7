import type { Delivered } from '@bowerbird/core';
import { ensureEnded } from '../context/ensure-ended.ts';
import { type FakeContext, fakeContext } from '../context/fake-context.ts';
import { attempt, type Harness } from './harness.ts';

const MOST_USES = 3;

/** That a call settles after an abort, at whatever moment, and leaves the context alone from then on. */
export async function checkAborts(harness: Harness, document: Delivered): Promise<void> {
  await aborted(harness, document, 'before the call', fakeContext(), (fake) => fake.abort());
  const during = fakeContext();
  await aborted(harness, document, 'during the call', during, (fake) => setImmediate(() => fake.abort()));
  for (let use = 0; use < MOST_USES; use++) {
    const fake = fakeContext({
      onUse: (number) => {
        if (number === use) fake.abort();
      },
    });
    await aborted(harness, document, `at use ${use + 1} of the context`, fake, () => {});
    // There is no such use.
    if (fake.uses.length <= use) break;
  }
}

/** That a call which has answered leaves the context alone. */
export async function checkLeavesContext(harness: Harness, document: Delivered): Promise<void> {
  const fake = fakeContext();
  await attempt(await harness.open(), document, fake);
  fake.end();
  await ensureEnded(fake, 'transform()');
}

async function aborted(
  harness: Harness,
  document: Delivered,
  when: string,
  fake: FakeContext,
  arrange: (fake: FakeContext) => void,
): Promise<void> {
  const transform = await harness.open();
  arrange(fake);
  await attempt(transform, document, fake);
  fake.end();
  await ensureEnded(fake, `transform(), aborted ${when},`);
}
