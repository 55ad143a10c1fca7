import { findArticle } from './article.ts';
import { type Block, KINDS, type Outline, type Region } from './blocks.ts';
import { SIGNS } from './signs.ts';
import { fold, isHeading, shingles, titleRankOf, wordSet } from './words.ts';

/** What a page says about itself, as far as it helps to find its content. */
export interface PageHints {
  readonly title: string | undefined;
  /** Text of the article in JSON-LD, if any. */
  readonly body: string | undefined;
  readonly description: string | undefined;
  readonly isArticle: boolean;
  readonly isProduct: boolean;
  /** JSON-LD or the generator says that it is a thread of a forum. */
  readonly isForum: boolean;
  readonly url: string | undefined;
}

/** What addresses say about the kind of page: threads, shops, lists, documentation, news. */
const ADDRESSES: readonly RegExp[] = [
  /\b(?:forums?|threads?|topics?|viewtopic|showthread|discussions?|questions?|community|answers|boards?)\b|\/r\//i,
  /\/(?:products?|p|dp|item|buy|shop)\//i,
  /\/(?:collections?|category|categories|c|tags?|catalog|browse|listings?|search|archives?|events?)(?:\/|$|\?)/i,
  /\b(?:docs?|documentation|manual|guide|reference|api|wiki|help|support|learn)\b/i,
  /\/\d{4}\/\d{1,2}\/|\b\d{5,}\b|[a-z]+-[a-z]+-[a-z]+-[a-z]+/i,
];

/** What a block is seen against: the whole page. */
export interface Page {
  readonly blocks: readonly Block[];
  readonly hints: PageHints;
  readonly words: number;
  readonly linkWords: number;
  readonly proseWords: number;
  readonly top: Region | undefined;
  readonly topPath: ReadonlySet<Region>;
  readonly second: Region | undefined;
  readonly secondPath: ReadonlySet<Region>;
  readonly signatures: ReadonlyMap<string, Repeated>;
  readonly before: Float64Array;
  readonly heading: readonly (Block | undefined)[];
  readonly headingWordsSince: Float64Array;
  readonly titleAt: number;
  readonly titleWords: ReadonlySet<string>;
  readonly body: ReadonlySet<string> | undefined;
  readonly descriptionText: string;
  readonly seen: readonly number[];
  readonly constants: readonly number[];
  /** Blocks of the article as Readability finds it. */
  readonly article: Uint8Array;
  readonly articleStart: number;
  readonly articleEnd: number;
  /** It is a thread: what readers write is its content. */
  readonly isForum: boolean;
}

interface Repeated {
  blocks: number;
  words: number;
  linkWords: number;
}

/** Reads what concerns all blocks of a page. */
export function readPage(outline: Outline, hints: PageHints): Page {
  const { blocks, regions } = outline;
  const article = findArticle(outline);
  const articleWords = blocks.reduce(
    (sum, block, index) => sum + (article[index] === 1 ? block.words : 0),
    0,
  );
  const root = regions[0];
  const words = root?.words ?? 0;
  const top = bestOf(regions, (region) => region.score);
  const second = bestOf(regions, (region) =>
    region.paragraphScore <= 0 ? 0 : region.paragraphScore + weightOf(region),
  );
  const topPath = pathOf(top);
  const signatures = new Map<string, Repeated>();
  const before = new Float64Array(blocks.length);
  const heading: (Block | undefined)[] = [];
  const headingWordsSince = new Float64Array(blocks.length);
  const seenTexts = new Map<string, number>();
  const seen: number[] = [];
  let sum = 0;
  let since = 0;
  let lastHeading: Block | undefined;
  const titleWords = wordSet(hints.title ?? '');
  let titleAt = -1;
  let titleRank = 0;
  for (const [index, block] of blocks.entries()) {
    before[index] = sum;
    heading.push(lastHeading);
    headingWordsSince[index] = since;
    sum += block.words;
    since += block.words;
    if (isHeading(block)) {
      lastHeading = block;
      since = 0;
    }
    const repeated = signatures.get(block.region.signature) ?? { blocks: 0, words: 0, linkWords: 0 };
    repeated.blocks++;
    repeated.words += block.words;
    repeated.linkWords += block.linkWords;
    signatures.set(block.region.signature, repeated);
    const count = seenTexts.get(block.text) ?? 0;
    seen.push(count);
    seenTexts.set(block.text, count + 1);
    const rank = titleRankOf(block, titleWords);
    if (rank > titleRank) {
      titleRank = rank;
      titleAt = index;
    }
  }
  const kindCount = (kind: (typeof KINDS)[number]): number => {
    const bit = 1 << KINDS.indexOf(kind);
    return regions.filter((region) => (region.kinds & bit) !== 0 && region.words > 0).length;
  };
  const proseWords = root?.proseWords ?? 0;
  const path = hints.url === undefined ? '' : (URL.parse(hints.url)?.pathname ?? '');
  const constants = [
    Math.log1p(words),
    Math.log1p(blocks.length),
    words === 0 ? 0 : (root?.linkWords ?? 0) / words,
    words === 0 ? 0 : proseWords / words,
    hints.isArticle ? 1 : 0,
    hints.isProduct ? 1 : 0,
    hints.isForum ? 1 : 0,
    ...ADDRESSES.map((pattern) => (pattern.test(hints.url ?? '') ? 1 : 0)),
    Math.min(9, kindCount('article')),
    Math.min(9, kindCount('main')),
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
  return {
    blocks,
    hints,
    words,
    linkWords: root?.linkWords ?? 0,
    proseWords,
    top,
    topPath,
    second,
    secondPath: pathOf(second),
    signatures,
    before,
    heading,
    headingWordsSince,
    titleAt,
    titleWords,
    body: hints.body === undefined ? undefined : shingles(hints.body),
    descriptionText: fold(hints.description ?? ''),
    seen,
    constants,
    article,
    articleStart: article.indexOf(1),
    articleEnd: article.lastIndexOf(1),
    isForum: hints.isForum || (ADDRESSES[0]?.test(hints.url ?? '') ?? false),
  };
}

function bestOf(regions: readonly Region[], scoreOf: (region: Region) => number): Region | undefined {
  let best: Region | undefined;
  let most = 0;
  for (const region of regions) {
    const score = scoreOf(region) * (1 - (region.words === 0 ? 0 : region.linkWords / region.words));
    if (score > most && region.parent !== undefined) {
      best = region;
      most = score;
    }
  }
  return best;
}

function pathOf(region: Region | undefined): ReadonlySet<Region> {
  const path = new Set<Region>();
  for (let at = region; at !== undefined; at = at.parent) path.add(at);
  return path;
}

const bitsOf = (...names: readonly string[]): number =>
  names.reduce((bits, name) => bits | (1 << SIGNS.indexOf(name)), 0);
const BAD = bitsOf(
  'navigation',
  'footer',
  'header',
  'side',
  'comments',
  'related',
  'share',
  'advert',
  'subscribe',
  'overlay',
  'hidden',
);
const GOOD = bitsOf('body', 'prose');

/** Readability's weight of a class. */
function weightOf({ signs }: Region): number {
  return ((signs & GOOD) === 0 ? 0 : 25) - ((signs & BAD) === 0 ? 0 : 25);
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
