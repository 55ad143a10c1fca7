import {
  cleanText,
  type Element,
  findElement,
  type Hooks,
  type Inline,
  isElement,
  localName,
  readContent,
  textOf,
  writeMarkdown,
} from '@bowerbird/markdown';
import { type Marks, withoutControls } from '../book/marks.ts';
import { isPageBreak, svgText, svgTexts } from './elements.ts';
import { resolveTarget, type Target } from './links.ts';
import type { Notes } from './notes.ts';
import { semantics } from './tree.ts';

// What a reader can follow without the book.
const OUTSIDE = /^\s*(?:https?|mailto|ftp):/i;

/** What places of a book are for. */
export interface Places {
  /** What contents and landmarks lead to. */
  readonly targets: readonly Target[];
  /** Where pages of the printed book begin, with their numbers. */
  readonly pages: readonly { readonly label: string; readonly target: Target }[];
}

export const NO_PLACES: Places = { targets: [], pages: [] };

/** The places of one file, by their names; its start is ''. */
interface FilePlaces {
  readonly targets: Set<string>;
  readonly pages: Map<string, string>;
}

/** Renders the files of a book, with marks for what its contents, its list of pages and its landmarks lead to. */
export class FileRenderer {
  readonly #marks: Marks;
  readonly #notes: Notes;
  readonly #places = new Map<string, FilePlaces>();

  constructor(marks: Marks, notes: Notes, { targets, pages }: Places) {
    this.#marks = marks;
    this.#notes = notes;
    for (const { path, fragment = '' } of targets) this.#placesIn(path).targets.add(fragment);
    for (const { label, target } of pages)
      this.#placesIn(target.path).pages.set(target.fragment ?? '', label);
  }

  #placesIn(path: string): FilePlaces {
    let places = this.#places.get(path);
    if (places === undefined) {
      places = { targets: new Set(), pages: new Map() };
      this.#places.set(path, places);
    }
    return places;
  }

  /** The Markdown of one file. */
  render(path: string, root: Element): string {
    const page = this.#placesIn(path).pages.get('');
    const start = page === undefined ? '' : this.#marks.add({ kind: 'page', label: page });
    const blocks = readContent(findElement(root, 'body') ?? root, this.#hooks(path));
    return (
      start + writeMarkdown(blocks, { headingSign: (level) => this.#marks.add({ kind: 'heading', level }) })
    );
  }

  #hooks(path: string): Hooks {
    const { references, notes, dropped } = this.#notes;
    const places = this.#placesIn(path);
    return {
      isDropped: (element) => dropped.has(element) || isHidden(element),
      inline(element) {
        const number = references.get(element);
        if (number !== undefined) return [{ type: 'reference', label: String(number) }];
        return localName(element) === 'svg' ? [wordsOf(element)] : undefined;
      },
      noteOf: (element) => notes.get(element)?.toString(),
      marksOf: (element) => {
        const value = this.#markFor(path, places, element);
        return value === '' ? undefined : [{ type: 'mark', value }];
      },
      address: (href) => (OUTSIDE.test(href) ? withoutControls(href).trim() : undefined),
      picture: (element) => readPicture(element, path),
    };
  }

  #markFor(path: string, { targets, pages }: FilePlaces, element: Element): string {
    const id = element.attributes.id ?? (element.name === 'a' ? element.attributes.name : undefined);
    const isBreak = isPageBreak(element);
    if (id === undefined && !isBreak) return '';
    const label = (id ? pages.get(id) : undefined) ?? (isBreak ? breakLabel(element) : undefined);
    const page = label === undefined ? '' : this.#marks.add({ kind: 'page', label });
    return page + (id && targets.has(id) ? this.#marks.add({ kind: 'target', href: `${path}#${id}` }) : '');
  }
}

/** The number of a page: its label, its title, its text. */
function breakLabel(element: Element): string {
  const { title } = element.attributes;
  const label = title ?? element.attributes['aria-label'] ?? textOf(element);
  return label.replace(/^\s*(?:page|p\.|seite|s\.)\s*|[\s.]+$/gi, '').trim();
}

/** By what it is called; without that it is nothing for readers of text. */
function readPicture({ attributes }: Element, path: string): Inline | undefined {
  const alt = cleanText(attributes.alt ?? attributes['aria-label'] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  if (alt === '') return undefined;
  const source = attributes.src ?? attributes['xlink:href'] ?? attributes.href ?? '';
  const url = source.startsWith('data:') ? '' : (resolveTarget(path, source)?.path ?? source);
  return { type: 'image', url: withoutControls(url), alt };
}

/** Of a drawing: what it is called, and the text in it. */
function wordsOf(drawing: Element): string {
  const texts = [...svgTexts(drawing)].map(svgText).filter((text) => text.trim() !== '');
  return cleanText(` ${texts.join(' ')} `);
}

const UNSEEN = new Set(['form', 'button', 'trigger']);

function isHidden(element: Element): boolean {
  const { attributes } = element;
  if (attributes.hidden !== undefined || UNSEEN.has(localName(element))) return true;
  if (attributes.style !== undefined && /display\s*:\s*none/.test(attributes.style)) return true;
  // Of what a program may choose from, what all can show.
  const isChoice = localName(element) === 'case' && element.parent !== undefined;
  if (isChoice && findElement(element.parent, 'default') !== undefined) return true;
  return isPageBreak(element) || isContentsInBook(element);
}

/** The lists of pages and landmarks of a navigation document that is in the reading order: they are for machines. */
function isContentsInBook(element: Element): boolean {
  return (
    isElement(element, 'nav') &&
    semantics(element).some((type) => type === 'page-list' || type === 'landmarks')
  );
}
