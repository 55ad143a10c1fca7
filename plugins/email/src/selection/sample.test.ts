import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Candidate, draw, type Sampling } from './sample.ts';

const candidate = (unit: number, sender = 'a', year = 2024): Candidate => ({
  unit,
  key: `key ${unit}`,
  thread: unit % 3,
  date: Date.UTC(year, 0, unit % 28),
  sender,
});

const SAMPLINGS: readonly Sampling[] = ['random', 'per-year', 'per-sender', 'per-thread'];

it('draws the same from the same, whatever the order, and no more than it should', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SAMPLINGS),
      fc.integer({ min: 1, max: 30 }),
      fc.integer(),
      fc.nat(40),
      (sampling, most, seed, count) => {
        const all = Array.from({ length: count }, (_, at) => candidate(at, `s${at % 4}`, 2000 + (at % 5)));
        const drawn = draw(all, sampling, most, seed);
        expect(draw(all.toReversed(), sampling, most, seed)).toEqual(drawn);
        expect(drawn).toHaveLength(Math.min(most, count));
        expect(new Set(drawn).size).toBe(drawn.length);
      },
    ),
  );
});

it('draws others with another seed', () => {
  const all = Array.from({ length: 100 }, (_, at) => candidate(at));
  expect(draw(all, 'random', 10, 1)).not.toEqual(draw(all, 'random', 10, 2));
});

it('hears the small groups beside the large', () => {
  const all = [
    ...Array.from({ length: 50 }, (_, at) => candidate(at, 'loud')),
    candidate(50, 'quiet'),
    candidate(51, 'shy'),
  ];
  expect(new Set(draw(all, 'per-sender', 3, 1).map(({ sender }) => sender))).toEqual(
    new Set(['loud', 'quiet', 'shy']),
  );
});
