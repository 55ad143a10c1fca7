import type { Marks } from '../book/marks.ts';
import { isPageBreak, Renderer } from '../markup/markdown.ts';
import { type Element, findElement, isElement, semantics, textOf } from '../markup/tree.ts';
import type { ContentsEntry, Navigation } from './navigation.ts';
import type { Notes } from './notes.ts';
import { resolveTarget, targetKey } from './paths.ts';

/** Renders the files of a book, with marks for what its contents, its list of pages and its landmarks lead to. */
export class SpineRenderer {
  readonly #marks: Marks;
  readonly #notes: Notes;
  readonly #wanted = new Set<string>();
  readonly #pages = new Map<string, string>();

  constructor(marks: Marks, notes: Notes, { contents, pages, landmarks }: Navigation) {
    this.#marks = marks;
    this.#notes = notes;
    const want = (entries: readonly ContentsEntry[]) => {
      for (const { target, children } of entries) {
        if (target) this.#wanted.add(targetKey(target));
        want(children);
      }
    };
    want(contents);
    for (const { target } of landmarks) this.#wanted.add(targetKey(target));
    for (const { label, target } of pages) this.#pages.set(targetKey(target), label);
  }

  /** The Markdown of one file. */
  render(path: string, root: Element): string {
    const { references, notes, dropped } = this.#notes;
    const renderer = new Renderer({
      marks: this.#marks,
      markFor: (element) => this.#markFor(path, element),
      address: (href) => (resolveTarget(path, href) === undefined && /^(?:https?|mailto|ftp):/i.test(href.trim()) ? href.trim() : undefined),
      picture: (source) => (source.startsWith('data:') ? '' : (resolveTarget(path, source)?.path ?? source)),
      referenceOf: (element) => references.get(element),
      noteOf: (element) => notes.get(element),
      isDropped: (element) => dropped.has(element) || isContentsInBook(element),
    });
    const page = this.#pages.get(path);
    const start = page === undefined ? '' : this.#marks.add({ kind: 'page', label: page });
    return start + renderer.render(findElement(root, 'body') ?? root);
  }

  #markFor(path: string, element: Element): string {
    const id = element.attributes.id ?? (isElement(element, 'a') ? element.attributes.name : undefined);
    const isBreak = isPageBreak(element);
    if (id === undefined && !isBreak) return '';
    const key = `${path}#${id}`;
    const label = this.#pages.get(key) ?? (isBreak ? breakLabel(element) : undefined);
    const page = label === undefined ? '' : this.#marks.add({ kind: 'page', label });
    return page + (id !== undefined && this.#wanted.has(key) ? this.#marks.add({ kind: 'target', href: key }) : '');
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
  return isElement(element, 'nav') && semantics(element).some((type) => type === 'page-list' || type === 'landmarks');
}
