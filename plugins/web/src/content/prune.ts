import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Block } from './blocks.ts';
import type { Region } from './regions.ts';

// Pictures stay where so much of the text around them stays.
const MOSTLY = 0.5;

/** Takes all blocks out of the tree that are not kept, and the elements that hold nothing else. */
export function prune(root: Region, blocks: readonly Block[], isKept: (index: number) => boolean): void {
  const words = keptWords(blocks, isKept);
  for (const [index, block] of blocks.entries()) {
    if (isKept(index)) continue;
    const gone = new Set<Tree.ChildNode>(block.nodes);
    const { element } = block.region;
    element.childNodes = element.childNodes.filter((node) => !gone.has(node) || holdsImage(node));
  }
  pruneRegion(root, words);
}

function keptWords(
  blocks: readonly Block[],
  isKept: (index: number) => boolean,
): ReadonlyMap<Region, number> {
  const words = new Map<Region, number>();
  for (const [index, block] of blocks.entries()) {
    if (!isKept(index)) continue;
    for (let at: Region | undefined = block.region; at !== undefined; at = at.parent) {
      words.set(at, (words.get(at) ?? 0) + Math.max(1, block.words));
    }
  }
  return words;
}

function pruneRegion(region: Region, words: ReadonlyMap<Region, number>): void {
  const isMostlyKept = (words.get(region) ?? 0) >= region.words * MOSTLY;
  const gone = new Set<Tree.ChildNode>();
  for (const child of region.children) {
    if (words.has(child)) pruneRegion(child, words);
    else if (isMostlyKept && child.name === 'hr') continue;
    else if (!isMostlyKept || child.images === 0 || child.links > 1 || child.controls > 0)
      gone.add(child.element);
  }
  region.element.childNodes = region.element.childNodes.filter(
    (node) => !gone.has(node) && (isMostlyKept || !isLooseImage(node)),
  );
}

function holdsImage(node: Tree.ChildNode): boolean {
  if (node.nodeName === 'img') return true;
  return 'childNodes' in node && node.childNodes.length === 1 && node.childNodes.every(holdsImage);
}

function isLooseImage(node: Tree.ChildNode): boolean {
  return holdsImage(node);
}
