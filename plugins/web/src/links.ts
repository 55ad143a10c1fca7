import { all, type DomElement, type DomNode, foldedText, isDomElement, unwrap } from './dom.ts';

/** The URL, absolute, if it leads anywhere a reader can go; relative as it is when there is no base (a local file). */
export function resolveUrl(value: string | null | undefined, base: string | undefined): string | undefined {
  const trimmed = value?.trim().replace(/[\t\r\n]/g, '') ?? '';
  if (trimmed === '') return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && !/^(?:https?|mailto|ftp|tel|magnet|doi)$/.test(scheme)) return undefined;
  if (base === undefined && scheme === undefined) return encodeSpaces(trimmed);
  const url = URL.parse(trimmed, base);
  return url === null ? undefined : url.href;
}

/** Where relative addresses of a page start: its `<base>`, if that is an http(s) address, else the page's own address, if it has one. */
export function documentBase(declared: string | undefined, pageUrl: string | undefined): string | undefined {
  const base = declared === undefined ? null : URL.parse(declared.trim(), pageUrl);
  return base !== null && /^https?:$/.test(base.protocol) ? base.href : pageUrl;
}

/** Links and images: absolute, none empty, none that only runs a script, holds data or leads to a place of the same page. */
export function prepareLinks(
  root: DomElement,
  pageUrl: string | undefined,
  baseUrl: string | undefined,
): void {
  for (const picture of all(root, 'img, image')) prepareImage(picture, baseUrl);
  for (const link of all(root, 'a')) prepareLink(link, pageUrl, baseUrl);
}

function prepareLink(link: DomElement, pageUrl: string | undefined, baseUrl: string | undefined): void {
  const raw = link.getAttribute('href')?.trim() ?? '';
  const href = raw.startsWith('#') ? undefined : resolveUrl(raw, baseUrl);
  const samePage =
    href !== undefined && pageUrl !== undefined && href.startsWith(`${withoutFragment(pageUrl)}#`);
  const isEmpty = foldedText(link) === '' && link.querySelector('img') === null;
  if (href === undefined || samePage || isEmpty) {
    unwrap(link);
    return;
  }
  const target = textBlock(link);
  if (target === undefined) {
    link.setAttribute('href', href);
    link.removeAttribute('title');
    return;
  }
  // Markdown links hold no blocks: of a card, the heading becomes the link.
  const inner = link.ownerDocument.createElement('a');
  inner.setAttribute('href', href);
  inner.append(...[...target.childNodes]);
  target.append(inner);
  unwrap(link);
}

const BLOCK =
  'h1, h2, h3, h4, h5, h6, p, div, li, ul, ol, section, article, figure, figcaption, table, blockquote, pre';

/** The block inside a link that becomes the link: its first heading, else its first block of text. */
function textBlock(link: DomElement): DomElement | undefined {
  const blocks = all(link, BLOCK);
  if (blocks.length === 0) return undefined;
  const leaves = blocks.filter((block) => block.querySelector(BLOCK) === null);
  const withText = leaves.filter((block) => foldedText(block) !== '');
  return withText.find((block) => /^H\d$/.test(block.tagName)) ?? withText[0] ?? leaves[0];
}

const LAZY = ['data-src', 'data-original', 'data-lazy-src', 'data-hi-res-src'];

function prepareImage(image: DomElement, baseUrl: string | undefined): void {
  const sources = [image.getAttribute('src'), ...LAZY.map((name) => image.getAttribute(name))];
  const set = image.getAttribute('srcset') ?? image.getAttribute('data-srcset');
  sources.push(set?.trim().split(/\s+/, 1)[0]?.replace(/,$/, '') ?? null);
  const src = sources.map((source) => resolveUrl(source, baseUrl)).find((source) => source !== undefined);
  if (src === undefined || isPixel(image)) {
    removeWithEmptyParents(image);
    return;
  }
  image.setAttribute('src', src);
  image.setAttribute('alt', (image.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim());
  image.removeAttribute('title');
}

/** Counters and spacers. */
function isPixel(image: DomElement): boolean {
  return ['width', 'height'].some((name) => /^[01](?:px)?$/.test(image.getAttribute(name)?.trim() ?? ''));
}

function removeWithEmptyParents(node: DomNode): void {
  const parent = node.parentNode;
  node.remove();
  if (parent !== null && isDomElement(parent) && parent.tagName === 'PICTURE') parent.remove();
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}

function encodeSpaces(path: string): string {
  return path.replace(/ /g, '%20');
}
