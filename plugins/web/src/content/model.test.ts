import { describe, expect, test } from 'vitest';
import { judge } from './model.ts';
import { FEATURES } from './vector.ts';

const rows = new Float32Array(2 * FEATURES);
rows[1] = 5;
rows[FEATURES + 1] = 6;
const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

/** A tree that asks the same so many times, one below the other. */
function chain(levels: number): readonly number[] {
  const nodes = Array.from({ length: levels }, (_, at) => [1, 5, levels + 1 + at]);
  const leaves = Array.from({ length: levels + 1 }, (_, at) => [-1, at === 0 ? -2 : 3, 0]);
  return [...nodes, ...leaves].flat();
}

describe('judge', () => {
  test('adds up the leaves that a row comes to', () => {
    const model = { base: 0.5, trees: [[-1, 0.25, 0], chain(1), chain(4)] };
    expect([...judge(rows, model)]).toEqual([logistic(0.75 - 4), logistic(0.75 + 6)]);
  });

  test('refuses a tree that it would not read to its end', () => {
    expect(() => judge(rows, { base: 0, trees: [chain(1), chain(5)] })).toThrow(
      'tree 1 of the model has more than 4 levels',
    );
  });
});
