import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeAnyLine } from '../src/line.ts';
import { writePlainLine } from '../src/plain-line.ts';
import { tidyAnyLine } from '../src/tidy.ts';
import { trimmedEnds } from '../src/tidy-ends.ts';
import { calmLine, calmTidied } from './arbitrary.ts';

// Of content that takes the shortcut.
const RUNS = { numRuns: 3000, seed: 27, maxSkipsPerRun: 20 };

describe('a shortcut leads where the way without it does', () => {
  it.each(['paragraph', 'heading', 'cell'] as const)('of writing a line in a %s', (place) => {
    fc.assert(
      fc.property(calmTidied, fc.boolean(), (content, asTyped) => {
        const plain = writePlainLine(content);
        fc.pre(plain !== undefined);
        expect(plain).toBe(writeAnyLine(content, place, asTyped));
      }),
      RUNS,
    );
  });

  it.each([false, true])('of tidying a line (strong by itself: %s)', (isStrong) => {
    fc.assert(
      fc.property(calmLine, (content) => {
        const tidy = trimmedEnds(content, isStrong);
        fc.pre(tidy !== undefined);
        expect(tidy).toEqual(tidyAnyLine(content, isStrong));
      }),
      RUNS,
    );
  });
});
