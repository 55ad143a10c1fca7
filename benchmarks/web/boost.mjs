// Gradient boosted decision trees for two classes (Friedman 2001, with second-order leaves as in XGBoost, Chen and Guestrin 2016):
// histograms of at most 64 bins, trees of bounded depth, rows and columns sampled. Deterministic.
const BINS = 64;

/** Cuts of a column so that each bin has about as many rows. */
function cutsOf(rows, column) {
  const values = Float32Array.from({ length: rows.length }, (_, index) => rows[index][column]).sort();
  const distinct = [];
  for (const value of values) if (distinct.at(-1) !== value) distinct.push(value);
  if (distinct.length <= BINS)
    return distinct.slice(0, -1).map((value, index) => (value + distinct[index + 1]) / 2);
  const cuts = [];
  for (let bin = 1; bin < BINS; bin++) {
    const at = Math.floor((values.length * bin) / BINS);
    const cut = (values[at - 1] + values[at]) / 2;
    if (values[at - 1] !== values[at] && cuts.at(-1) !== cut) cuts.push(cut);
    else if (values[at] !== cuts.at(-1) && (cuts.length === 0 || values[at] > cuts.at(-1))) {
      // A value that fills several bins: cut behind it.
      const next = distinct[lowerBound(distinct, values[at]) + 1];
      if (next !== undefined) {
        const behind = (values[at] + next) / 2;
        if (cuts.at(-1) !== behind) cuts.push(behind);
      }
    }
  }
  return [...new Set(cuts)].sort((a, b) => a - b);
}
function lowerBound(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function train(rows, labels, weights, options = {}) {
  const {
    trees = 200,
    depth = 5,
    rate = 0.08,
    lambda = 3,
    minWeight = 1,
    columns = 0.3,
    sample = 0.7,
    seed = 1,
    groups,
  } = options;
  const n = rows.length;
  const width = rows[0].length;
  const next = random(seed);
  const cuts = Array.from({ length: width }, (_, column) => cutsOf(rows, column));
  const bins = cuts.map((cut, column) =>
    Uint8Array.from({ length: n }, (_, row) => lowerBound2(cut, rows[row][column])),
  );
  const scores = new Float64Array(n);
  const total = weights.reduce((a, b) => a + b, 0);
  const positive = weights.reduce((a, b, i) => a + b * labels[i], 0);
  const base = Math.log(positive / (total - positive));
  scores.fill(base);
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n);
  const gains = new Float64Array(width);
  const forest = [];
  for (let tree = 0; tree < trees; tree++) {
    for (let row = 0; row < n; row++) {
      const p = 1 / (1 + Math.exp(-scores[row]));
      gradient[row] = weights[row] * (p - labels[row]);
      hessian[row] = weights[row] * Math.max(1e-6, p * (1 - p));
    }
    const used = [];
    // Whole pages are drawn: the blocks of one page are no independent samples.
    const drawn = new Map();
    for (let row = 0; row < n; row++) {
      const group = groups[row];
      if (!drawn.has(group)) drawn.set(group, next() < sample);
      if (weights[row] > 0 && drawn.get(group)) used.push(row);
    }
    const picked = [];
    for (let column = 0; column < width; column++)
      if (cuts[column].length > 0 && next() < columns) picked.push(column);
    const nodes = [];
    grow(Int32Array.from(used), 0);
    forest.push(nodes);
    for (let row = 0; row < n; row++) {
      let at = 0;
      while (nodes[at].column !== undefined)
        at = bins[nodes[at].column][row] <= nodes[at].bin ? nodes[at].left : nodes[at].right;
      scores[row] += nodes[at].value;
    }

    function grow(members, level) {
      const at = nodes.length;
      let g = 0;
      let h = 0;
      for (const row of members) {
        g += gradient[row];
        h += hessian[row];
      }
      const node = { value: (-rate * g) / (h + lambda) };
      nodes.push(node);
      if (level === depth || members.length < 20) return at;
      let best = 1e-6;
      let column;
      let bin;
      const own = (g * g) / (h + lambda);
      const gs = new Float64Array(BINS + 2);
      const hs = new Float64Array(BINS + 2);
      for (const candidate of picked) {
        const count = cuts[candidate].length;
        const values = bins[candidate];
        gs.fill(0, 0, count + 1);
        hs.fill(0, 0, count + 1);
        for (let index = 0; index < members.length; index++) {
          const row = members[index];
          const b = values[row];
          gs[b] += gradient[row];
          hs[b] += hessian[row];
        }
        let gl = 0;
        let hl = 0;
        for (let b = 0; b < count; b++) {
          gl += gs[b];
          hl += hs[b];
          if (hl < minWeight || h - hl < minWeight) continue;
          const gr = g - gl;
          const gain = (gl * gl) / (hl + lambda) + (gr * gr) / (h - hl + lambda) - own;
          if (gain > best) {
            best = gain;
            column = candidate;
            bin = b;
          }
        }
      }
      if (column === undefined) return at;
      gains[column] += best;
      node.column = column;
      node.bin = bin;
      node.cut = cuts[column][bin];
      const left = [];
      const right = [];
      for (const row of members) (bins[column][row] <= bin ? left : right).push(row);
      node.left = grow(Int32Array.from(left), level + 1);
      node.right = grow(Int32Array.from(right), level + 1);
      return at;
    }
  }
  return { base, forest, gains };
}
// Index of the bin: the first cut that is not below the value.
function lowerBound2(cuts, value) {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
