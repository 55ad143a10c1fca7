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

// Trees are evaluated as if they were all of this depth: the same steps for each of them, and no branch that a processor could guess
// wrongly, which takes it longer than the step itself. `sumOf` writes out as many.
const LEVELS = 4;
// Shifts, as powers are floating point to V8, and so would be each index that they are added to: twice the time.
const INNER = (1 << LEVELS) - 1;
const LEAVES = 1 << LEVELS;

/** All trees, one after the other, each in its full breadth: below node n are 2n + 1, where the column is not above the cut, and 2n + 2. */
interface Forest {
  readonly columns: Int32Array;
  readonly cuts: Float64Array;
  readonly leaves: Float64Array;
}

const packed = new WeakMap<Model, Forest>();

function pack({ trees }: Model): Forest {
  const forest = {
    columns: new Int32Array(trees.length * INNER),
    cuts: new Float64Array(trees.length * INNER),
    leaves: new Float64Array(trees.length * LEAVES),
  };
  for (const [index, tree] of trees.entries()) packTree(forest, tree, index);
  return forest;
}

const NODE = 3;
const LEAF = -1;

function packTree({ columns, cuts, leaves }: Forest, tree: readonly number[], index: number): void {
  fill(0, 0, 0);

  function fill(at: number, place: number, level: number): void {
    const [column = LEAF, value = 0, right = 0] = tree.slice(at, at + NODE);
    if (level === LEVELS) {
      if (column !== LEAF) throw new Error(`tree ${index} of the model has more than ${LEVELS} levels`);
      leaves[index * LEAVES + place - INNER] = value;
      return;
    }
    // A leaf further up is below both sides of all that stands in its place.
    columns[index * INNER + place] = Math.max(0, column);
    cuts[index * INNER + place] = value;
    fill(column === LEAF ? at : at + NODE, 2 * place + 1, level + 1);
    fill(column === LEAF ? at : right * NODE, 2 * place + 2, level + 1);
  }
}

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

// Of what a page costs the model is a part that can be seen: nothing is checked in here, and nothing branches.
function sumOf({ columns, cuts, leaves }: Forest, rows: Float32Array, start: number): number {
  // Known here: what a module declares may be bundled as what can change.
  const [inner, leavesOfTree] = [INNER, LEAVES];
  let sum = 0;
  for (let root = 0, leaf = -inner; root < columns.length; root += inner, leaf += leavesOfTree) {
    let at = 1 + +!((rows[start + (columns[root] as number)] as number) <= (cuts[root] as number));
    at =
      2 * at +
      1 +
      +!((rows[start + (columns[root + at] as number)] as number) <= (cuts[root + at] as number));
    at =
      2 * at +
      1 +
      +!((rows[start + (columns[root + at] as number)] as number) <= (cuts[root + at] as number));
    at =
      2 * at +
      1 +
      +!((rows[start + (columns[root + at] as number)] as number) <= (cuts[root + at] as number));
    sum += leaves[leaf + at] as number;
  }
  return sum;
}
