import type { Block, Region } from './blocks.ts';
import type { Page } from './page.ts';
import { FAR, type Vector } from './vector.ts';
import { headingLevel } from './words.ts';

/** What stands before and after a block, and where it stands on the page. */
export function addSurroundings(vector: Vector, block: Block, index: number, page: Page): void {
  const { blocks, before, words } = page;
  for (const offset of [-3, -2, -1, 1, 2, 3]) {
    const other = blocks[index + offset];
    vector.add(`words${offset}`, other?.words ?? -1);
    vector.add(`density${offset}`, other === undefined || other.words === 0 ? -1 : other.linkWords / other.words);
    if (Math.abs(offset) < 3) {
      vector.add(`level${offset}`, other === undefined ? -1 : headingLevel(other));
      vector.add(`alike${offset}`, other?.region.signature === block.region.signature ? 1 : 0);
      vector.add(`near${offset}`, other === undefined ? FAR : distance(block.region, other.region));
    }
  }
  const { article, articleStart, articleEnd } = page;
  vector.add('article', article[index] ?? 0);
  vector.add('article.before', article[index - 1] ?? 0);
  vector.add('article.after', article[index + 1] ?? 0);
  vector.add('article.sinceStart', index - articleStart);
  vector.add('article.sinceEnd', index - articleEnd);
  vector.add('article.wordsSinceEnd', index <= articleEnd ? -1 : (before[index] ?? 0) - (before[articleEnd] ?? 0));
  vector.add('index', index);
  vector.add('position', words === 0 ? 0 : (before[index] ?? 0) / words);
  vector.add('wordsBefore', before[index] ?? 0);
  vector.add('wordsAfter', words - (before[index] ?? 0) - block.words);
  vector.add('sinceHeading', page.heading[index] === undefined ? -1 : (page.headingWordsSince[index] ?? 0));
  const heading = page.heading[index];
  vector.add('headingLevel', heading === undefined ? 0 : headingLevel(heading));
  vector.add('headingNear', heading === undefined ? FAR : distance(block.region, heading.region));
  vector.add('afterTitle', page.titleAt < 0 ? -999 : index - page.titleAt);
  vector.add(
    'wordsAfterTitle',
    page.titleAt < 0 ? -9999 : (before[index] ?? 0) - (before[page.titleAt] ?? 0),
  );
  const title = blocks[page.titleAt];
  vector.add('titleNear', title === undefined ? FAR : distance(block.region, title.region));
  const repeated = page.signatures.get(block.region.signature);
  if (repeated !== undefined) {
    vector.add('alike.blocks', repeated.blocks);
    vector.add('alike.words', repeated.words / Math.max(1, words));
    vector.add('alike.mean', repeated.words / repeated.blocks);
    vector.add('alike.density', repeated.linkWords / Math.max(1, repeated.words));
  }
  let around = 0;
  let aroundLinks = 0;
  for (let at = index - 4; at <= index + 4; at++) {
    around += blocks[at]?.words ?? 0;
    aroundLinks += blocks[at]?.linkWords ?? 0;
  }
  vector.add('around.words', around);
  vector.add('around.density', around === 0 ? 0 : aroundLinks / around);
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
export function addContainers(vector: Vector, region: Region, page: Page): void {
  // Wrappers that add nothing count as one with what they wrap.
  let at: Region | undefined = region;
  for (let level = 0; level < 5; level++) {
    const words = at?.words ?? page.words;
    const of = Math.max(1, words);
    vector.add(`c${level}.words`, words);
    vector.add(`c${level}.share`, words / Math.max(1, page.words));
    vector.add(`c${level}.density`, at === undefined ? -1 : at.linkWords / of);
    vector.add(`c${level}.prose`, at === undefined ? -1 : at.proseWords / of);
    vector.add(`c${level}.mean`, at === undefined ? -1 : words / Math.max(1, at.blocks));
    vector.add(`c${level}.links`, at === undefined ? -1 : at.links / Math.max(1, at.blocks));
    vector.add(`c${level}.images`, at?.images ?? -1);
    vector.add(`c${level}.controls`, at?.controls ?? -1);
    vector.add(`c${level}.twins`, at?.parent?.twins.get(at.signature) ?? -1);
    const inner: Region | undefined = at;
    at = at?.parent;
    while (at !== undefined && inner !== undefined && at.words === inner.words) at = at.parent;
  }
  const top = page.top;
  let best = 0;
  for (let up: Region | undefined = region, steps = 0; up !== undefined && steps < 4; up = up.parent, steps++) {
    best = Math.max(best, up.score);
  }
  vector.add('score', top === undefined ? 0 : best / Math.max(1, top.score));
  addPlace(vector, 'top', region, top, page.topPath, page.words);
  addPlace(vector, 'second', region, page.second, page.secondPath, page.words);
}

/** Where a region stands to the one that looks most like the article's. */
function addPlace(
  vector: Vector,
  name: string,
  region: Region,
  top: Region | undefined,
  path: ReadonlySet<Region>,
  words: number,
): void {
  let steps = 0;
  let common: Region | undefined = region;
  let branch: Region | undefined;
  while (common !== undefined && !path.has(common)) {
    branch = common;
    common = common.parent;
    steps++;
  }
  vector.add(`${name}.steps`, steps);
  vector.add(`${name}.above`, top === undefined || common === undefined ? FAR : top.depth - common.depth);
  vector.add(`${name}.share`, common === undefined ? 0 : common.words / Math.max(1, words));
  // What hangs beside the article is weighed against it.
  vector.add(`${name}.branch`, branch === undefined || top === undefined ? -1 : branch.proseWords / Math.max(1, top.proseWords));
}
