import trained from './model.json' with { type: 'json' };

/**
 * Boosted decision trees (Friedman 2001): each tree is a flat list of nodes of four numbers, `column, cut, left, right`; a leaf is
 * `-1, value, 0, 0`. `benchmarks/web/train.mjs` makes it from labelled pages.
 */
export interface Model {
  readonly base: number;
  readonly trees: readonly (readonly number[])[];
}

/** The model that comes with the collector. */
export const MODEL: Model = trained;

/** How likely each block is part of the page's main content, from 0 to 1. */
export function judge(rows: readonly Float32Array[], model: Model = MODEL): Float64Array {
  return Float64Array.from(rows, (row) => {
    let score = model.base;
    for (const tree of model.trees) score += leafOf(tree, row);
    return 1 / (1 + Math.exp(-score));
  });
}

function leafOf(tree: readonly number[], row: Float32Array): number {
  let at = 0;
  for (;;) {
    const column = tree[at] ?? -1;
    const cut = tree[at + 1] ?? 0;
    if (column < 0) return cut;
    at = (((row[column] ?? 0) <= cut ? tree[at + 2] : tree[at + 3]) ?? 0) * 4;
  }
}
