import {
  childElements,
  closest,
  descendants,
  type Element,
  findElement,
  isWithin,
  rawText,
  textOf,
} from '@bowerbird/markdown';
import { gatherLooseNotes, NOTES_HEADING, partNotes } from './loose-notes.ts';

/** What a link to a note shows: `1`, `[1]`, `a`, `†`. */
export const NOTE_MARK = /^\s*[[(]?\s*(?:\d{1,3}|[a-z]|[*†‡§]{1,3})\s*[\])]?\s*$/;
// Of several ways back some are numbered.
const BACK =
  /^(?=.*(?:[↩⏎↑^←⤴]|return|back|jump up)|\s*$)(?:[↩⏎↑^←⤴\s\d⁰¹²³⁴-⁹]|\ufe0e|\ufe0f|return|back|jump up)*$/iu;
const HOLDERS = ['li', 'dd', 'p', 'aside', 'div'];
const MAX_NOTES = 1000;

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
  return linked.notes.size > 0 ? linked : (gatherLooseNotes(root) ?? linked);
}

function findLinked(root: Element, pageUrl: string | undefined): Footnotes {
  const all = descendants(root);
  const targets = targetsOf(all);
  const references = new Map<Element, string>();
  const notes = new Map<Element, string>();
  for (const link of all) {
    if (link.name !== 'a' || !link.attributes.href?.includes('#')) continue;
    const note = NOTE_MARK.test(rawText(link)) ? noteOf(link, targets, pageUrl) : undefined;
    if (note === undefined || notes.size >= MAX_NOTES || isInNote(link, notes)) continue;
    const label = notes.get(note) ?? String(notes.size + 1);
    notes.set(note, label);
    const { parent } = link;
    references.set(parent?.name === 'sup' && textOf(parent) === textOf(link) ? parent : link, label);
  }
  const dropped = new Set<Element>();
  for (const note of notes.keys()) for (const link of waysBack(note)) dropped.add(link);
  for (const heading of headingsOf(notes)) dropped.add(heading);
  return { references, notes, dropped };
}

function targetsOf(all: readonly Element[]): ReadonlyMap<string, Element> {
  const targets = new Map<string, Element>();
  for (const element of all) {
    const { id, name } = element.attributes;
    const target = id || (element.name === 'a' ? name : undefined);
    if (target && !targets.has(target)) targets.set(target, element);
  }
  return targets;
}

function noteOf(
  link: Element,
  targets: ReadonlyMap<string, Element>,
  pageUrl: string | undefined,
): Element | undefined {
  const fragment = fragmentOf(link.attributes.href ?? '', pageUrl);
  const target = fragment === undefined ? undefined : targets.get(decode(fragment));
  const note = target && closest(target, ...HOLDERS);
  if (target === undefined || note === undefined || isWithin(link, note)) return undefined;
  // A link back from the note to the text looks the same; its target is in the middle of a paragraph.
  const isAtStart = note === target || textOf(note).startsWith(textOf(target));
  const isWhole = textOf(note).replace(/[\d[\]().\s]/g, '') !== '';
  return isAtStart && isWhole && isShort(note) ? note : undefined;
}

/** The place of the same page that a link leads to. */
function fragmentOf(href: string, pageUrl: string | undefined): string | undefined {
  if (href.startsWith('#')) return href.slice(1);
  const url = pageUrl === undefined ? null : URL.parse(href, pageUrl);
  if (url === null || url.href.split('#', 1)[0] !== pageUrl?.split('#', 1)[0]) return undefined;
  return url.hash.slice(1) || undefined;
}

function isShort(note: Element): boolean {
  return findElement(note, 'h1', 'h2', 'h3') === undefined && childElements(note, 'p').length < 4;
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function isInNote(link: Element, notes: ReadonlyMap<Element, string>): boolean {
  for (let at: Element | undefined = link; at !== undefined; at = at.parent) if (notes.has(at)) return true;
  return false;
}

function waysBack(note: Element): readonly Element[] {
  return descendants(note).filter((link) => {
    if (link.name !== 'a') return false;
    const text = rawText(link);
    const { href } = link.attributes;
    if (href?.startsWith('#')) return BACK.test(text) || NOTE_MARK.test(text);
    return href === undefined && NOTE_MARK.test(text);
  });
}

/** The headings right before notes, or before a list of nothing else. */
function* headingsOf(notes: ReadonlyMap<Element, string>): Generator<Element> {
  const lists = new Set<Element>();
  for (const note of notes.keys()) {
    const { parent } = note;
    if (parent === undefined) continue;
    const isList = parent.children.every((child) =>
      typeof child === 'string' ? child.trim() === '' : notes.has(child) || textOf(child) === '',
    );
    lists.add(isList ? parent : note);
  }
  for (const first of lists) {
    const before = elementBefore(first);
    if (before !== undefined && /^h\d$/.test(before.name) && NOTES_HEADING.test(textOf(before))) yield before;
  }
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
