import { childElements, descendants, type Element, isElement, localName, textOf } from '@bowerbird/markdown';
import { resolveTarget, type Target } from './links.ts';
import { semantics } from './tree.ts';

/** The notes of a book: what refers to them, what they are, and what is not to be shown of either. */
export interface Notes {
  readonly references: ReadonlyMap<Element, number>;
  readonly notes: ReadonlyMap<Element, number>;
  /** Links back from a note to its reference, and its label. */
  readonly dropped: ReadonlySet<Element>;
}

/** Where a link leads, and from where it comes. */
interface Link<Place> {
  readonly element: Element;
  readonly target: Place;
  readonly isReference: boolean;
}

/** The places and the links of one file. */
export interface FileLinks {
  /** By their names. */
  readonly targets: ReadonlyMap<string, Element>;
  readonly links: readonly Link<Target>[];
}

const NOTE_TYPES = ['footnote', 'endnote', 'rearnote', 'note', 'annotation'];
const LABEL =
  /^[\s[({]*(?:\d{1,4}|[ivxlc]{1,6}|[a-z]|\*{1,4}|[†‡§¶#]{1,3}|[⁰¹²³⁴-⁹]+|n(?:ote)?\.?\s?\d{1,4})[\s\])}.:]*$/iu;
// What is longer is a chapter that a number leads to.
const MOST_CHARACTERS = 30_000;

/**
 * Finds the notes of a book, whatever file they stand in. A reference is a link that says so (`epub:type="noteref"`, `role="doc-noteref"`), or
 * one with a number or a sign for its text that leads to something that says it is a note, or that links back to it.
 * Notes are numbered by their first references, in reading order.
 */
export function findNotes(links: readonly Link<Element>[]): Notes {
  const byTarget = Map.groupBy(links, ({ target }) => target);
  const references = new Map<Element, number>();
  const notes = new Map<Element, number>();
  const dropped = new Set<Element>();
  const linksOf = new Map(links.map((link) => [link.element, link]));
  for (const { element, target, isReference } of links) {
    if (!isReference && !LABEL.test(textOf(element))) continue;
    const note = noteElement(target);
    if (!note || contains(note.body, element)) continue;
    const callers = byTarget.get(target)?.map((one) => one.element) ?? [];
    const own = backLinks(note.body);
    const back = [...own, ...(note.label ? backLinks(note.label) : [])].filter((link) =>
      isNear(linksOf.get(link)?.target, callers),
    );
    if (!isReference && !note.isTyped) {
      // A note links back, begins with its target, and its link back is not itself taken for a reference.
      if (back.length === 0 || isInside(element, notes, dropped) || !beginsWith(note.body, target)) continue;
    }
    const number = notes.get(note.body) ?? notes.size + 1;
    notes.set(note.body, number);
    references.set(element, number);
    for (const link of back) dropped.add(link);
    for (const link of own) if (isBackLink(link)) dropped.add(link);
    if (note.label) dropped.add(note.label);
  }
  return { references, notes, dropped };
}

/** The links of a file, and the elements in it that can be linked to. */
export function linksIn(path: string, root: Element): FileLinks {
  const targets = new Map<string, Element>();
  const links: Link<Target>[] = [];
  const visit = (element: Element): void => {
    const { id } = element.attributes;
    if (id !== undefined) targets.set(id, element);
    if (localName(element) === 'a') {
      const { name, href } = element.attributes;
      if (name !== undefined && id === undefined) targets.set(name, element);
      const target = href === undefined ? undefined : resolveTarget(path, href);
      if (target) links.push({ element, target, isReference: semantics(element).includes('noteref') });
    }
    for (const child of element.children) if (typeof child === 'object') visit(child);
  };
  visit(root);
  return { targets, links };
}

/** The links that lead to an element of the book. */
export function joinLinks(files: ReadonlyMap<string, FileLinks>): readonly Link<Element>[] {
  const links: Link<Element>[] = [];
  for (const file of files.values()) {
    for (const { element, target, isReference } of file.links) {
      const place = target.fragment ? files.get(target.path)?.targets.get(target.fragment) : undefined;
      if (place) links.push({ element, target: place, isReference });
    }
  }
  return links;
}

const NOTE_BLOCKS = new Set(['li', 'p', 'div', 'aside', 'dd', 'tr', 'blockquote', 'section']);

/** The element that is the note to which a target belongs, and its label where that stands outside of it. */
function noteElement(
  target: Element,
): { readonly body: Element; readonly label?: Element; readonly isTyped: boolean } | undefined {
  for (let each: Element | undefined = target, steps = 0; each && steps < 4; each = each.parent, steps++) {
    if (semantics(each).some((type) => NOTE_TYPES.includes(type))) return { body: each, isTyped: true };
  }
  for (let each: Element | undefined = target, steps = 0; each && steps < 4; each = each.parent, steps++) {
    const name = localName(each);
    if (name === 'dt') {
      const body = nextElement(each);
      return body && isElement(body, 'dd') ? { body, label: each, isTyped: false } : undefined;
    }
    if (name === 'td' && each.parent) return { body: each.parent, isTyped: false };
    if (!NOTE_BLOCKS.has(name)) continue;
    return isLong(each) ? undefined : { body: each, isTyped: false };
  }
  return undefined;
}

function isLong(element: Element): boolean {
  // White space folded it is shorter.
  return rawLength(element) > MOST_CHARACTERS && textOf(element).length > MOST_CHARACTERS;
}

function rawLength({ children }: Element): number {
  return children.reduce(
    (sum, child) => sum + (typeof child === 'string' ? child.length : rawLength(child)),
    0,
  );
}

function nextElement(element: Element): Element | undefined {
  const siblings = element.parent ? childElements(element.parent) : [];
  return siblings[siblings.indexOf(element) + 1];
}

function backLinks(note: Element): readonly Element[] {
  return [...descendants(note), note].filter(
    (each) => each.attributes.href !== undefined && localName(each) === 'a',
  );
}

function isBackLink(link: Element): boolean {
  return (
    semantics(link).some((type) => type === 'backlink' || type === 'referrer') ||
    /^(?:[\s↩↑↵⏎←^]|\ufe0e)+$/.test(textOf(link))
  );
}

/** Whether a link leads back to where a note is referred to: to the reference, into it, or to what holds little else. */
function isNear(target: Element | undefined, references: readonly Element[]): boolean {
  if (!target) return false;
  return references.some((reference) => {
    for (
      let each: Element | undefined = reference, steps = 0;
      each && steps < 3;
      each = each.parent, steps++
    ) {
      if (each === target) return true;
    }
    return target.parent === reference || (target.parent !== undefined && target.parent === reference.parent);
  });
}

function isInside(
  element: Element,
  notes: ReadonlyMap<Element, number>,
  dropped: ReadonlySet<Element>,
): boolean {
  for (let each: Element | undefined = element; each; each = each.parent)
    if (notes.has(each) || dropped.has(each)) return true;
  return false;
}

/** Whether nothing but a label stands in a block before an element. */
function beginsWith(block: Element, target: Element): boolean {
  if (!contains(block, target)) return true;
  let before = '';
  for (let each = target; each !== block && each.parent; each = each.parent) {
    const { children } = each.parent;
    before =
      children
        .slice(0, children.indexOf(each))
        .map((node) => (typeof node === 'string' ? node : textOf(node)))
        .join('') + before;
  }
  return before.trim().length <= 8;
}

function contains(outer: Element, inner: Element): boolean {
  for (let each: Element | undefined = inner; each; each = each.parent) if (each === outer) return true;
  return false;
}
