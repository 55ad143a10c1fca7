import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './ledger-errors.ts';

/**
 * How long one call may wait inside SQLite, and so block this process, for the lock of another one. Longer waits are ours: they leave the
 * event loop free, and the jitter keeps the waiting processes from coming back in step.
 */
export const LOCK_WAIT_MS = 5;
const BUSY_DEADLINE_MS = 30_000;
const MAX_PAUSE_MS = 40;

/** Does it again, after growing pauses, while another process holds the lock. Gives up after 30 seconds, with the last error. */
export async function retryWhileBusy<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + BUSY_DEADLINE_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await sleep(Math.random() * Math.min(MAX_PAUSE_MS, 2 ** attempt));
  }
}
