import { setTimeout as sleep } from 'node:timers/promises';
import { ensure } from '../frame/ensure.ts';
import type { FakeContext } from './fake-context.ts';

// What a call has left behind comes to light in the next turns of the event loop; nothing is measured.
const AFTERWARDS_MS = 25;

/**
 * @param doing names the call in the error, as in "collect()"
 * @throws {AssertionError} when the context is used after its call has ended
 */
export async function ensureEnded(fake: FakeContext, doing: string): Promise<void> {
  await sleep(AFTERWARDS_MS);
  ensure(
    fake.late.length === 0,
    `${doing} has ended, and its context was used afterwards: ${fake.late.join(', ')}`,
    'Await everything that it starts, also after an abort: what it leaves behind uses the time and the log of others.',
  );
}
