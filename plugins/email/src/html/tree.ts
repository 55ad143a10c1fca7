import type { Element as Content } from '@bowerbird/markdown';
import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export type Node = Tree.ChildNode;
export type Element = Tree.Element;
export type Parent = Tree.ParentNode;

// More than this is no letter. Newsletters have 2,000.
const MAX_ELEMENTS = 30_000;
const MAX_MARKUP = 8_000_000;

class TooMuch extends Error {}

/** Parses as browsers do. `undefined` when there is more of it than can be worked with in bounded time. */
export function parseTree(markup: string): Tree.Document | undefined {
  if (markup.length > MAX_MARKUP) return undefined;
  let elements = 0;
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    // Counted while parsing: misnested formatting elements are opened again in each paragraph.
    createElement(tagName, namespace, attributes) {
      if (++elements > MAX_ELEMENTS) throw new TooMuch();
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
  };
  try {
    return parse(markup, { treeAdapter, scriptingEnabled: false });
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

export function isElement(node: Tree.Node): node is Element {
  return 'tagName' in node;
}

export function attribute(element: Element, name: string): string {
  return element.attrs.find((one) => one.name === name)?.value ?? '';
}

/** Elements in document order, without recursion: foreign trees are deep. What `visit` answers `false` to is not entered. */
export function walk(root: Parent, visit: (element: Element) => boolean | undefined): void {
  const stack: Node[] = [...root.childNodes].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!isElement(node) || visit(node) === false) continue;
    for (let index = node.childNodes.length - 1; index >= 0; index--) {
      const child = node.childNodes[index];
      if (child !== undefined) stack.push(child);
    }
  }
}

/** Takes a node out of its tree. */
export function remove(node: Node): void {
  defaultTreeAdapter.detachNode(node);
}

/** A node, and all that follows it in the document. */
export function fromHere(node: Node): readonly Node[] {
  const found: Node[] = [];
  let at: Node | Parent = node;
  while ('parentNode' in at && at.parentNode !== null) {
    const parent: Parent = at.parentNode;
    const index = parent.childNodes.indexOf(at as Node);
    found.push(...parent.childNodes.slice(at === node ? index : index + 1));
    if (parent.nodeName === 'body') break;
    at = parent;
  }
  return found;
}

/** The text of a node, white space as it is. */
export function textOf(root: Node | Parent): string {
  let text = '';
  const stack: (Node | Parent)[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.nodeName === '#text') text += (node as Tree.TextNode).value;
    else if ('childNodes' in node)
      for (let index = node.childNodes.length - 1; index >= 0; index--) {
        const child = node.childNodes[index];
        if (child !== undefined) stack.push(child);
      }
  }
  return text;
}

// Deeper elements are read as if they stood at this depth.
const MAX_DEPTH = 100;
// They fill the line that programs show of a mail in their list.
const FILLER = /(?:\u200c|\u034f)(?=\s|\u200c|\u034f|$)/g;

/** Nodes as a tree for the renderer, of bounded depth. */
export function toContent(nodes: readonly Node[]): Content {
  const root: Content = { name: 'body', attributes: {}, children: [], parent: undefined };
  const stack: { readonly node: Node; readonly into: Content; readonly depth: number }[] = [];
  const push = (children: readonly Node[], into: Content, depth: number): void => {
    for (let index = children.length - 1; index >= 0; index--) {
      const node = children[index];
      if (node !== undefined) stack.push({ node, into, depth });
    }
  };
  push(nodes, root, 0);
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { node, into, depth } = item;
    if (node.nodeName === '#text') into.children.push((node as Tree.TextNode).value.replace(FILLER, ''));
    if (!isElement(node)) continue;
    const attributes: Record<string, string> = Object.create(null);
    for (const { name, value } of node.attrs) attributes[name] = value;
    const element: Content = { name: node.tagName, attributes, children: [], parent: into };
    into.children.push(element);
    push(node.childNodes, depth < MAX_DEPTH ? element : into, depth + 1);
  }
  return root;
}
