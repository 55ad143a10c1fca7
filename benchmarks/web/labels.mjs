// Labels of a page's blocks from its truth: how much of a block is in the main text.
const words = (text) => (text ?? '').toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
const LONG = 5;
const GRAM = 4;

function gramsOf(list, size) {
  const counts = new Map();
  for (let at = 0; at + size <= list.length; at++) {
    const gram = list.slice(at, at + size).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** From the whole main text: long blocks by their 4-grams, short ones where they occur, nearest to long ones first. */
export function labelsFromText(blocks, truth) {
  const list = words(truth);
  const grams = gramsOf(list, GRAM);
  const tokens = blocks.map((block) => words(block.text));
  const labels = new Array(blocks.length).fill(0);
  const weights = new Array(blocks.length).fill(1);
  for (const [index, own] of tokens.entries()) {
    if (own.length < LONG) continue;
    let found = 0;
    for (let at = 0; at + GRAM <= own.length; at++)
      if (grams.has(own.slice(at, at + GRAM).join(' '))) found++;
    labels[index] = found / (own.length - GRAM + 1);
  }
  // A long text that stands in the page twice is in the main text as often as the truth has it.
  const copies = new Map();
  for (const [index, own] of tokens.entries()) {
    if (own.length < LONG || labels[index] < 0.5) continue;
    const key = own.join(' ');
    copies.set(key, [...(copies.get(key) ?? []), index]);
  }
  for (const [key, indices] of copies) {
    if (indices.length === 1) continue;
    const budget = grams.get(key.split(' ').slice(0, GRAM).join(' ')) ?? 0;
    if (budget >= indices.length) continue;
    const near = (index) => -labels.slice(Math.max(0, index - 4), index + 5).reduce((a, b) => a + b, 0);
    for (const index of indices.toSorted((a, b) => near(a) - near(b)).slice(Math.max(1, budget)))
      labels[index] = 0;
  }
  const sure = [...labels.keys()].filter((index) => tokens[index].length >= LONG && labels[index] >= 0.5);
  const first = sure[0] ?? 0;
  const last = sure.at(-1) ?? blocks.length;
  const distance = (index) =>
    sure.reduce((best, at) => Math.min(best, Math.abs(at - index)), sure.length === 0 ? 0 : 1e9);
  const short = [...tokens.keys()].filter((index) => tokens[index].length > 0 && tokens[index].length < LONG);
  const order = short.map((index) => [index, distance(index)]).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const budget = new Map();
  for (let size = 1; size < LONG; size++)
    for (const [gram, count] of gramsOf(list, size)) budget.set(gram, count);
  // What long blocks hold is spent.
  for (const index of sure) {
    for (let size = 1; size < LONG; size++) {
      for (const [gram, count] of gramsOf(tokens[index], size))
        budget.set(gram, (budget.get(gram) ?? 0) - count);
    }
  }
  for (const [index, far] of order) {
    const key = tokens[index].join(' ');
    const left = budget.get(key) ?? 0;
    if (left <= 0 || index < first - 8 || index > last + 8 || far > 12) continue;
    labels[index] = 1;
    budget.set(key, left - 1);
  }
  for (const [index, own] of tokens.entries()) if (own.length === 0) weights[index] = 0;
  return { labels, weights };
}

const fold = (text) => text.replace(/\s+/gu, ' ').trim();

/** From segments that must and must not be in the main text: blocks that hold one; the others are not known. */
export function labelsFromSegments(blocks, wanted, unwanted) {
  const labels = new Array(blocks.length).fill(0);
  const weights = new Array(blocks.length).fill(0);
  const mark = (segments, label) => {
    for (const segment of segments.map(fold)) {
      for (const [index, block] of blocks.entries()) {
        const within =
          block.text.includes(segment) || (block.text.length > 15 && segment.includes(block.text));
        if (!within) continue;
        labels[index] = label;
        weights[index] = 4;
      }
    }
  };
  mark(unwanted, 0);
  mark(wanted, 1);
  return { labels, weights };
}
