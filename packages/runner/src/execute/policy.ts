import { sha256 } from '@bowerbird/cache';
import type { KeepPolicy, Pipeline } from '../config/types.ts';
import { isAhead } from '../store/answers.ts';

/** How what a collector brings in a pipeline is kept. */
export function policyOf({ cache }: Pick<Pipeline, 'cache'>, collector: string): KeepPolicy {
  const known = policies.get(cache) ?? new Map<string, KeepPolicy>();
  const found = known.get(collector);
  if (found) return found;
  const { collectors, ...common } = cache;
  const policy = { ...common, ...collectors[collector] };
  policies.set(cache, known.set(collector, policy));
  return policy;
}
// Asked for several times for every source.
const policies = new WeakMap<Pipeline['cache'], Map<string, KeepPolicy>>();

/**
 * For how long the answer under a key is good, in milliseconds: always the same for one key, and spread over the keys, so that what
 * was collected in one hour is not due in one hour.
 */
export function ttlOf({ ttlMs, jitter }: KeepPolicy, key: string): number {
  return jitter === 0 ? ttlMs : ttlMs * (1 - jitter * shareOf(key));
}

/** Whether the answer under a key is to be compared with its source. @param checked epoch milliseconds */
export function isDue(policy: KeepPolicy, key: string, checked: number): boolean {
  return isAhead(checked) || checked < Date.now() - ttlOf(policy, key);
}

const SHARES = 2 ** 32;

/** A number from 0 to 1, the same for the same key. A key that is a hash already is as good as its hash. */
function shareOf(key: string): number {
  const hashed = key.length === 64 ? Number.parseInt(key.slice(-8), 16) : Number.NaN;
  return (Number.isNaN(hashed) ? Number.parseInt(sha256(key).slice(-8), 16) : hashed) / SHARES;
}
