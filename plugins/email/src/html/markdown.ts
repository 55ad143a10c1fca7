import {
  type Block,
  type Element as Content,
  type Hooks,
  localName,
  readContent,
  writeMarkdown,
} from '@bowerbird/markdown';
import { KEPT } from '../reply/quotes.ts';
import { removeQuotes } from './quotes.ts';
import { type Element, type Node, parseTree, toContent } from './tree.ts';

const HIDDEN =
  /display:\s*none|visibility:\s*hidden|font-size:\s*0(?![.\d])|mso-hide:\s*all|max-height:\s*0(?![.\d])/i;
const DROPPED = new Set(['noscript', 'object']);
// They stand apart from what is around them; other blocks are lines.
const APART = new Set('p ul ol pre blockquote h1 h2 h3 h4 h5 h6 hr table dl'.split(' '));
// Longer addresses count readers.
const MAX_ADDRESS = 2000;

/** A mail's HTML as Markdown. */
export interface MailMarkdown {
  readonly text: string;
  /** What its markup says is quoted, likewise. Written when it is asked for. */
  quotes(): readonly string[];
}

/**
 * The HTML of a mail as Markdown: paragraphs, lists, links, emphasis, code, tables of data. Quotes are taken out by their markup; a
 * blockquote that stays is marked as the author's own. Pictures are left out: most count readers, and the rest is among the attachments.
 * Text stands as it was typed, as that of plain mails does: it is looked into line by line, and held against that of other mails.
 */
export function mailToMarkdown(markup: string): MailMarkdown {
  const tree = parseTree(markup);
  if (tree === undefined) return { text: withoutTags(markup), quotes: () => [] };
  const html = tree.childNodes.find((node) => node.nodeName === 'html') as Element | undefined;
  const body = html?.childNodes.find((node) => node.nodeName === 'body') as Element | undefined;
  if (body === undefined) return { text: '', quotes: () => [] };
  const removed = removeQuotes(body);
  return {
    text: write(toContent(body.childNodes)),
    quotes: () =>
      removed
        .map((node: Node) => write(toContent([node])).replaceAll(KEPT, ''))
        .filter((text) => text !== ''),
  };
}

const HOOKS: Hooks = {
  isDropped: (element) => DROPPED.has(localName(element)) || HIDDEN.test(element.attributes.style ?? ''),
  isLine: (element) => !APART.has(localName(element)),
  address: (href) =>
    /^\s*(?:https?|ftp):/i.test(href) && href.length <= MAX_ADDRESS ? href.trim() : undefined,
  picture: () => undefined,
};

function write(root: Content): string {
  const blocks = readContent(root, HOOKS).map(belowThread);
  return writeMarkdown(blocks, { asTyped: true, quoteSign: `${KEPT}> ` });
}

/** Levels 1 and 2 are those of the thread. */
function belowThread(block: Block): Block {
  return block.type === 'heading' ? { ...block, level: Math.max(3, block.level) } : block;
}

/** What too much HTML says, without its structure. */
function withoutTags(markup: string): string {
  return markup
    .replaceAll(/<(?:script|style)\b[^>]*>[^<]*/gi, ' ')
    .replaceAll(/<(?:br|p|div|tr|li)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
