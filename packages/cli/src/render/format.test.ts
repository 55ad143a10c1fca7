import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  bytes,
  count,
  duration,
  figureAtMost,
  indent,
  money,
  moneyAtMost,
  number,
  percent,
  roughly,
} from './format.ts';

it('writes figures as people do', () => {
  expect([0, 999, 1000, 999_949, 999_951, 5_400_000_000].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '999.9 kB',
    '1.0 MB',
    '5.4 GB',
  ]);
  expect([0, 999, 1000, 59_940, 59_960, 125_400, 4_320_000].map(duration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
    '1 h 12 min',
  ]);
  expect([0, 400, 9_400, 43_000, 100_000, 4_320_000].map(roughly)).toEqual([
    '1 s',
    '1 s',
    '9 s',
    '45 s',
    '2 min',
    '1 h 12 min',
  ]);
  expect([0, 0.0042, 6.1].map(money)).toEqual(['$0.00', '$0.0042', '$6.10']);
  expect([0, 0.0042, 6.1, 0.1 + 0.2, 6.101].map(moneyAtMost)).toEqual([
    '$0.00',
    '$0.0042',
    '$6.10',
    '$0.30',
    '$6.11',
  ]);
  expect([0, 0.0042, 6.1, 1200].map(figureAtMost)).toEqual(['0.00', '0.01', '6.10', '1200.00']);
  expect([0, 0.29, 0.9999, 1].map(percent)).toEqual(['0%', '29%', '99%', '100%']);
  expect([count(1, 'source'), count(2000, 'source'), count(0, 'entry', 'entries')]).toEqual([
    '1 source',
    '2,000 sources',
    '0 entries',
  ]);
  expect(indent('a\n\nb\n', 2)).toBe('  a\n\n  b\n');
});

it('writes numbers as the locale does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.integer({ min: 990, max: 1010 }), fc.double()), (amount) => {
      // There is no negative zero in what is told.
      expect(number(amount)).toBe((amount + 0).toLocaleString('en-US'));
    }),
  );
});

it('never shows less than the most that may be spent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (millionths) => {
      const amount = millionths / 1e6;
      expect(Number(figureAtMost(amount))).toBeGreaterThanOrEqual(amount);
      expect(Number(figureAtMost(amount)) - amount).toBeLessThan(0.01);
    }),
  );
});
