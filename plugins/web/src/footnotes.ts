import { descendants, type Element, rawText, textOf } from '@bowerbird/markdown';
import { gatherListNotes } from './list-notes.ts';
import { gatherLooseNotes, NOTES_HEADING, partNotes } from './loose-notes.ts';
import { NOTE_MARK, noteOf, pointsOf, type Targets, targetsOf } from './note-links.ts';
import { isSidenote, markBefore, marksAtStart, moveToEnd } from './sidenotes.ts';

// Of several ways back some are numbered.
const BACK =
  /^(?=.*(?:[↩⏎↑^←⤴]|return|back|jump up)|\s*$)(?:[↩⏎↑^←⤴\s\d⁰¹²³⁴-⁹]|\ufe0e|\ufe0f|return|back|jump up)*$/iu;
const MAX_NOTES = 1000;
const INLINE = new Set(['span', 'small', 'em', 'i', 'cite']);

/** The notes of a page: what refers to them, what they are, and what is not to be shown of either. */
export interface Footnotes {
  /** Labels, by the elements that refer to a note. */
  readonly references: ReadonlyMap<Element, string>;
  /** Labels, by the elements that are one. */
  readonly notes: ReadonlyMap<Element, string>;
  /** Ways back, and headings above nothing but notes. */
  readonly dropped: ReadonlySet<Element>;
}

/**
 * Footnotes: where a short link leads to a note that stands further down, else raised numbers with paragraphs below. Changes the tree where
 * several notes stand in one element, or one in several.
 * @param pageUrl links to it lead to places of the same page
 */
export function findFootnotes(root: Element, pageUrl?: string | undefined): Footnotes {
  partNotes(root);
  const linked = findLinked(root, pageUrl);
  return linked.notes.size > 0 ? linked : (gatherLooseNotes(root) ?? gatherListNotes(root) ?? linked);
}

function findLinked(root: Element, pageUrl: string | undefined): Footnotes {
  const all = descendants(root);
  const targets = targetsOf(all);
  const references = new Map<Element, string>();
  const notes = new Map<Element, string>();
  // What is to stand where notes stood in a line.
  const inLine = new Map<Element, Element | undefined>();
  for (const element of all) {
    if (notes.size >= MAX_NOTES || isInNote(element, notes)) continue;
    if (isSidenote(element) && !notes.has(element)) {
      const label = String(notes.size + 1);
      const before = markBefore(element);
      const mark = before ?? newMark();
      notes.set(element, label);
      references.set(mark, label);
      inLine.set(element, before === undefined ? mark : undefined);
      continue;
    }
    const note = noteOf(element, targets, pageUrl);
    if (note === undefined) continue;
    const label = notes.get(note) ?? String(notes.size + 1);
    notes.set(note, label);
    if (INLINE.has(note.name)) inLine.set(note, undefined);
    references.set(markAround(element), label);
  }
  for (const [note, mark] of inLine) moveToEnd(note, root, mark);
  return { references, notes, dropped: droppedOf(notes, targets) };
}

/** A mark for a note that has none in front. */
function newMark(): Element {
  return { name: 'sup', attributes: {}, children: [], parent: undefined };
}

/** What is raised is the mark, not the link in it. */
function markAround(link: Element): Element {
  const { parent } = link;
  return parent?.name === 'sup' && textOf(parent) === textOf(link) ? parent : link;
}

function droppedOf(notes: ReadonlyMap<Element, string>, targets: Targets): ReadonlySet<Element> {
  const dropped = new Set<Element>();
  for (const note of notes.keys()) {
    for (const link of waysBack(note, targets)) dropped.add(link);
    for (const mark of marksAtStart(note)) dropped.add(mark);
  }
  for (const heading of headingsOf(notes)) dropped.add(heading);
  return dropped;
}

function isInNote(link: Element, notes: ReadonlyMap<Element, string>): boolean {
  for (let at: Element | undefined = link; at !== undefined; at = at.parent) if (notes.has(at)) return true;
  return false;
}

function waysBack(note: Element, targets: Targets): readonly Element[] {
  return descendants(note).filter((link) => {
    if (link.name !== 'a') return false;
    const text = rawText(link);
    const { href } = link.attributes;
    if (href === undefined) return NOTE_MARK.test(text);
    const isToPage = href.startsWith('#') || pointsOf(link).some((point) => targets.has(point));
    return isToPage && (BACK.test(text) || NOTE_MARK.test(text));
  });
}

/** The headings and rules right before notes, or before a list of nothing else. */
function* headingsOf(notes: ReadonlyMap<Element, string>): Generator<Element> {
  const lists = new Set<Element>();
  for (const note of notes.keys()) {
    let outer = note;
    while (outer.parent?.parent !== undefined && holdsOnly(outer.parent, notes)) outer = outer.parent;
    lists.add(outer);
  }
  for (const first of lists) {
    const before = elementBefore(first);
    const heading = before && headingIn(before);
    if (heading?.name === 'hr' || (heading && NOTES_HEADING.test(textOf(heading)))) yield heading;
  }
}

/** Whether there is nothing in an element but notes. */
function holdsOnly(element: Element, notes: ReadonlyMap<Element, string>): boolean {
  return element.children.every((child) =>
    typeof child === 'string'
      ? child.trim() === ''
      : notes.has(child) || textOf(child) === '' || holdsOnly(child, notes),
  );
}

/** A heading or a rule, which may be in a wrapper of its own. */
function headingIn(element: Element): Element | undefined {
  if (/^h[r\d]$/.test(element.name)) return element;
  const heading = descendants(element).find(({ name }) => /^h\d$/.test(name));
  return heading && textOf(heading) === textOf(element) ? heading : undefined;
}

function elementBefore(element: Element): Element | undefined {
  const siblings = element.parent?.children ?? [];
  for (let at = siblings.indexOf(element) - 1; at >= 0; at--) {
    const node = siblings[at];
    if (typeof node === 'object') return node;
    if (node?.trim() !== '') return undefined;
  }
  return undefined;
}
