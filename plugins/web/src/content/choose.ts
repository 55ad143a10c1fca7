import type { Block, Region } from './blocks.ts';
import type { Page } from './page.ts';

/** What matters more: that nothing else is in the text, or that nothing is missing. */
export type Favor = 'precision' | 'balanced' | 'recall';

// The beta of the F-measure that is made as large as can be expected.
const BETA: Readonly<Record<Favor, number>> = { precision: 0.5, balanced: 1, recall: 2 };

// A page of so few words, outside of its frame, is all content: there is nothing to choose from.
const SHORT_PAGE = 60;

/** Why a block is not in the text. */
export type Reason = 'unlikely' | 'comment' | 'after the article' | 'frame';

/** One verdict per block: `undefined` keeps it. */
export function choose(
  page: Page,
  probabilities: Float64Array,
  favor: Favor,
): readonly (Reason | undefined)[] {
  const short = wholeOfShortPage(page);
  if (short !== undefined) return short;
  const verdicts: (Reason | undefined)[] = new Array(page.blocks.length).fill('unlikely');
  for (const index of mostExpected(page.blocks, probabilities, BETA[favor])) verdicts[index] = undefined;
  dropComments(page, verdicts);
  dropTail(page, probabilities, verdicts);
  return verdicts;
}

/**
 * The blocks with which the F-measure is expected to be the largest: the most likely ones, down to where the next costs more precision
 * than it brings recall (Jansche 2007, "A maximum expected utility framework for binary sequence labeling"). Words are counted.
 */
function mostExpected(blocks: readonly Block[], probabilities: Float64Array, beta: number): readonly number[] {
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
const HIDDEN = 1 << 15;

function wholeOfShortPage({ blocks }: Page): readonly (Reason | undefined)[] | undefined {
  const isFrame = ({ region }: Block): boolean => {
    for (let at: Region | undefined = region; at !== undefined; at = at.parent) {
      if (FRAME.has(at.name) || (at.kinds & HIDDEN) !== 0) return true;
      if (at.name === 'header' && at.parent?.parent === undefined) return true;
    }
    return false;
  };
  const frames = blocks.map(isFrame);
  const words = blocks.reduce((sum, block, index) => sum + (frames[index] === true ? 0 : block.words), 0);
  if (words === 0 || words > SHORT_PAGE) return undefined;
  return frames.map((inFrame) => (inFrame ? 'frame' : undefined));
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

const LEAST_ARTICLE = 60;
const LEAST_SHARE = 0.1;
const SURE = 0.5;

/** What follows the end of an article is about other things, whatever it looks like; on other pages, unless it is likely. */
function dropTail(page: Page, probabilities: Float64Array, verdicts: (Reason | undefined)[]): void {
  const { blocks, article, articleEnd } = page;
  let inside = 0;
  let kept = 0;
  for (const [index, block] of blocks.entries()) {
    if (verdicts[index] !== undefined) continue;
    kept += block.words;
    if (article[index] === 1) inside += block.words;
  }
  if (inside < LEAST_ARTICLE || inside < kept * LEAST_SHARE) return;
  const least = page.hints.isArticle && !page.isForum ? Number.POSITIVE_INFINITY : SURE;
  for (let index = articleEnd + 1; index < blocks.length; index++) {
    if (verdicts[index] === undefined && (probabilities[index] ?? 0) < least) verdicts[index] = 'after the article';
  }
}
