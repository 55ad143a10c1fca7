import type { PageTree, TreeElement } from '../html-tree.ts';
import { type Block, outline } from './blocks.ts';
import { choose, type Favor, isComment, type Reason } from './choose.ts';
import { describeBlocks } from './features.ts';
import { judge, type Model } from './model.ts';
import { keepNotes } from './notes.ts';
import { type PageHints, readPage } from './page.ts';
import { prune } from './prune.ts';

/** A part of the page that is not in the text. */
export interface Removed {
  readonly why: Reason;
  /** How likely it was held to be content, from 0 to 1. */
  readonly likely: number;
  readonly text: string;
}

/** What was found. */
export interface Found {
  /** Words that stayed. */
  readonly words: number;
  readonly removed: readonly Removed[];
}

/** How to choose. */
export interface Choice {
  readonly favor: Favor;
  /** Readers' comments stay. */
  readonly comments: boolean;
  readonly model?: Model | undefined;
}

const SHOWN = 120;

/**
 * Leaves the main content of a page in its tree: splits it into blocks, judges each one, chooses, and takes the others out.
 * @param body of a tree that `cleanTree` has been over
 */
export function keepContent(body: TreeElement, hints: PageHints, { favor, comments, model }: Choice): Found {
  const parts = outline(body);
  const { blocks, regions } = parts;
  const [root] = regions;
  if (root === undefined || blocks.length === 0) return { words: 0, removed: [] };
  const page = readPage(parts, hints);
  const likely = judge(describeBlocks(page), model);
  const verdicts = [...choose(page, likely, favor)];
  keepNotes(blocks, verdicts);
  if (comments) keepComments(blocks, verdicts);
  prune(root, blocks, (index) => verdicts[index] === undefined);
  const removed: Removed[] = [];
  let words = 0;
  for (const [index, block] of blocks.entries()) {
    const why = verdicts[index];
    if (why === undefined) words += block.words;
    else
      removed.push({
        why,
        likely: Math.round((likely[index] ?? 0) * 100) / 100,
        text: block.text.slice(0, SHOWN),
      });
  }
  return { words, removed };
}

/** Whole sentences in the readers' part of the page; its forms and buttons stay away. */
function keepComments(blocks: readonly Block[], verdicts: (Reason | undefined)[]): void {
  for (const [index, block] of blocks.entries()) {
    if (!isComment(block) || block.linkWords * 2 > block.words) continue;
    const isText = block.words >= 3 && block.region.name !== 'label' && block.region.controls === 0;
    if (isText) verdicts[index] = undefined;
  }
}

/** The body of a page. */
export function bodyOf(tree: PageTree): TreeElement | undefined {
  for (const child of tree.childNodes) {
    if (child.nodeName !== 'html' || !('childNodes' in child)) continue;
    for (const part of child.childNodes) if (part.nodeName === 'body') return part as TreeElement;
  }
  return undefined;
}
