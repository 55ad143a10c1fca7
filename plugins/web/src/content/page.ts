import { findArticle } from './article.ts';
import type { Block, Outline } from './blocks.ts';
import { bestByParagraphs, bestByText, type Candidate } from './candidates.ts';
import { isThread, readConstants } from './page-constants.ts';
import { readSequence, type Sequence } from './sequence.ts';
import { fold, shingles, wordSet } from './words.ts';

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

/** What a block is seen against: the whole page. */
export interface Page extends Sequence {
  readonly blocks: readonly Block[];
  readonly hints: PageHints;
  readonly words: number;
  /** Where the article is likely to be, by two measures. */
  readonly top: Candidate;
  readonly second: Candidate;
  readonly titleWords: ReadonlySet<string>;
  readonly body: ReadonlySet<string> | undefined;
  readonly descriptionText: string;
  readonly constants: readonly number[];
  /** Blocks of the article as Readability finds it. */
  readonly article: Uint8Array;
  /** Words of them before each block, and of all. */
  readonly articleBefore: Float64Array;
  readonly articleStart: number;
  readonly articleEnd: number;
  /** It is a thread: what readers write is its content. */
  readonly isForum: boolean;
  /** It is an article: it says so, or most of it is one. */
  readonly isArticle: boolean;
}

/** Reads what concerns all blocks of a page. */
export function readPage(outline: Outline, hints: PageHints): Page {
  const { blocks, regions } = outline;
  const article = findArticle(outline);
  const top = bestByText(regions);
  const titleWords = wordSet(hints.title ?? '');
  return {
    ...readSequence(blocks, titleWords),
    blocks,
    hints,
    words: regions[0]?.words ?? 0,
    top,
    second: bestByParagraphs(regions),
    titleWords,
    body: hints.body === undefined ? undefined : shingles(hints.body),
    descriptionText: fold(hints.description ?? ''),
    constants: readConstants(outline, hints, top.region, article),
    article,
    articleBefore: wordsBefore(blocks, article),
    articleStart: article.indexOf(1),
    articleEnd: article.lastIndexOf(1),
    isForum: isThread(hints),
    isArticle: hints.isArticle || isMostlyArticle(outline, hints, article),
  };
}

const LEAST_ARTICLE = 150;
const LEAST_OF_PAGE = 0.5;
const LEAST_PROSE = 0.85;

/** Whether what Readability takes is prose, and most of the page. */
function isMostlyArticle({ blocks, regions }: Outline, hints: PageHints, article: Uint8Array): boolean {
  if (hints.isProduct || isThread(hints)) return false;
  let words = 0;
  let prose = 0;
  for (const [index, block] of blocks.entries()) {
    if (article[index] !== 1) continue;
    words += block.words;
    if (block.words >= 10 && block.linkWords <= block.words * 0.4) prose += block.words;
  }
  const all = regions[0]?.words ?? 0;
  return words >= LEAST_ARTICLE && words >= all * LEAST_OF_PAGE && prose >= words * LEAST_PROSE;
}

function wordsBefore(blocks: readonly Block[], article: Uint8Array): Float64Array {
  const before = new Float64Array(blocks.length + 1);
  for (const [index, { words }] of blocks.entries())
    before[index + 1] = (before[index] ?? 0) + (article[index] === 1 ? words : 0);
  return before;
}
