import { attribute } from '../html-tree.ts';
import type { Block } from './blocks.ts';
import type { Page } from './page.ts';
import { kindBit, type Region } from './regions.ts';
import { SIGNS } from './signs.ts';

/** What matters more: that nothing else is in the text, or that nothing is missing. */
export type Favor = 'precision' | 'balanced' | 'recall';

// The beta of the F-measure that is made as large as can be expected.
const BETA: Readonly<Record<Favor, number>> = { precision: 0.5, balanced: 1, recall: 2 };

// A page of so few words is all content but for its frame: there is nothing to choose from.
const SHORT_PAGE = 80;

/** Why a block is not in the text. */
export type Reason = 'unlikely' | 'repeated' | 'caption' | 'comment' | 'after the article' | 'frame';

/** One verdict per block: `undefined` keeps it. */
export function choose(
  page: Page,
  probabilities: Float64Array,
  favor: Favor,
): readonly (Reason | undefined)[] {
  const short = wholeOfShortPage(page);
  if (short !== undefined) return short;
  const copies = copiesOf(page.blocks, probabilities);
  const reasons = page.blocks.map((block, index): Reason | undefined => {
    if (copies.has(index)) return 'repeated';
    return favor !== 'recall' && isCaption(block.region) ? 'caption' : undefined;
  });
  const likely = probabilities.map((probability, index) => (reasons[index] === undefined ? probability : 0));
  const verdicts = reasons.map((reason): Reason | undefined => reason ?? 'unlikely');
  for (const index of mostExpected(page.blocks, likely, BETA[favor])) verdicts[index] = undefined;
  dropComments(page, verdicts);
  dropTail(page, likely, verdicts);
  keepWhole(page, verdicts);
  keepListing(page, verdicts);
  dropEmptySections(page, verdicts);
  return verdicts;
}

/** A listing that is most of what a page says is what it is about, however unlike other texts it looks. */
function keepListing({ blocks, words }: Page, verdicts: (Reason | undefined)[]): void {
  for (const [index, block] of blocks.entries())
    if ((block.region.kinds & CODE) !== 0 && block.words > words / 2) verdicts[index] = undefined;
}

// Shorter texts are repeated on purpose: labels, answers, refrains.
const LONG = 10;
const CODE = kindBit('pre');

/** Blocks that say again, word for word, what a likelier one says: pages hold some texts once for each width of screen. */
function copiesOf(blocks: readonly Block[], probabilities: Float64Array): ReadonlySet<number> {
  const copies = new Set<number>();
  const best = new Map<string, number>();
  for (const [index, { text, words, region }] of blocks.entries()) {
    if (words < LONG || (region.kinds & CODE) !== 0) continue;
    const other = best.get(text);
    // Side by side it was written twice.
    if (other !== undefined && blocks[other]?.region.parent === region.parent) continue;
    const isBest = other === undefined || (probabilities[index] ?? 0) > (probabilities[other] ?? 0);
    if (isBest) best.set(text, index);
    if (other !== undefined) copies.add(isBest ? other : index);
  }
  return copies;
}

const CAPTION = 1 << SIGNS.indexOf('caption');
const CAPTION_UP = 3;
// A larger part with such a class is named after what it is about: credit, captions.
const LONGEST_CAPTION = 100;
const KEPT_WITH_CAPTION = CODE | kindBit('table');

/** Whether a block says what a picture shows, or whose it is: beside the text, not of it. What stands over code or a table is of it. */
function isCaption(region: Region): boolean {
  for (
    let at: Region | undefined = region, up = 0;
    at !== undefined && up < CAPTION_UP;
    at = at.parent, up++
  ) {
    if (at.words > LONGEST_CAPTION) return false;
    if (at.name !== 'figcaption' && (at.signs & CAPTION) === 0) continue;
    return at.parent?.children.every(({ kinds }) => (kinds & KEPT_WITH_CAPTION) === 0) ?? false;
  }
  return false;
}

/**
 * The blocks with which the F-measure is expected to be the largest: the most likely ones, down to where the next costs more precision
 * than it brings recall (Jansche 2007, "A maximum expected utility framework for binary sequence labeling"). Words are counted.
 */
function mostExpected(
  blocks: readonly Block[],
  probabilities: Float64Array,
  beta: number,
): readonly number[] {
  const order = [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const square = beta * beta;
  const expected = (index: number): number => (probabilities[index] ?? 0) * (blocks[index]?.words ?? 0);
  const whole = order.reduce((sum, index) => sum + expected(index), 0);
  let right = 0;
  let size = 0;
  let best = -1;
  let count = 0;
  for (const [place, index] of order.entries()) {
    right += expected(index);
    size += blocks[index]?.words ?? 0;
    const measure = ((1 + square) * right) / (size + square * whole);
    if (measure > best) {
      best = measure;
      count = place + 1;
    }
  }
  return order.slice(0, count);
}

const FRAME = new Set(['nav', 'footer', 'aside', 'button', 'form', 'label']);
const HIDDEN = kindBit('hidden');

function wholeOfShortPage({ blocks, words }: Page): readonly (Reason | undefined)[] | undefined {
  if (words > SHORT_PAGE) return undefined;
  const isFrame = ({ region, nodes }: Block): boolean => {
    if (nodes.every(isSkipLink)) return true;
    for (let at: Region | undefined = region; at !== undefined; at = at.parent) {
      if (FRAME.has(at.name) || (at.kinds & HIDDEN) !== 0) return true;
      if (at.name === 'header' && at.parent?.parent === undefined) return true;
    }
    return false;
  };
  const frames = blocks.map(isFrame);
  return frames.every((inFrame) => inFrame)
    ? undefined
    : frames.map((inFrame) => (inFrame ? 'frame' : undefined));
}

/** A link to a place on the page, or white space: `Skip to content`. */
function isSkipLink(node: Block['nodes'][number]): boolean {
  if ('value' in node) return node.value.trim() === '';
  return 'tagName' in node && node.tagName === 'a' && (attribute(node, 'href')?.startsWith('#') ?? false);
}

const COMMENTS = /(?:^|[\s_-])(?:comments?|commentlist|disqus|respond)(?=$|[\s_-])/i;
// So much must be left without comments; else they are what the page is about.
const LEAST_BESIDE_COMMENTS = 40;

/** Whether a block is what a reader wrote under the page. */
export function isComment({ region }: Block): boolean {
  for (let at: Region | undefined = region; at?.parent !== undefined; at = at.parent) {
    if (COMMENTS.test(at.names)) return true;
  }
  return false;
}

function dropComments({ blocks, isForum }: Page, verdicts: (Reason | undefined)[]): void {
  if (isForum) return;
  const kept = [...blocks.keys()].filter((index) => verdicts[index] === undefined);
  const comments = kept.filter((index) => isComment(blocks[index] as Block));
  const words = (list: readonly number[]): number =>
    list.reduce((sum, index) => sum + (blocks[index]?.words ?? 0), 0);
  if (words(kept) - words(comments) <= LEAST_BESIDE_COMMENTS) return;
  for (const index of comments) verdicts[index] = 'comment';
}

const LEAST_ARTICLE = 100;
const LEAST_SHARE = 0.3;

// Only what is so surely content is part of an article behind its end.
const SURE = 0.9;

/** What follows the end of an article is about other things, as a rule. */
function dropTail(page: Page, likely: Float64Array, verdicts: (Reason | undefined)[]): void {
  const { blocks, article, articleEnd, isArticle, isForum } = page;
  if (!isArticle || isForum) return;
  let inside = 0;
  let kept = 0;
  for (const [index, block] of blocks.entries()) {
    if (verdicts[index] !== undefined) continue;
    kept += block.words;
    if (article[index] === 1) inside += block.words;
  }
  if (inside < LEAST_ARTICLE || inside < kept * LEAST_SHARE) return;
  for (let index = articleEnd + 1; index < blocks.length; index++) {
    if (verdicts[index] === undefined && (likely[index] ?? 0) < SURE) verdicts[index] = 'after the article';
  }
}

const WHOLE = new Set(['table', 'pre', 'ul', 'ol', 'dl']);
// A table with more of the page than this lays it out.
const LAYOUT_SHARE = 0.6;
const LINK_SHARE = 0.6;
const MOSTLY = 0.5;
const HARDLY = 0.2;

/** Tables, code and lists are in the text as a whole or not at all: their parts are too short to be judged one by one. */
function keepWhole(page: Page, verdicts: (Reason | undefined)[]): void {
  const { blocks, article } = page;
  for (let start = 0, end = 0; start < blocks.length; start = Math.max(end, start + 1)) {
    const unit = unitOf(blocks[start]?.region, page.words);
    if (unit === undefined) continue;
    end = unit.firstBlock + unit.blocks;
    if (unit.linkWords > unit.words * LINK_SHARE) continue;
    let kept = 0;
    for (let index = start; index < end; index++) {
      if (verdicts[index] === undefined) kept += blocks[index]?.words ?? 0;
    }
    // Between two paragraphs of the article it belongs to it.
    const isBetween =
      verdicts[start - 1] === undefined && verdicts[end] === undefined && start > 0 && end < blocks.length;
    const isPart = isBetween && article[start] === 1 && (unit.name === 'table' || unit.name === 'pre');
    if (kept >= unit.words * MOSTLY || isPart) verdicts.fill(undefined, start, end);
    else if (kept < unit.words * HARDLY) verdicts.fill('unlikely', start, end);
  }
}

/** The outermost table, list or code around a region. */
function unitOf(region: Region | undefined, pageWords: number): Region | undefined {
  let unit: Region | undefined;
  for (let at = region; at !== undefined; at = at.parent) {
    if (WHOLE.has(at.name) && (at.name !== 'table' || at.words <= pageWords * LAYOUT_SHARE)) unit = at;
  }
  return unit;
}

/** In an article a heading whose text is gone was that of something else: other stories, buttons to share it. */
function dropEmptySections({ blocks, isArticle, titleAt }: Page, verdicts: (Reason | undefined)[]): void {
  if (!isArticle) return;
  for (const [index, block] of blocks.entries()) {
    const level = block.level;
    if (level === 0 || verdicts[index] !== undefined || index === titleAt) continue;
    let next = index + 1;
    while (next < blocks.length && verdicts[next] !== undefined && !endsSection(blocks[next], level)) next++;
    const isEmpty = next === blocks.length || endsSection(blocks[next], level);
    if (isEmpty && next > index + 1) verdicts[index] = 'unlikely';
  }
}

function endsSection(block: Block | undefined, level: number): boolean {
  const own = block?.level ?? 0;
  return own > 0 && own <= level;
}
