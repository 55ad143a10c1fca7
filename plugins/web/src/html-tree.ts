import { type Element, foldSpaces } from '@bowerbird/markdown';
import { defaultTreeAdapter, Parser, parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { drawnFormula, isDrawn, scriptFormula } from './formulas.ts';
import { RunTokenizer } from './run-tokenizer.ts';

/** A page as parse5 reads it. */
export type PageTree = Tree.Document;

/** A node of it. */
type TreeNode = Tree.ChildNode;

/** An element of it. */
export type TreeElement = Tree.Element;

/**
 * More elements than this are read as plain text. The HTML standard on one page, about the
 * largest that people write, has 300,000; ordinary long articles have 10,000.
 */
const MAX_ELEMENTS = 60_000;

/** Deeper elements are flattened into their ancestor at this depth: what follows recurses. Browsers do the same at 512. */
const MAX_DEPTH = 120;

class TooManyElements extends Error {}

/** Parses as browsers do. `undefined` when the page has more elements than can be worked with. */
export function parseTree(markup: string, maxElements = MAX_ELEMENTS): PageTree | undefined {
  let elements = 0;
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    // Counted while parsing: misnested formatting elements are opened again in each paragraph, so 100 KB can become a million.
    createElement(tagName, namespace, attributes) {
      if (++elements > maxElements) throw new TooManyElements();
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
  };
  try {
    const parser = new Parser({ treeAdapter, scriptingEnabled: false });
    parser.tokenizer = new RunTokenizer(parser);
    parser.tokenizer.write(markup, true);
    return parser.document;
  } catch (error) {
    if (error instanceof TooManyElements) return undefined;
    throw error;
  }
}

/** Whether a node is an element. */
function isElement(node: Tree.Node): node is TreeElement {
  return 'tagName' in node;
}

/** An attribute's value. */
export function attribute(element: TreeElement, name: string): string | undefined {
  for (const one of element.attrs) if (one.name === name) return one.value;
  return undefined;
}

/** Children of a node; of `<template>` those of its content. */
function childrenOf(node: Tree.Node): readonly TreeNode[] {
  if ('content' in node) return node.content.childNodes;
  return 'childNodes' in node ? node.childNodes : [];
}

/** All elements in document order. Without recursion: trees of foreign pages are deep. */
export function elementsOf(root: Tree.Node): readonly TreeElement[] {
  const elements: TreeElement[] = [];
  const stack: TreeNode[] = [];
  pushChildren(stack, root, Number.POSITIVE_INFINITY);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.nodeName === '#text') continue;
    if (isElement(node)) elements.push(node);
    pushChildren(stack, node, Number.POSITIVE_INFINITY);
  }
  return elements;
}

/** Puts the first children of a node on a stack, the first on top. */
function pushChildren(stack: TreeNode[], node: Tree.Node, limit: number): void {
  const children = childrenOf(node);
  for (let index = Math.min(limit, children.length) - 1; index >= 0; index--) {
    const child = children[index];
    if (child !== undefined) stack.push(child);
  }
}

/** The text inside a node, at most `limit` characters, white space folded. */
export function textOf(root: Tree.Node, limit: number): string {
  let text = '';
  const stack: TreeNode[] = [];
  pushChildren(stack, root, Number.POSITIVE_INFINITY);
  for (let node = stack.pop(); node !== undefined && text.length < limit; node = stack.pop()) {
    if (node.nodeName === '#text') text += (node as Tree.TextNode).value.slice(0, limit);
    else pushChildren(stack, node, limit);
  }
  return foldSpaces(text).trim().slice(0, limit);
}

/** Text that was escaped once too often, as `Q&#038;A` in JSON-LD, as it was meant. */
export function unescapeText(text: string): string {
  if (text.length > MAX_ESCAPED || !/&(?:#\d+|#x[\da-f]+|[a-z]\w*);/i.test(text)) return text;
  return textOf(parseFragment(text.replaceAll('<', '&lt;')), MAX_ESCAPED);
}

const MAX_ESCAPED = 2000;

// Nothing in them is text of the page. `noscript` stays: lazy images are in it.
const DROPPED = new Set(
  'script style template link iframe frame object embed canvas audio map svg base param source track portal'.split(
    ' ',
  ),
);
// Text directly in them is in no cell: the cells are flattened instead.
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr']);
const KEPT_ATTRIBUTE_LENGTH = 4096;
const KEPT_ATTRIBUTES = 40;

/** Control characters, and the private ones that icon fonts draw signs with: no text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
export const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f\ue000-\uf8ff]/g;

/**
 * Takes scripts, comments, embedded data and control characters out of a tree, shortens runs of line breaks, and flattens what is
 * deeper than {@link MAX_DEPTH}: what follows may recurse.
 */
export function cleanTree(tree: PageTree): void {
  const stack: { readonly node: Tree.ParentNode; readonly depth: number }[] = [{ node: tree, depth: 0 }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { node, depth } = item;
    const isDeep = depth >= MAX_DEPTH && !TABLE_PARTS.has(node.nodeName);
    const children = isDeep ? flatten(node) : node.childNodes;
    node.childNodes = keepClean(children);
    for (const child of node.childNodes) {
      child.parentNode = node;
      if (isElement(child)) stack.push({ node: child, depth: depth + 1 });
    }
  }
}

/** An element for the renderer. The tree must be of bounded depth (`cleanTree`): this recurses. */
export function toElement(from: TreeElement, parent?: Element): Element {
  const attributes: Record<string, string> = Object.create(null);
  for (const { name, value } of from.attrs) attributes[name] = value;
  const element: Element = { name: from.tagName, attributes, children: [], parent };
  for (const child of from.childNodes) {
    if (child.nodeName === '#text') element.children.push((child as Tree.TextNode).value);
    else if (isElement(child)) element.children.push(toElement(child, element));
  }
  return element;
}

function keepClean(children: readonly TreeNode[]): TreeNode[] {
  const kept: TreeNode[] = [];
  let breaks = 0;
  for (const child of children) {
    if (child.nodeName === '#comment') continue;
    if (child.nodeName === '#text') {
      const text = child as Tree.TextNode;
      text.value = text.value.replace(NO_TEXT, '');
      if (text.value.trim() !== '') breaks = 0;
    } else if (isElement(child)) {
      const formula = readFormula(child, kept);
      if (formula !== undefined) kept.push(formula);
      if (formula !== undefined || DROPPED.has(child.tagName)) continue;
      breaks = child.tagName === 'br' ? breaks + 1 : 0;
      // Two are a paragraph's end.
      if (breaks > 2) continue;
      child.attrs = cleanAttributes(child.attrs);
    }
    kept.push(child);
  }
  return kept;
}

/** The formula that an element stands for; what was drawn for it goes. */
function readFormula(element: TreeElement, before: TreeNode[]): TreeElement | undefined {
  if (element.tagName === 'mjx-container') return drawnFormula(element);
  const formula = element.tagName === 'script' ? scriptFormula(element) : undefined;
  if (formula !== undefined) while (isDrawn(before.at(-1))) before.pop();
  return formula;
}

function cleanAttributes(attributes: TreeElement['attrs']): TreeElement['attrs'] {
  // Nearly all stay as they are.
  if (attributes.length <= KEPT_ATTRIBUTES && attributes.every(isKept)) return attributes;
  return attributes.slice(0, KEPT_ATTRIBUTES).filter(isKept);
}

function isKept({ name, value }: TreeElement['attrs'][number]): boolean {
  return value.length <= KEPT_ATTRIBUTE_LENGTH && !/^on|[^\w:.-]/.test(name);
}

const INLINE_LEAF = new Set(['br', 'img', 'hr', '#text']);

/** Everything below a node without its nesting: text and images, a line break where an element began. */
function flatten(root: Tree.ParentNode): TreeNode[] {
  const leaves: TreeNode[] = [];
  const stack: TreeNode[] = [...root.childNodes].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (INLINE_LEAF.has(node.nodeName)) {
      leaves.push(node);
    } else if (isElement(node) && !DROPPED.has(node.tagName)) {
      leaves.push(defaultTreeAdapter.createElement('br', node.namespaceURI, []));
      for (const child of [...node.childNodes].reverse()) stack.push(child);
    }
  }
  return leaves;
}
