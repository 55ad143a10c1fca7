import { setTimeout as sleep } from 'node:timers/promises';
import { ensure } from '../frame/ensure.ts';
import type { FakeContext } from './fake-context.ts';

// What a call has left behind comes to light in the next turns of the event loop; nothing is measured.
const AFTERWARDS_MS = 25;

/**
 * @param doing names the call in the error, as in "collect()"
 * @param afterwardsMs how long to look
 * @throws {AssertionError} when the context is used after its call has ended
 */
export async function ensureEnded(
  fake: FakeContext,
  doing: string,
  afterwardsMs = AFTERWARDS_MS,
): Promise<void> {
  await sleep(afterwardsMs);
  ensure(
    fake.late.length === 0,
    `${doing} has ended, and its context was used afterwards: ${fake.late.join(', ')}`,
    'Await everything that it starts, also after an abort: what it leaves behind uses the time and the log of others.',
  );
}
