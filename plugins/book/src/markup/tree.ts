import { childElements, type Element, findElement, rawText } from '@bowerbird/markdown';
import { Parser } from 'htmlparser2';
import { countLetters } from '../book/quality.ts';
import { readPlainMarkup } from './plain-markup.ts';
import type { Dialect } from './start-tag.ts';

/** A document as a tree, and what was wrong with it. */
export interface Tree {
  readonly root: Element;
  readonly problem?: string | undefined;
  /** Letters and digits in its body, or in all of it. Of HTML alone: in XML no name says that what is in an element is no text, as in `script`. */
  readonly letters: number;
}

// No book is deeper; what is deeper hangs or overflows whatever walks it.
const MOST_DEPTH = 200;
// The parser has a stack of its own, which is searched at every end tag.
const MOST_OPEN = 5000;
const MOST_NODES = 1_000_000;

class TooMuch extends Error {}

/**
 * Reads XML or XHTML as a tree. Tolerant: an error costs what it is about and not the document. DTDs are passed over, so no entity is
 * defined and none expands; HTML's named ones are known.
 * @param xml the names of elements keep their case, and no element ends by itself
 */
export function parseTree(text: string, { xml }: { readonly xml: boolean }): Tree {
  return readPlainMarkup(text, xml ? XML : HTML) ?? forgivingTree(text, xml);
}

/** Likewise, whatever is wrong with it. */
export function forgivingTree(text: string, xml = false): Tree {
  const builder = new TreeBuilder();
  const parser = new Parser(builder.handler, {
    xmlMode: xml,
    decodeEntities: true,
    recognizeSelfClosing: true,
    recognizeCDATA: true,
  });
  try {
    parser.write(text);
    parser.end();
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { root: builder.root, letters: lettersIn(builder.root), problem: error.message };
  }
  return { root: builder.root, letters: lettersIn(builder.root) };
}

function lettersIn(root: Element): number {
  let text = '';
  const visit = ({ children }: Element) => {
    for (const child of children) {
      if (typeof child === 'string') text += child;
      else if (child.name !== 'script' && child.name !== 'style') visit(child);
    }
  };
  visit(findElement(root, 'body') ?? root);
  return countLetters(text);
}

const HTML = dialect(false);
const XML = dialect(true);

/** What a reference says is decided by the parser that forgives. */
function dialect(xml: boolean): Dialect {
  return {
    xml,
    text: remembered((reference) => rawText(forgivingTree(reference, xml).root)),
    attribute: remembered((reference) => {
      const [element] = childElements(forgivingTree(`<p title="${reference}"></p>`, xml).root);
      return element?.attributes.title ?? '';
    }),
  };
}

function remembered(decode: (reference: string) => string): (reference: string) => string {
  const known = new Map<string, string>();
  return (reference) => {
    let text = known.get(reference);
    if (text !== undefined) return text;
    text = decode(reference);
    // There are more than two thousand names, and any number of numbers.
    if (known.size < 1000) known.set(reference, text);
    return text;
  };
}

class TreeBuilder {
  readonly root: Element = { name: '', attributes: {}, children: [], parent: undefined };
  readonly #open: Element[] = [this.root];
  #current = this.root;
  #nodes = 0;
  readonly handler = {
    onopentag: (name: string, attributes: Record<string, string>) => this.#start(name, attributes),
    onclosetag: () => this.#end(),
    ontext: (text: string) => this.#text(text),
  };

  #start(name: string, attributes: Record<string, string>): void {
    if (++this.#nodes > MOST_NODES)
      throw new TooMuch(`it has over ${MOST_NODES} elements: the rest is left out`);
    if (this.#open.length > MOST_OPEN) throw new TooMuch(`its elements are nested over ${MOST_OPEN} deep`);
    const parent = this.#current;
    const element: Element = { name, attributes, children: [], parent };
    parent.children.push(element);
    this.#open.push(element);
    // Deeper ones become siblings: their text stays.
    if (this.#open.length <= MOST_DEPTH) this.#current = element;
  }

  #end(): void {
    if (this.#open.length > 1) this.#open.pop();
    this.#current = this.#open[Math.min(this.#open.length, MOST_DEPTH) - 1] ?? this.root;
  }

  #text(text: string): void {
    const { children } = this.#current;
    const last = children.length - 1;
    const before = children[last];
    if (typeof before === 'string') children[last] = before + text;
    else children.push(text);
  }
}

/** The value of an attribute, whatever its prefix. */
export function attribute({ attributes }: Element, name: string): string | undefined {
  const value = attributes[name];
  if (value !== undefined) return value;
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

const NO_TERMS: readonly string[] = [];

/** The terms of `epub:type` and of ARIA `role` (`doc-…`), which say the same (EPUB-SSV 1.1). */
export function semantics({ attributes }: Element): readonly string[] {
  const type = attributes['epub:type'];
  const { role } = attributes;
  if (type === undefined && role === undefined) return NO_TERMS;
  const roles = role?.split(/\s+/).flatMap((one) => (one.startsWith('doc-') ? [one.slice(4)] : [])) ?? [];
  return [...(type?.trim().split(/\s+/) ?? []), ...roles];
}
