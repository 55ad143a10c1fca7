import { addAncestors, addText } from './own-features.ts';
import type { Page } from './page.ts';
import { addContainers, addSurroundings } from './place-features.ts';
import { Rows } from './vector.ts';

/** What the model sees of each block: one row of numbers per block, one after the other. */
export function describeBlocks(page: Page): Float32Array {
  const rows = new Rows(page.blocks.length);
  for (const [index, block] of page.blocks.entries()) {
    addText(rows, block, index, page);
    addAncestors(rows, block.region);
    addSurroundings(rows, block, index, page);
    addContainers(rows, block.region, page);
    for (const value of page.constants) rows.add(value);
  }
  return rows.values;
}
