import type { Block } from './blocks.ts';
import { titleRankOf } from './words.ts';

/** Blocks that a template made alike. */
interface Repeated {
  blocks: number;
  words: number;
  linkWords: number;
}

/** What is known of a page's blocks in their order. */
export interface Sequence {
  readonly signatures: ReadonlyMap<string, Repeated>;
  /** Words before each block. */
  readonly before: Float64Array;
  /** The heading before each block, and the words since it. */
  readonly heading: readonly (Block | undefined)[];
  readonly headingWordsSince: Float64Array;
  /** How often the same text came before, and how often it is on the page. */
  readonly seen: readonly number[];
  readonly copies: readonly number[];
  /** How surely each block is the page's title. */
  readonly titleRanks: Float64Array;
  /** Place of the block that is it, -1 for none. */
  readonly titleAt: number;
}

/** Goes through the blocks once. */
export function readSequence(blocks: readonly Block[], titleWords: ReadonlySet<string>): Sequence {
  const signatures = new Map<string, Repeated>();
  const before = new Float64Array(blocks.length);
  const heading: (Block | undefined)[] = [];
  const headingWordsSince = new Float64Array(blocks.length);
  const titleRanks = new Float64Array(blocks.length);
  const seenTexts = new Map<string, number>();
  const seen: number[] = [];
  let sum = 0;
  let since = 0;
  let lastHeading: Block | undefined;
  let titleAt = -1;
  let titleRank = 0;
  for (const [index, block] of blocks.entries()) {
    before[index] = sum;
    heading.push(lastHeading);
    headingWordsSince[index] = since;
    sum += block.words;
    since += block.words;
    if (block.level > 0) {
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
    titleRanks[index] = rank;
    if (rank > titleRank) {
      titleRank = rank;
      titleAt = index;
    }
  }
  const copies = blocks.map(({ text }) => seenTexts.get(text) ?? 0);
  return { signatures, before, heading, headingWordsSince, seen, copies, titleRanks, titleAt };
}
