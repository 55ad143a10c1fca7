import type { Block } from './blocks.ts';
import { holdsWord } from './letters.ts';
import type { Region } from './regions.ts';

const HEADING = /^h[1-6]$/;

/** The level of a heading, of what stands in one, too; 0 of anything else. */
export function levelIn(region: Region): number {
  for (let at: Region | undefined = region, up = 0; at !== undefined && up < 3; at = at.parent, up++) {
    if (HEADING.test(at.name)) return Number(at.name[1]);
  }
  return 0;
}

/** How surely a block is the page's title; 0: it is not. */
export function titleRankOf(block: Block, title: ReadonlySet<string>): number {
  if (title.size === 0 || block.words > title.size * 2 + 4) return 0;
  const lower = block.text.toLowerCase();
  const common = countIn(lower, title, 1);
  const cover = common / title.size;
  if (cover < 0.4) return 0;
  const share = common / Math.max(1, Math.min(wordSet(lower).size, title.size));
  if (share < 0.7) return 0;
  const { level, region } = block;
  return cover + share + (level === 1 ? 2 : level > 0 ? 1 : 0) - (region.kinds & 1);
}

/** The different words of a text. */
export function wordSet(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** All runs of three words in a text. */
export function shingles(text: string): Set<string> {
  const words =
    text
      .slice(0, 400_000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = new Set<string>();
  for (let index = 0; index + 3 <= words.length; index++) found.add(shingle(words, index));
  return found;
}

/** Lower case, white space folded. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Share of the title's words in a text. */
export function commonWords(lower: string, title: ReadonlySet<string>): number {
  return title.size === 0 ? 0 : countIn(lower, title, 4) / title.size;
}

// A title has few words: to look for each is faster than to take a text into words. One of very many is no title.
const FEW = 50;

/** How many of some words stand in a text, of those that are so long. */
function countIn(lower: string, words: ReadonlySet<string>, least: number): number {
  let count = 0;
  if (words.size > FEW) {
    for (const word of wordSet(lower)) if (word.length >= least && words.has(word)) count++;
  } else {
    for (const word of words) if (word.length >= least && holdsWord(lower, word)) count++;
  }
  return count;
}

/** Share of a text's runs of three words that stand in another; below zero for a text too short to tell. */
export function shareIn(lower: string, body: ReadonlySet<string>): number {
  const words = lower.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 3) return -0.5;
  let found = 0;
  for (let index = 0; index + 3 <= words.length; index++) if (body.has(shingle(words, index))) found++;
  return found / (words.length - 2);
}

function shingle(words: readonly string[], at: number): string {
  return `${words[at]} ${words[at + 1]} ${words[at + 2]}`;
}
