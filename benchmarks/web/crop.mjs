// Pages cut down to the element of their content: labelled pages are large and framed, and a model that has seen no others is lost on a page
// that is nothing but its article.
const LEAST_WORDS = 40;
const NEARLY_ALL = 0.97;

/**
 * The smallest element around nearly all of a page's main text, in a body of its own.
 * @returns `undefined`: that is the whole page, or there is hardly any text
 */
export function cropped({ blocks }, labels, weights) {
  const before = [0];
  for (const [index, { words }] of blocks.entries()) {
    const isContent = weights[index] > 0 && labels[index] >= 0.5;
    before.push(before[index] + (isContent ? words : 0));
  }
  const all = before.at(-1);
  if (all < LEAST_WORDS) return undefined;
  const inside = ({ firstBlock, blocks: count }) => before[firstBlock + count] - before[firstBlock];
  let root = blocks[0].region;
  while (root.parent !== undefined) root = root.parent;
  let found = root;
  for (let next = root; next !== undefined; ) {
    found = next;
    next = found.children.find(
      (child) => child.name !== 'p' && child.name !== 'pre' && inside(child) >= all * NEARLY_ALL,
    );
  }
  if (found === root) return undefined;
  return { ...root.element, attrs: [], childNodes: [found.element] };
}
