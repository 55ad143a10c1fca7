import trained from './model.json' with { type: 'json' };
import { FEATURES } from './vector.ts';

/**
 * Boosted decision trees (Friedman 2001): each tree is a flat list of nodes of three numbers, `column, cut, right`: a row whose column
 * is not above the cut goes to the next node, others to the node `right`. A leaf is `-1, value, 0`. `benchmarks/web/train.mjs` makes it
 * from labelled pages.
 */
export interface Model {
  readonly base: number;
  readonly trees: readonly (readonly number[])[];
}

/** The model that comes with the collector. */
const MODEL: Model = trained;

/** The nodes of all trees, one after the other. */
interface Forest {
  readonly roots: Int32Array;
  readonly columns: Int16Array;
  readonly cuts: Float64Array;
  readonly rights: Int32Array;
}

const packed = new WeakMap<Model, Forest>();

function pack({ trees }: Model): Forest {
  const roots: number[] = [];
  const columns: number[] = [];
  const cuts: number[] = [];
  const rights: number[] = [];
  for (const tree of trees) {
    const root = columns.length;
    roots.push(root);
    for (let at = 0; at < tree.length; at += NODE) {
      columns.push(tree[at] ?? LEAF);
      cuts.push(tree[at + 1] ?? 0);
      rights.push(root + (tree[at + 2] ?? 0));
    }
  }
  return {
    roots: Int32Array.from(roots),
    columns: Int16Array.from(columns),
    cuts: Float64Array.from(cuts),
    rights: Int32Array.from(rights),
  };
}

const NODE = 3;
const LEAF = -1;

/**
 * How likely each block is part of the page's main content, from 0 to 1.
 * @param rows as `describeBlocks` writes them
 */
export function judge(rows: Float32Array, model: Model = MODEL): Float64Array {
  const forest = packed.get(model) ?? pack(model);
  packed.set(model, forest);
  const likely = new Float64Array(rows.length / FEATURES);
  for (let block = 0; block < likely.length; block++) {
    const score = model.base + sumOf(forest, rows, block * FEATURES);
    likely[block] = 1 / (1 + Math.exp(-score));
  }
  return likely;
}

// Of what a page costs the model is a part that can be seen: no calls, no checks in here.
function sumOf({ roots, columns, cuts, rights }: Forest, rows: Float32Array, start: number): number {
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let at = roots[tree] as number;
    let column = columns[at] as number;
    while (column >= 0) {
      at = (rows[start + column] as number) <= (cuts[at] as number) ? at + 1 : (rights[at] as number);
      column = columns[at] as number;
    }
    sum += cuts[at] as number;
  }
  return sum;
}
