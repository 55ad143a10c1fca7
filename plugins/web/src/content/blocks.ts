import { foldSpaces } from '@bowerbird/markdown';
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { type Letters, readLetters } from './letters.ts';
import { kindBit, type Region, toRegion } from './regions.ts';
import { levelIn } from './words.ts';

/** A run of text without a block boundary inside: a paragraph, a heading, the text of a list item or a table cell. */
export interface Block {
  readonly region: Region;
  readonly nodes: readonly Tree.ChildNode[];
  readonly text: string;
  /** Of a heading, or of the heading that it is in; else 0. */
  readonly level: number;
  readonly letters: Letters;
  readonly words: number;
  readonly linkWords: number;
  readonly links: number;
  readonly strongWords: number;
  /** Line breaks inside. */
  readonly breaks: number;
}

/** A page in blocks. */
export interface Outline {
  readonly blocks: readonly Block[];
  readonly regions: readonly Region[];
}

const INLINE = new Set(
  'a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark math nobr q rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr input button'.split(
    ' ',
  ),
);
// Nothing in them is read as text.
const SKIPPED = new Set(
  'script style noscript template svg canvas iframe object embed audio video select textarea option datalist head title meta link'.split(
    ' ',
  ),
);

/** Number of words; of scripts without spaces two letters count as one. */
export function countWords(text: string): number {
  return text === '' ? 0 : readLetters(text).words;
}

interface Draft {
  region: Region;
  nodes: Tree.ChildNode[];
  text: string;
  linkText: string;
  strongText: string;
  links: number;
  breaks: number;
}

/** Splits a page into blocks. The tree must be of bounded depth (`cleanTree`): this recurses. */
export function outline(body: Tree.Element): Outline {
  const blocks: Block[] = [];
  const regions: Region[] = [];
  let draft: Draft | undefined;
  walk(body, undefined);
  return { blocks, regions };

  function walk(element: Tree.Element, parent: Region | undefined): void {
    const region = toRegion(element, parent, blocks.length);
    regions.push(region);
    if (parent !== undefined) (parent.children as Region[]).push(region);
    // Code is one piece, however a highlighter marks its lines.
    const isWhole = element.tagName === 'pre';
    for (const child of element.childNodes) {
      if (isInline(child) || isWhole) addInline(child, region);
      else if ('tagName' in child) {
        flush();
        if (!SKIPPED.has(child.tagName)) walk(child, region);
      }
    }
    flush();
  }

  function addInline(node: Tree.ChildNode, region: Region): void {
    draft ??= { region, nodes: [], text: '', linkText: '', strongText: '', links: 0, breaks: 0 };
    const last = draft.nodes.at(-1);
    // Two line breaks end a paragraph.
    if (node.nodeName === 'br' && region.name !== 'pre' && last !== undefined && isBreakBefore(draft.nodes)) {
      flush();
      return;
    }
    draft.nodes.push(node);
    read(node, draft, false, false);
  }

  function flush(): void {
    if (draft === undefined) return;
    const block = toBlock(draft);
    draft = undefined;
    if (block === undefined) return;
    blocks.push(block);
    addToRegions(block);
  }
}

function isInline(node: Tree.ChildNode): boolean {
  if (node.nodeName === '#text') return true;
  if (!('tagName' in node)) return false;
  if (node.tagName === 'math') return true;
  if (!INLINE.has(node.tagName)) return false;
  // A card is a link around blocks: they are blocks.
  return !holdsBlock(node);
}

function holdsBlock(element: Tree.Element): boolean {
  for (const child of element.childNodes) {
    if (!('tagName' in child) || SKIPPED.has(child.tagName) || child.tagName === 'math') continue;
    if (!INLINE.has(child.tagName) || holdsBlock(child)) return true;
  }
  return false;
}

function isBreakBefore(nodes: readonly Tree.ChildNode[]): boolean {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (node?.nodeName === 'br') return true;
    if (node?.nodeName === '#text' && (node as Tree.TextNode).value.trim() === '') continue;
    return false;
  }
  return false;
}

function read(node: Tree.ChildNode, draft: Draft, inLink: boolean, inStrong: boolean): void {
  if (node.nodeName === '#text') {
    const { value } = node as Tree.TextNode;
    draft.text += value;
    if (inLink) draft.linkText += value;
    if (inStrong) draft.strongText += value;
    return;
  }
  if (!('tagName' in node) || SKIPPED.has(node.tagName)) return;
  const { tagName } = node;
  if (tagName === 'br') {
    draft.text += '\n';
    draft.breaks++;
  } else if (tagName === 'img') {
    for (let region: Region | undefined = draft.region; region; region = region.parent) region.images++;
  } else if (tagName === 'button' || tagName === 'input') {
    for (let region: Region | undefined = draft.region; region; region = region.parent) {
      region.controls++;
      if (tagName === 'input') region.inputs++;
    }
  }
  // The lines of code that a highlighter made elements of.
  if (!INLINE.has(tagName)) draft.text += '\n';
  const isLink = tagName === 'a' && node.attrs.some(({ name }) => name === 'href');
  if (isLink) draft.links++;
  const isStrong = tagName === 'b' || tagName === 'strong';
  for (const child of node.childNodes) read(child, draft, inLink || isLink, inStrong || isStrong);
  if (isLink) draft.linkText += ' ';
}

function toBlock(draft: Draft): Block | undefined {
  const text = foldSpaces(draft.text).trim();
  if (text === '') return undefined;
  const { region, nodes, links, breaks } = draft;
  const letters = readLetters(text);
  const { words } = letters;
  const isLink = (region.kinds & LINK_BIT) !== 0 || isInLink(region);
  return {
    region,
    nodes,
    text,
    level: levelIn(region),
    letters,
    words,
    linkWords: isLink ? words : countWords(draft.linkText),
    links: links + (isLink ? 1 : 0),
    strongWords: countWords(draft.strongText),
    breaks,
  };
}

const LINK_BIT = kindBit('link');
const BREAKERS = kindBit('article') | kindBit('main');

function isInLink(region: Region): boolean {
  for (let at: Region | undefined = region; at !== undefined && (at.kinds & BREAKERS) === 0; at = at.parent) {
    if ((at.kinds & LINK_BIT) !== 0) return true;
  }
  return false;
}

const PARAGRAPHS = new Set([
  'p',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'dd',
  'dt',
  'pre',
  'blockquote',
  'figcaption',
  'a',
]);

/** Adds what a block says to all regions around it; to the nearest three, its worth as a paragraph (Readability's measure). */
function addToRegions({ region, text, letters, words, linkWords, links }: Block): void {
  const density = words === 0 ? 0 : linkWords / words;
  const isProse = words >= 10 && density < 0.4;
  // A paragraph itself does not count; text directly in a container does.
  const inList = region.name === 'li' || region.name === 'a' || (region.kinds & LINK_BIT) !== 0;
  let level = 0;
  const { commas } = letters;
  const worth = text.length >= 25 ? (1 + commas + Math.min(3, text.length / 100)) * (1 - density) : 0;
  for (let at: Region | undefined = region; at !== undefined; at = at.parent) {
    at.words += words;
    at.linkWords += linkWords;
    at.links += links;
    at.commas += commas;
    at.blocks++;
    if (isProse) at.proseWords += words;
    if (level > 0 || !PARAGRAPHS.has(at.name)) {
      if (level < 3) {
        at.score += worth / 2 ** level;
        if (!inList) at.paragraphScore += worth / 2 ** level;
      }
      level++;
    }
  }
}
