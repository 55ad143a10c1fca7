import { parseHTML } from 'linkedom';

/** The part of the DOM that is used here. The compiler's own DOM types would promise a browser. */
export interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  textContent: string;
  readonly parentNode: DomElement | null;
  readonly firstChild: DomNode | null;
  readonly nextSibling: DomNode | null;
  readonly previousSibling: DomNode | null;
  readonly childNodes: Iterable<DomNode> & { readonly length: number };
  remove(): void;
  replaceWith(...nodes: readonly (DomNode | string)[]): void;
}

/** An element. `tagName` is in capitals. */
export interface DomElement extends DomNode {
  readonly tagName: string;
  readonly id: string;
  readonly className: string;
  readonly children: Iterable<DomElement> & { readonly length: number };
  readonly ownerDocument: DomDocument;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  closest(selector: string): DomElement | null;
  append(...nodes: readonly (DomNode | string)[]): void;
  prepend(...nodes: readonly (DomNode | string)[]): void;
  before(...nodes: readonly (DomNode | string)[]): void;
  after(...nodes: readonly (DomNode | string)[]): void;
  cloneNode(deep: boolean): DomElement;
  normalize(): void;
}

/** A document. */
export interface DomDocument {
  readonly documentElement: DomElement;
  readonly body: DomElement;
  createElement(name: string): DomElement;
  querySelector(selector: string): DomElement | null;
}

/** A document of clean HTML, as `cleanMarkup` writes it. */
export function toDom(markup: string): DomDocument {
  return parseHTML(markup).document as unknown as DomDocument;
}

/** All matching elements as an array: what follows changes the tree. */
export function all(root: DomElement, selector: string): readonly DomElement[] {
  return [...root.querySelectorAll(selector)];
}

/** Whether a node is an element. */
export function isDomElement(node: DomNode): node is DomElement {
  return node.nodeType === 1;
}

/** Puts the children of an element in its place. */
export function unwrap(element: DomElement): void {
  element.replaceWith(...[...element.childNodes]);
}

/** Puts an element of another name with the same children in the place of an element. */
export function rename(element: DomElement, name: string): DomElement {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...[...element.childNodes]);
  element.replaceWith(renamed);
  return renamed;
}

/** Text with white space folded. */
export function foldedText(node: DomNode): string {
  return node.textContent.replace(/\s+/g, ' ').trim();
}
