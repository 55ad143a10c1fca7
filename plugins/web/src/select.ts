import { descendants, type Element, isElement, type Node, rawText } from '@bowerbird/markdown';
import { selectAll } from 'css-select';

type Adapter = NonNullable<NonNullable<Parameters<typeof selectAll<Node, Element>>[2]>['adapter']>;

const adapter: Adapter = {
  isTag: (node): node is Element => isElement(node),
  getAttributeValue: ({ attributes }, name) => attributes[name],
  getChildren: (node) => (isElement(node) ? node.children : []),
  getName: ({ name }) => name,
  getParent: ({ parent }) => parent ?? null,
  getSiblings: (node) => (isElement(node) ? (node.parent?.children ?? [node]) : [node]),
  getText: rawText,
  hasAttrib: ({ attributes }, name) => name in attributes,
  removeSubsets: (nodes) => nodes,
};

/**
 * The part of a page that a CSS selector names; all of several, none in another.
 * @throws {Error} when it is no selector
 */
export function select(root: Element, selector: string): Element | undefined {
  const found = new Set(selectAll<Node, Element>(selector, [root], { adapter }));
  // Its text may be in no element of its own.
  if (found.has(root)) return root;
  const outer = descendants(root).filter((element) => found.has(element) && !isInOneOf(element, found));
  return outer.length === 0
    ? undefined
    : { name: 'div', attributes: {}, children: [...outer], parent: undefined };
}

function isInOneOf(element: Element, found: ReadonlySet<Node>): boolean {
  for (let at = element.parent; at !== undefined; at = at.parent) if (found.has(at)) return true;
  return false;
}
