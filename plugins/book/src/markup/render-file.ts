import type { Marks } from '../book/marks.ts';
import { isPageBreak } from './elements.ts';
import { resolveTarget } from './links.ts';
import { Renderer } from './markdown.ts';
import type { Notes } from './notes.ts';
import { type Element, findElement, isElement, semantics, textOf } from './tree.ts';

// What a reader can follow without the book.
const OUTSIDE = /^\s*(?:https?|mailto|ftp):/i;

/** What places of a book are for: by path and fragment. */
export interface Places {
  /** What contents and landmarks lead to. */
  readonly targets: ReadonlySet<string>;
  /** Where pages of the printed book begin, with their numbers. */
  readonly pages: ReadonlyMap<string, string>;
}

/** Renders the files of a book, with marks for what its contents, its list of pages and its landmarks lead to. */
export class FileRenderer {
  readonly #marks: Marks;
  readonly #notes: Notes;
  readonly #places: Places;

  constructor(marks: Marks, notes: Notes, places: Places) {
    this.#marks = marks;
    this.#notes = notes;
    this.#places = places;
  }

  /** The Markdown of one file. */
  render(path: string, root: Element): string {
    const { references, notes, dropped } = this.#notes;
    const renderer = new Renderer({
      marks: this.#marks,
      markFor: (element) => this.#markFor(path, element),
      address: (href) => (OUTSIDE.test(href) ? href.trim() : undefined),
      picture: (source) => (source.startsWith('data:') ? '' : (resolveTarget(path, source)?.path ?? source)),
      referenceOf: (element) => references.get(element),
      noteOf: (element) => notes.get(element),
      isDropped: (element) => dropped.has(element) || isContentsInBook(element),
    });
    const page = this.#places.pages.get(path);
    const start = page === undefined ? '' : this.#marks.add({ kind: 'page', label: page });
    return start + renderer.render(findElement(root, 'body') ?? root);
  }

  #markFor(path: string, element: Element): string {
    const id = element.attributes.id ?? (element.name === 'a' ? element.attributes.name : undefined);
    const isBreak = isPageBreak(element);
    if (id === undefined && !isBreak) return '';
    const key = `${path}#${id}`;
    const label = this.#places.pages.get(key) ?? (isBreak ? breakLabel(element) : undefined);
    const page = label === undefined ? '' : this.#marks.add({ kind: 'page', label });
    return (
      page +
      (id !== undefined && this.#places.targets.has(key)
        ? this.#marks.add({ kind: 'target', href: key })
        : '')
    );
  }
}

/** The number of a page: its label, its title, its text. */
function breakLabel(element: Element): string {
  const { title } = element.attributes;
  const label = title ?? element.attributes['aria-label'] ?? textOf(element);
  return label.replace(/^\s*(?:page|p\.|seite|s\.)\s*|[\s.]+$/gi, '').trim();
}

/** The lists of pages and landmarks of a navigation document that is in the reading order: they are for machines. */
function isContentsInBook(element: Element): boolean {
  return (
    isElement(element, 'nav') &&
    semantics(element).some((type) => type === 'page-list' || type === 'landmarks')
  );
}
