import type { Block } from './blocks.ts';
import { addAncestors, addText } from './own-features.ts';
import type { Page } from './page.ts';
import { addContainers, addSurroundings } from './place-features.ts';
import { Vector } from './vector.ts';

/** What the model sees of each block: one row of numbers per block. */
export function describeBlocks(page: Page): Float32Array[] {
  return page.blocks.map((block, index) => describe(block, index, page));
}

function describe(block: Block, index: number, page: Page): Float32Array {
  const vector = new Vector();
  addText(vector, block, index, page);
  addAncestors(vector, block.region);
  addSurroundings(vector, block, index, page);
  addContainers(vector, block.region, page);
  for (const [at, value] of page.constants.entries()) vector.add(`page${at}`, value);
  return vector.end();
}
