import type { TextQuality } from './text.ts';

/** An element of XML or HTML. The renderer, and what looks for notes and contents, needs no more of a DOM than this. */
export interface Element {
  /** In HTML lower-case; with its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  readonly parent: Element | undefined;
  /** What whoever made the tree has found out about the text right in it; absent: nobody has looked. */
  readonly text?: TextQuality | undefined;
}

/** An element or a piece of text. */
export type Node = Element | string;

/** The name without its prefix. */
export function localName({ name }: Element): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Whether a node is an element, and one of these names (without prefix) where any are given. */
export function isElement(node: Node | undefined, ...names: readonly string[]): node is Element {
  return typeof node === 'object' && (names.length === 0 || names.includes(localName(node)));
}

/** The children that are elements, of these names where any are given. */
export function childElements(element: Element, ...names: readonly string[]): readonly Element[] {
  return element.children.filter((child) => isElement(child, ...names)) as Element[];
}

/** All elements below one, in document order. Recurses: trees are of bounded depth. */
export function descendants(element: Element, into: Element[] = []): readonly Element[] {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    into.push(child);
    descendants(child, into);
  }
  return into;
}

/** The first element below one that has a name. */
export function findElement(element: Element, ...names: readonly string[]): Element | undefined {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const found = names.includes(localName(child)) ? child : findElement(child, ...names);
    if (found) return found;
  }
  return undefined;
}

/** The nearest element of a name, from this one outwards. */
export function closest(element: Element, ...names: readonly string[]): Element | undefined {
  let at: Element | undefined = element;
  while (at !== undefined && !names.includes(localName(at))) at = at.parent;
  return at;
}

/** Whether an element is another one, or in it. */
export function isWithin(element: Element | undefined, outer: Element): boolean {
  for (let at = element; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** The text in an element, white space folded. */
export function textOf(element: Element): string {
  return rawText(element).replace(/\s+/g, ' ').trim();
}

/** The text in an element as it stands. */
export function rawText(node: Node): string {
  if (typeof node === 'string') return node;
  let text = '';
  for (const child of node.children) text += rawText(child);
  return text;
}
