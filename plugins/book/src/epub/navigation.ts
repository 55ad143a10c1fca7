import {
  childElements,
  descendants,
  type Element,
  findElement,
  isElement,
  localName,
  textOf,
} from '@bowerbird/markdown';
import { resolveTarget, type Target } from '../markup/links.ts';
import { attribute, semantics } from '../markup/tree.ts';

/** An entry of the table of contents, with what is under it. */
export interface ContentsEntry {
  readonly title: string;
  /** Absent: a heading over others. */
  readonly target?: Target | undefined;
  readonly children: readonly ContentsEntry[];
}

/** What a book says about the way through it. */
export interface Navigation {
  readonly contents: readonly ContentsEntry[];
  /** Pages of the printed book. */
  readonly pages: readonly { readonly label: string; readonly target: Target }[];
  /** What its parts are: terms of EPUB-SSV. */
  readonly landmarks: readonly { readonly type: string; readonly target: Target }[];
}

export const NO_NAVIGATION: Navigation = { contents: [], pages: [], landmarks: [] };

/** Reads a navigation document (EPUB 3.3, section 7). */
export function readNavigation(root: Element, path: string): Navigation {
  const navs = descendants(root).filter((each) => isElement(each, 'nav'));
  const typed = (type: string) => navs.find((each) => semantics(each).includes(type));
  const landmarks = typed('landmarks');
  const lists = (nav: Element | undefined) => (nav ? readLists(nav, path) : []);
  // Without its type, which is an error, the first one is it.
  const toc = typed('toc') ?? navs.find((each) => semantics(each).length === 0);
  return {
    contents: lists(toc),
    pages: lists(typed('page-list')).flatMap(({ title, target }) =>
      target ? [{ label: title, target }] : [],
    ),
    landmarks: (landmarks ? descendants(landmarks) : []).flatMap((link) => {
      const target = isElement(link, 'a') ? resolveTarget(path, link.attributes.href ?? '') : undefined;
      return target ? semantics(link).map((type) => ({ type, target })) : [];
    }),
  };
}

function readLists(parent: Element, path: string): readonly ContentsEntry[] {
  return childElements(parent).flatMap((child) => {
    if (isElement(child, 'ol', 'ul'))
      return childElements(child, 'li').flatMap((item) => readItem(item, path));
    return isElement(child, 'div', 'section', 'p') ? readLists(child, path) : [];
  });
}

function readItem(item: Element, path: string): readonly ContentsEntry[] {
  const children = readLists(item, path);
  const label = childElements(item).find((each) => !/^[ou]l$/.test(localName(each)));
  const link = label && (localName(label) === 'a' ? label : findElement(label, 'a'));
  const title = label ? labelOf(link ?? label) : '';
  const href = link?.attributes.href;
  const target = href === undefined ? undefined : resolveTarget(path, href);
  if (title === '' && target === undefined) return children;
  return [{ title, target, children }];
}

/** What an entry is called: its text, or that of the pictures in it. */
function labelOf(element: Element): string {
  const text = textOf(element);
  if (text !== '') return text;
  const images = descendants(element)
    .map((each) => each.attributes.alt ?? '')
    .filter((alt) => alt !== '');
  return images.join(' ') || (element.attributes.title ?? element.attributes['aria-label'] ?? '');
}

/** Reads an NCX (OPF 2.0.1, section 2.4.1). */
export function readNcx(root: Element, path: string): Navigation {
  const map = findElement(root, 'navMap');
  const pages = findElement(root, 'pageList');
  const entry = (point: Element) => ({ title: ncxLabel(point), target: ncxTarget(point, path) });
  const read = (parent: Element): readonly ContentsEntry[] =>
    childElements(parent, 'navPoint').map((point) => ({ ...entry(point), children: read(point) }));
  return {
    contents: map ? read(map) : [],
    pages: (pages ? childElements(pages, 'pageTarget') : []).flatMap((page) => {
      const { title, target } = entry(page);
      return target ? [{ label: title || (attribute(page, 'value') ?? ''), target }] : [];
    }),
    landmarks: [],
  };
}

function ncxLabel(point: Element): string {
  const label = childElements(point, 'navLabel')[0];
  return label ? textOf(label) : '';
}

function ncxTarget(point: Element, path: string): Target | undefined {
  const src = childElements(point, 'content')[0]?.attributes.src;
  return src === undefined ? undefined : resolveTarget(path, src);
}
