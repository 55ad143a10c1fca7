import type { Nodes, PhrasingContent, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { Block, Inline } from '../src/content.ts';
import { foldSpaces } from '../src/text.ts';
import { tidyLine } from '../src/tidy.ts';

const parser = unified().use(remarkParse).use(remarkGfm);

/** Markdown as content, by a reader that is not ours. */
export function parseMarkdown(markdown: string): Block[] {
  return (parser.parse(markdown) as { children: RootContent[] }).children.map(toBlock);
}

function toBlock(node: RootContent): Block {
  switch (node.type) {
    case 'paragraph':
      return { type: 'paragraph', children: toLine(node.children) };
    case 'heading':
      return { type: 'heading', level: node.depth, children: toLine(node.children) };
    case 'blockquote':
      return { type: 'quote', children: node.children.map(toBlock) };
    case 'list':
      return {
        type: 'list',
        ...(node.ordered && { start: node.start ?? 1 }),
        items: node.children.map(({ checked, children }) => ({
          ...(typeof checked === 'boolean' && { checked }),
          children: children.map(toBlock),
        })),
      };
    case 'code':
      return { type: 'codeBlock', value: node.value, ...(node.lang && { language: node.lang }) };
    case 'thematicBreak':
      return { type: 'rule' };
    case 'table':
      return {
        type: 'table',
        rows: node.children.map((row) => row.children.map((cell) => toLine(cell.children))),
      };
    case 'footnoteDefinition':
      return { type: 'note', label: node.identifier, children: node.children.map(toBlock) };
    default:
      throw new Error(`nobody wrote this: ${JSON.stringify(node)}`);
  }
}

function toLine(nodes: readonly PhrasingContent[]): Inline[] {
  return tidyLine(nodes.flatMap(toInline));
}

function toInline(node: PhrasingContent): readonly Inline[] {
  switch (node.type) {
    case 'text':
      return [foldSpaces(node.value)];
    case 'emphasis':
    case 'strong':
    case 'delete':
      return [{ type: node.type, children: toLine(node.children) }];
    case 'inlineCode':
      return [{ type: 'code', value: node.value }];
    case 'break':
      return [{ type: 'break' }];
    case 'link': {
      const children = toLine(node.children);
      // What an address makes of itself is text.
      return isAddress(children, node.url) ? children : [{ type: 'link', url: node.url, children }];
    }
    case 'image':
      return [{ type: 'image', url: node.url, alt: node.alt ?? '' }];
    case 'footnoteReference':
      return [{ type: 'reference', label: node.identifier }];
    case 'html':
      if (node.value === '<br>') return [{ type: 'break' }];
  }
  throw new Error(`nobody wrote this: ${JSON.stringify(node satisfies Nodes)}`);
}

/** Whether a link is what this reader makes of an address in a text, also where its signs are escaped. */
export function isAddress([text, ...others]: readonly Inline[], url: string): boolean {
  if (typeof text !== 'string' || others.length > 0) return false;
  return [text, `http://${text}`, `mailto:${text}`].includes(url);
}
