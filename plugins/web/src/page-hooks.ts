import {
  cleanText,
  closest,
  type Element,
  findElement,
  type Hooks,
  type Inline,
  rawText,
  textOf,
} from '@bowerbird/markdown';
import { findFootnotes } from './footnotes.ts';
import { linkTarget, pictureSource } from './links.ts';
import type { Reading } from './page-parse.ts';

/** Where a page is, and where its relative links start; `undefined`: they stay as they are. */
export interface Place {
  readonly pageUrl: string | undefined;
  readonly baseUrl: string | undefined;
}

const JUNK = new Set(['noscript', 'object']);
// MathJax and KaTeX write a formula twice, MediaWiki an "edit" beside each heading.
const JUNK_CLASS =
  /(?:^|\s)(?:katex-html|MathJax_Preview|mw-editsection|mwe-math-fallback-image-(?:inline|display))(?:\s|$)/;
const PERMALINK = /^(?:[\s#¶§\u200b]|🔗\ufe0f?)*$/u;
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** How the content of a page is read: absolute links, footnotes, none of what only acts, and what the request leaves out. */
export function pageHooks(root: Element, { pageUrl, baseUrl }: Place, reading: Reading = {}): Hooks {
  const { references, notes, dropped } = findFootnotes(root, pageUrl);
  const { links = true, images = 'links' } = reading;
  return {
    isDropped: (element) => dropped.has(element) || isJunk(element, root),
    inline(element) {
      const label = references.get(element);
      return label === undefined ? undefined : [{ type: 'reference', label }];
    },
    noteOf: (element) => notes.get(element),
    address: (href) => (links ? linkTarget(href, pageUrl, baseUrl) : undefined),
    picture: (element) => readPicture(element, images, baseUrl),
  };
}

function isJunk(element: Element, root: Element): boolean {
  const { name, attributes } = element;
  if (JUNK.has(name)) return true;
  if (attributes.class !== undefined && JUNK_CLASS.test(attributes.class)) return true;
  if (name === 'a') return isPermalink(element);
  // What opens a part of a page is its heading; what only acts was no content.
  return name === 'button' && !isAlone(element, root);
}

function isPermalink(link: Element): boolean {
  return (
    PERMALINK.test(rawText(link)) &&
    closest(link, ...HEADINGS) !== undefined &&
    findElement(link, 'img') === undefined
  );
}

function isAlone(button: Element, root: Element): boolean {
  const { parent } = button;
  return parent !== undefined && parent !== root && textOf(parent) === textOf(button);
}

function readPicture(
  element: Element,
  images: Reading['images'],
  baseUrl: string | undefined,
): Inline | undefined {
  const tex = formulaIn(element);
  if (tex !== undefined) return { type: 'math', value: tex };
  const url = images === 'none' ? undefined : pictureSource(element, baseUrl);
  if (url === undefined) return undefined;
  const alt = cleanText(element.attributes.alt ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return images === 'alt' ? alt : { type: 'image', url, alt };
}

const COMMAND = /\\[a-z]{2,}/i;

/** The TeX of a formula that is a picture: its alternative text where it says that it is one, else what its address asks a service for. */
function formulaIn({ attributes }: Element): string | undefined {
  const { class: classes = '', alt = '', src = '' } = attributes;
  if (/(?:^|\s)(?:latex|tex|math)(?:\s|$)/.test(classes) && /[\\^_{]/.test(alt)) return cleanText(alt).trim();
  if (!/%5c[a-z]|\\[a-z]/i.test(src)) return undefined;
  const url = URL.parse(src, 'https://x.invalid');
  const parts = [
    ...(url?.searchParams.values() ?? []),
    url?.search.slice(1),
    url?.pathname.split('/').at(-1),
  ];
  return parts.map((part) => decoded(part ?? '')).find((part) => COMMAND.test(part));
}

function decoded(text: string): string {
  try {
    return cleanText(decodeURIComponent(text)).trim();
  } catch {
    return text;
  }
}
