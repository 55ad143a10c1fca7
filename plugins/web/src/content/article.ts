import type { Block, Outline } from './blocks.ts';
import { IS_MAYBE, IS_NEGATIVE, IS_POSITIVE, IS_UNLIKELY } from './names.ts';
import { kindBit, type Region } from './regions.ts';

// After Readability (Copyright (c) 2010 Arc90 Inc, and Mozilla; Apache-2.0, https://github.com/mozilla/readability), changed: worked over
// blocks and regions instead of a DOM. Its classes, its scoring of paragraphs, its joining of siblings and its conditional cleaning;
// lengths are in words.
const START: Readonly<Record<string, number>> = {
  div: 5,
  pre: 3,
  td: 3,
  blockquote: 3,
  address: -3,
  ol: -3,
  ul: -3,
  dl: -3,
  dd: -3,
  dt: -3,
  li: -3,
  form: -3,
  h1: -5,
  h2: -5,
  h3: -5,
  h4: -5,
  h5: -5,
  h6: -5,
  th: -5,
};
const PARAGRAPH = new Set(['p', 'pre', 'td', 'h2', 'h3', 'h4', 'h5', 'h6']);
const CLEANED = new Set(['form', 'fieldset', 'table', 'ul', 'ol', 'div']);
const LEAST_WORDS = 70;

interface Mode {
  readonly unlikely: boolean;
  readonly weigh: boolean;
  readonly clean: boolean;
}

const MODES: readonly Mode[] = [
  { unlikely: true, weigh: true, clean: true },
  { unlikely: false, weigh: true, clean: true },
  { unlikely: false, weigh: false, clean: true },
  { unlikely: false, weigh: false, clean: false },
];

/** The blocks that Readability would take for the page's article: one flag per block. */
export function findArticle(outline: Outline): Uint8Array {
  let best: Uint8Array = new Uint8Array(outline.blocks.length);
  let most = -1;
  for (const mode of MODES) {
    const found = attempt(outline, mode);
    const words = outline.blocks.reduce(
      (sum, block, index) => sum + (found[index] === 1 ? block.words : 0),
      0,
    );
    if (words > most) {
      best = found;
      most = words;
    }
    if (words >= LEAST_WORDS) break;
  }
  return best;
}

function attempt({ blocks, regions }: Outline, mode: Mode): Uint8Array {
  const dropped = dropUnlikely(regions, mode);
  const scores = scoreRegions(blocks, dropped, mode);
  const top = topCandidate(scores) ?? regions[0];
  const kept = new Uint8Array(blocks.length);
  if (top === undefined) return kept;
  for (const region of joinSiblings(top, scores, dropped)) mark(region, kept, 1);
  // Posts of a thread and sections of a page hang side by side, each in wrappers of its own.
  const least = Math.max(10, (scores.get(top) ?? 0) * 0.2);
  for (const [region, score] of scores)
    if (score >= least && region.signature === top.signature) mark(region, kept, 1);
  for (const region of dropped) mark(region, kept, 0);
  if (mode.clean) {
    for (const region of regions) {
      if (kept[region.firstBlock] !== undefined && CLEANED.has(region.name) && isChaff(region, mode))
        mark(region, kept, 0);
    }
  }
  return kept;
}

function mark(region: Region, kept: Uint8Array, value: 0 | 1): void {
  kept.fill(value, region.firstBlock, region.firstBlock + region.blocks);
}

function dropUnlikely(regions: readonly Region[], { unlikely }: Mode): ReadonlySet<Region> {
  const dropped = new Set<Region>();
  for (const region of regions) {
    if (region.parent === undefined) continue;
    const { verdict, name } = region;
    const isUnlikely =
      unlikely &&
      name !== 'a' &&
      (verdict & (IS_UNLIKELY | IS_MAYBE)) === IS_UNLIKELY &&
      !isInside(region, 'table');
    const isFrame = name === 'aside' || name === 'footer' || name === 'nav' || name === 'button';
    const isHidden = (region.kinds & HIDDEN) !== 0;
    if (dropped.has(region.parent) || isUnlikely || isFrame || isHidden) dropped.add(region);
  }
  return dropped;
}

const HIDDEN = kindBit('hidden');

function isInside(region: Region, name: string): boolean {
  for (let at: Region | undefined = region; at !== undefined; at = at.parent)
    if (at.name === name) return true;
  return false;
}

function classWeight({ verdict }: Region, { weigh }: Mode): number {
  if (!weigh) return 0;
  return ((verdict & IS_POSITIVE) === 0 ? 0 : 25) - ((verdict & IS_NEGATIVE) === 0 ? 0 : 25);
}

function scoreRegions(
  blocks: readonly Block[],
  dropped: ReadonlySet<Region>,
  mode: Mode,
): Map<Region, number> {
  const scores = new Map<Region, number>();
  for (const { region, text, letters } of blocks) {
    if (text.length < 25 || dropped.has(region)) continue;
    // A div that holds one run of text is a paragraph, too.
    const isParagraph = PARAGRAPH.has(region.name) || (region.blocks === 1 && region.children.length === 0);
    if (!PARAGRAPH.has(region.name) && region.name !== 'div' && region.name !== 'section') continue;
    const worth = 2 + letters.commas + Math.min(3, Math.floor(text.length / 100));
    let level = 0;
    for (
      let at = isParagraph ? region.parent : region;
      at !== undefined && level < 5;
      at = at.parent, level++
    ) {
      const score = scores.get(at) ?? (START[at.name] ?? 0) + classWeight(at, mode);
      scores.set(at, score + worth / (level === 0 ? 1 : level === 1 ? 2 : level * 3));
    }
  }
  for (const [region, score] of scores) scores.set(region, score * (1 - linkDensity(region)));
  return scores;
}

function linkDensity({ words, linkWords }: Region): number {
  return words === 0 ? 0 : linkWords / words;
}

function topCandidate(scores: ReadonlyMap<Region, number>): Region | undefined {
  const sorted = [...scores].sort((a, b) => b[1] - a[1]).slice(0, 5);
  let top = sorted[0]?.[0];
  const score = sorted[0]?.[1] ?? 0;
  if (top === undefined) return undefined;
  // Three good candidates with a common ancestor: the article is spread over it.
  const good = sorted.slice(1).filter(([, other]) => other / score >= 0.75);
  if (good.length >= 3) {
    for (let at = top.parent; at !== undefined && at.parent !== undefined; at = at.parent) {
      const ancestor = at;
      if (good.filter(([region]) => isWithin(region, ancestor)).length < 3) continue;
      top = ancestor;
      break;
    }
  }
  // More content above: its score rises.
  let last = scores.get(top) ?? 0;
  const threshold = last / 3;
  for (let at = top.parent; at !== undefined && at.parent !== undefined; at = at.parent) {
    const own = scores.get(at);
    if (own === undefined) continue;
    if (own < threshold) break;
    if (own > last) {
      top = at;
      break;
    }
    last = own;
  }
  while (top.parent?.parent !== undefined && top.parent.children.length === 1) top = top.parent;
  return top;
}

function isWithin(region: Region, ancestor: Region): boolean {
  let at: Region | undefined = region;
  while (at !== undefined && at.depth > ancestor.depth) at = at.parent;
  return at === ancestor;
}

function joinSiblings(
  top: Region,
  scores: ReadonlyMap<Region, number>,
  dropped: ReadonlySet<Region>,
): readonly Region[] {
  const siblings = top.parent?.children ?? [top];
  const score = scores.get(top) ?? 0;
  const threshold = Math.max(10, score * 0.2);
  return siblings.filter((sibling) => {
    if (sibling === top) return true;
    if (dropped.has(sibling)) return false;
    const bonus = sibling.names !== '' && sibling.names === top.names ? score * 0.2 : 0;
    const own = scores.get(sibling);
    if (own !== undefined && own + bonus >= threshold) return true;
    if (sibling.name !== 'p') return false;
    const density = linkDensity(sibling);
    return sibling.words > 14 ? density < 0.25 : sibling.words > 0 && density === 0;
  });
}

/** Readability's conditional cleaning: lists of links, forms, boxes with more of everything else than of text. */
function isChaff(region: Region, mode: Mode): boolean {
  if (region.name === 'table' && isData(region)) return false;
  if (isInside(region, 'pre') || isInside(region, 'table')) return false;
  const weight = classWeight(region, mode);
  if (weight < 0) return true;
  if (region.commas >= 10) return false;
  const isList = region.name === 'ul' || region.name === 'ol';
  const density = linkDensity(region);
  const items = region.blocks;
  const paragraphs = countInside(region, 'p');
  const listItems = countInside(region, 'li') - 100;
  if (!isList && listItems > paragraphs) return true;
  if (region.inputs > Math.floor(paragraphs / 3)) return true;
  if (!isList && region.words < 5 && region.images !== 1 && density > 0 && items > 0) return true;
  if (!isList && weight < 25 && density > 0.2) return true;
  return weight >= 25 && density > 0.5 ? true : isList && density > 0.5;
}

function isData(region: Region): boolean {
  return countInside(region, 'th') > 0 || countInside(region, 'tr') >= 10;
}

function countInside(region: Region, name: string): number {
  let count = 0;
  for (const child of region.children) count += (child.name === name ? 1 : 0) + countInside(child, name);
  return count;
}
