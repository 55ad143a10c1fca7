import { sha256 } from '@bowerbird/cache';
import type { KeepPolicy, Pipeline } from '../config/types.ts';
import { isAhead } from '../store/answers.ts';

/** How what a collector brings in a pipeline is kept. */
export function policyOf(pipeline: Pick<Pipeline, 'cache'>, collector: string): KeepPolicy {
  const { collectors, ...common } = pipeline.cache;
  return { ...common, ...collectors[collector] };
}

/**
 * For how long the answer under a key is good, in milliseconds: always the same for one key, and spread over the keys, so that what
 * was collected in one hour is not due in one hour.
 */
export function ttlOf({ ttlMs, jitter }: KeepPolicy, key: string): number {
  return ttlMs * (1 - jitter * shareOf(key));
}

/** Whether the answer under a key is to be compared with its source. @param checked epoch milliseconds */
export function isDue(policy: KeepPolicy, key: string, checked: number): boolean {
  return isAhead(checked) || checked < Date.now() - ttlOf(policy, key);
}

const SHARES = 2 ** 32;

/** A number from 0 to 1, the same for the same key. */
function shareOf(key: string): number {
  return Number.parseInt(sha256(key).slice(0, 8), 16) / SHARES;
}
