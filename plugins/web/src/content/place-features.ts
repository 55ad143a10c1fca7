import type { Block } from './blocks.ts';
import type { Candidate } from './candidates.ts';
import type { Page } from './page.ts';
import { type Region, twinsOf } from './regions.ts';
import { FAR, type Rows } from './vector.ts';

/** What stands before and after a block, and where it stands on the page. */
export function addSurroundings(rows: Rows, block: Block, index: number, page: Page): void {
  const { blocks, before, words } = page;
  for (const offset of [-3, -2, -1, 1, 2, 3]) {
    const other = blocks[index + offset];
    rows.add(other?.words ?? -1);
    rows.add(other === undefined || other.words === 0 ? -1 : other.linkWords / other.words);
    if (Math.abs(offset) < 3) {
      rows.add(other?.level ?? -1);
      rows.add(other?.region.signature === block.region.signature ? 1 : 0);
      rows.add(other === undefined ? FAR : distance(block.region, other.region));
    }
  }
  const { article, articleStart, articleEnd } = page;
  rows.add(article[index] ?? 0);
  rows.add(article[index - 1] ?? 0);
  rows.add(article[index + 1] ?? 0);
  rows.add(index - articleStart);
  rows.add(index - articleEnd);
  rows.add(index <= articleEnd ? -1 : (before[index] ?? 0) - (before[articleEnd] ?? 0));
  rows.add(index);
  rows.add(words === 0 ? 0 : (before[index] ?? 0) / words);
  rows.add(before[index] ?? 0);
  rows.add(words - (before[index] ?? 0) - block.words);
  rows.add(page.heading[index] === undefined ? -1 : (page.headingWordsSince[index] ?? 0));
  const heading = page.heading[index];
  rows.add(heading?.level ?? 0);
  rows.add(heading === undefined ? FAR : distance(block.region, heading.region));
  rows.add(page.titleAt < 0 ? -999 : index - page.titleAt);
  rows.add(page.titleAt < 0 ? -9999 : (before[index] ?? 0) - (before[page.titleAt] ?? 0));
  const title = blocks[page.titleAt];
  rows.add(title === undefined ? FAR : distance(block.region, title.region));
  const repeated = page.signatures.get(block.region.signature);
  if (repeated !== undefined) {
    rows.add(repeated.blocks);
    rows.add(repeated.words / Math.max(1, words));
    rows.add(repeated.words / repeated.blocks);
    rows.add(repeated.linkWords / Math.max(1, repeated.words));
  }
  let around = 0;
  let aroundLinks = 0;
  for (let at = index - 4; at <= index + 4; at++) {
    around += blocks[at]?.words ?? 0;
    aroundLinks += blocks[at]?.linkWords ?? 0;
  }
  rows.add(around);
  rows.add(around === 0 ? 0 : aroundLinks / around);
}

/** Steps from a region up to the nearest region that is also around the other. */
function distance(one: Region, other: Region): number {
  let a: Region | undefined = one;
  let b: Region | undefined = other;
  let steps = 0;
  while (a !== b && a !== undefined && b !== undefined) {
    if (a.depth >= b.depth) {
      a = a.parent;
      steps++;
    } else b = b.parent;
  }
  return Math.min(FAR, steps);
}

/** What the elements around a block hold. */
export function addContainers(rows: Rows, region: Region, page: Page): void {
  // Wrappers that add nothing count as one with what they wrap.
  let at: Region | undefined = region;
  for (let level = 0; level < 5; level++) {
    const words = at?.words ?? page.words;
    const of = Math.max(1, words);
    rows.add(words);
    rows.add(words / Math.max(1, page.words));
    rows.add(at === undefined ? -1 : at.linkWords / of);
    rows.add(at === undefined ? -1 : at.proseWords / of);
    rows.add(at === undefined ? -1 : words / Math.max(1, at.blocks));
    rows.add(at === undefined ? -1 : at.links / Math.max(1, at.blocks));
    rows.add(at === undefined ? -1 : articleWords(at, page) / of);
    rows.add(at?.images ?? -1);
    rows.add(at?.controls ?? -1);
    rows.add((at && twinsOf(at)) ?? -1);
    const inner: Region | undefined = at;
    at = at?.parent;
    while (at !== undefined && inner !== undefined && at.words === inner.words) at = at.parent;
  }
  const top = page.top.region;
  let best = 0;
  for (
    let up: Region | undefined = region, steps = 0;
    up !== undefined && steps < 4;
    up = up.parent, steps++
  ) {
    best = Math.max(best, up.score);
  }
  rows.add(top === undefined ? 0 : best / Math.max(1, top.score));
  addPlace(rows, region, page.top, page.words);
  addPlace(rows, region, page.second, page.words);
}

function articleWords({ firstBlock, blocks }: Region, { articleBefore }: Page): number {
  return (articleBefore[firstBlock + blocks] ?? 0) - (articleBefore[firstBlock] ?? 0);
}

/** Where a region stands to the one that looks most like the article's. */
function addPlace(rows: Rows, region: Region, { region: top, path }: Candidate, words: number): void {
  let steps = 0;
  let common: Region | undefined = region;
  let branch: Region | undefined;
  while (common !== undefined && !path.has(common)) {
    branch = common;
    common = common.parent;
    steps++;
  }
  rows.add(steps);
  rows.add(top === undefined || common === undefined ? FAR : top.depth - common.depth);
  rows.add(common === undefined ? 0 : common.words / Math.max(1, words));
  // What hangs beside the article is weighed against it.
  rows.add(branch === undefined || top === undefined ? -1 : branch.proseWords / Math.max(1, top.proseWords));
}
