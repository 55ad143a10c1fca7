import type { Block, Outline } from './blocks.ts';
import type { PageHints } from './page.ts';
import { KINDS, type Region } from './regions.ts';
import { SIGNS } from './signs.ts';

/** What addresses say about the kind of page: threads; shops, lists, documentation, news. */
const THREAD =
  /\b(?:forums?|threads?|topics?|viewtopic|showthread|discussions?|questions?|community|answers|boards?)\b|\/r\//i;
const ADDRESSES: readonly RegExp[] = [
  /\/(?:products?|p|dp|item|buy|shop)\//i,
  /\/(?:collections?|category|categories|c|tags?|catalog|browse|listings?|search|archives?|events?)(?:\/|$|\?)/i,
  /\b(?:docs?|documentation|manual|guide|reference|api|wiki|help|support|learn)\b/i,
  /\/\d{4}\/\d{1,2}\/|\b\d{5,}\b|[a-z]+-[a-z]+-[a-z]+-[a-z]+/i,
];

// A title in an address tells what the page is about, not what kind of page it is.
const SLUG = /[^/]*-[^/]*-[^/]*/g;

/** Whether a page is a thread of a forum, by what it says and by its address. */
export function isThread({ isForum, url }: PageHints): boolean {
  return isForum || THREAD.test((url ?? '').replace(SLUG, ''));
}

/** What all blocks of a page have in common: its size, its kind. */
export function readConstants(
  { blocks, regions }: Outline,
  hints: PageHints,
  top: Region | undefined,
  article: Uint8Array,
): readonly number[] {
  const root = regions[0];
  const words = root?.words ?? 0;
  const proseWords = root?.proseWords ?? 0;
  const articleWords = blocks.reduce(
    (sum, block, index) => sum + (article[index] === 1 ? block.words : 0),
    0,
  );
  const path = hints.url === undefined ? '' : (URL.parse(hints.url)?.pathname ?? '');
  return [
    Math.log1p(words),
    Math.log1p(blocks.length),
    words === 0 ? 0 : (root?.linkWords ?? 0) / words,
    words === 0 ? 0 : proseWords / words,
    hints.isArticle ? 1 : 0,
    hints.isProduct ? 1 : 0,
    hints.isForum ? 1 : 0,
    isThread(hints) ? 1 : 0,
    ...ADDRESSES.map((pattern) => (pattern.test(hints.url ?? '') ? 1 : 0)),
    Math.min(9, countKind(regions, 'article')),
    Math.min(9, countKind(regions, 'main')),
    path.split('/').filter((part) => part !== '').length,
    Math.max(0, ...path.split('/').map((part) => part.split(/[-_]/).length)),
    hints.body === undefined ? 0 : 1,
    top === undefined || words === 0 ? 0 : top.words / words,
    proseIn(blocks, 'comments') / Math.max(1, proseWords),
    proseIn(blocks, 'forum') / Math.max(1, proseWords),
    proseIn(blocks, 'prose') / Math.max(1, proseWords),
    Math.log1p(repeatedProse(regions)),
    Math.log1p(articleWords),
    articleWords / Math.max(1, words),
  ];
}

function countKind(regions: readonly Region[], kind: (typeof KINDS)[number]): number {
  const bit = 1 << KINDS.indexOf(kind);
  return regions.filter((region) => (region.kinds & bit) !== 0 && region.words > 0).length;
}

/** Words of prose inside regions with a sign. */
function proseIn(blocks: readonly Block[], sign: string): number {
  const bit = 1 << SIGNS.indexOf(sign);
  let words = 0;
  for (const { region, words: own, linkWords } of blocks) {
    if (own < 10 || linkWords > own * 0.4) continue;
    for (let at: Region | undefined = region; at?.parent !== undefined; at = at.parent) {
      if ((at.signs & bit) === 0) continue;
      words += own;
      break;
    }
  }
  return words;
}

/** The most regions of one signature side by side that hold prose each: the posts of a thread, the parts of a list. */
function repeatedProse(regions: readonly Region[]): number {
  let most = 0;
  const counts = new Map<Region, Map<string, number>>();
  for (const region of regions) {
    if (region.parent === undefined || region.proseWords === 0 || region.blocks < 2) continue;
    const own = counts.get(region.parent) ?? new Map<string, number>();
    counts.set(region.parent, own);
    const count = (own.get(region.signature) ?? 0) + 1;
    own.set(region.signature, count);
    most = Math.max(most, count);
  }
  return most;
}
