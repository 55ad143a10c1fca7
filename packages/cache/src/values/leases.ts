import { randomUUID } from 'node:crypto';
import type { CacheAdapter, LeaseClaim } from '@bowerbird/core';

/** A lease that was taken, and is renewed until it is given back. */
export interface Lease {
  readonly claim: LeaseClaim;
  giveBack(): Promise<void>;
}

/**
 * Takes a lease in the store; `undefined` while another one has it. The owner is a name of its own each time, so that whoever was
 * stopped for longer than his lease holds no claim any more that he took before.
 * @throws what the store throws
 */
export async function takeLease(
  store: CacheAdapter,
  key: string,
  leaseMs: number,
): Promise<Lease | undefined> {
  const owner = randomUUID();
  const take = (until: number) => store.lease?.(key, owner, until) ?? Promise.resolve(false);
  if (!(await take(Date.now() + leaseMs))) return undefined;
  let renewed = performance.now();
  const beat = setInterval(() => {
    // Too late: another one may have had it and given it back, and to take it again would make the claim hold again.
    if (performance.now() - renewed >= leaseMs) clearInterval(beat);
    else {
      renewed = performance.now();
      // One that cannot be renewed is found out when the value is written under its claim.
      void take(Date.now() + leaseMs).catch(() => {});
    }
  }, leaseMs / 3);
  beat.unref();
  return {
    claim: { key, owner },
    async giveBack() {
      clearInterval(beat);
      // It lapses by itself.
      await take(0).catch(() => {});
    },
  };
}
