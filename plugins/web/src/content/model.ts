import trained from './model.json' with { type: 'json' };
import { FEATURES } from './vector.ts';

/**
 * Boosted decision trees (Friedman 2001): each tree is a flat list of nodes of four numbers, `column, cut, left, right`; a leaf is
 * `-1, value, 0, 0`. `benchmarks/web/train.mjs` makes it from labelled pages.
 */
export interface Model {
  readonly base: number;
  readonly trees: readonly (readonly number[])[];
}

/** The model that comes with the collector. */
const MODEL: Model = trained;

const packed = new WeakMap<Model, Float64Array[]>();

/**
 * How likely each block is part of the page's main content, from 0 to 1.
 * @param rows as `describeBlocks` writes them
 */
export function judge(rows: Float32Array, model: Model = MODEL): Float64Array {
  const trees = packed.get(model) ?? model.trees.map((tree) => Float64Array.from(tree));
  packed.set(model, trees);
  const likely = new Float64Array(rows.length / FEATURES);
  for (let block = 0; block < likely.length; block++) {
    let score = model.base;
    for (const tree of trees) score += leafOf(tree, rows, block * FEATURES);
    likely[block] = 1 / (1 + Math.exp(-score));
  }
  return likely;
}

function leafOf(tree: Float64Array, rows: Float32Array, start: number): number {
  let at = 0;
  for (;;) {
    const column = tree[at] ?? -1;
    const cut = tree[at + 1] ?? 0;
    if (column < 0) return cut;
    at = ((rows[start + column] ?? 0) <= cut ? (tree[at + 2] ?? 0) : (tree[at + 3] ?? 0)) * 4;
  }
}
