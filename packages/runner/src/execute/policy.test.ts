import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KeepPolicy } from '../config/types.ts';
import { ttlOf } from './policy.ts';

const DAY = 24 * 3_600_000;

function policy(ttlMs: number, jitter: number): KeepPolicy {
  return { enabled: true, ttlMs, graceMs: 0, negativeTtlMs: 0, jitter, tags: [] };
}

it('shortens a TTL by no more than its share, and always alike for one key', () => {
  const ttls = fc.integer({ min: 0, max: 3650 * DAY });
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.string(), ttls, shares, (key, ttlMs, jitter) => {
      const ttl = ttlOf(policy(ttlMs, jitter), key);
      expect(ttl).toBeLessThanOrEqual(ttlMs);
      expect(ttl).toBeGreaterThanOrEqual(ttlMs * (1 - jitter) - 1e-3);
      expect(ttlOf(policy(ttlMs, jitter), key)).toBe(ttl);
    }),
  );
});

it('spreads what was collected together evenly over its share', () => {
  const tenths = new Array(10).fill(0);
  for (let index = 0; index < 10_000; index++) {
    const early = 7 * DAY - ttlOf(policy(7 * DAY, 0.1), `key ${index}`);
    tenths[Math.floor((early / (0.7 * DAY)) * 10)]++;
  }
  expect(Math.min(...tenths)).toBeGreaterThan(850);
  expect(Math.max(...tenths)).toBeLessThan(1150);
});
