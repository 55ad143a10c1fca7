import { prepareCode } from './code-blocks.ts';
import { all, type DomElement, type DomNode, foldedText, isDomElement, rename, unwrap } from './dom.ts';
import { prepareFootnotes } from './footnotes.ts';
import { prepareLinks } from './links.ts';
import { prepareTables } from './tables.ts';

const JUNK = [
  'title, script, style, noscript, template, iframe, object, embed, select, textarea, canvas, svg, video, audio',
  // MathJax and KaTeX write a formula twice, MediaWiki an "edit" beside each heading.
  '.katex-html, .MathJax_Preview, .mw-editsection, .mwe-math-fallback-image-inline',
].join(', ');

/**
 * Makes the content's DOM say in plain HTML what Markdown can hold: absolute links, code with its language, regular tables, no
 * permalink signs, no empty shells.
 * @param pageUrl where relative links start; `undefined`: they stay as they are
 */
export function prepare(root: DomElement, pageUrl: string | undefined, baseUrl: string | undefined): void {
  for (const element of all(root, JUNK)) element.remove();
  for (const input of all(root, 'input')) {
    if (input.getAttribute('type') !== 'checkbox' || input.closest('li') === null) input.remove();
  }
  foldSpaces(root);
  // What opens a part of a page is its heading; what only acts was no content.
  for (const button of all(root, 'button')) {
    const isAlone = button.parentNode !== null && foldedText(button.parentNode) === foldedText(button);
    if (isAlone && button.parentNode !== root) unwrap(button);
    else button.remove();
  }
  prepareFootnotes(root);
  prepareMath(root);
  prepareCode(root);
  prepareHeadings(root);
  prepareLinks(root, pageUrl, baseUrl);
  prepareDefinitions(root);
  numberItems(root);
  prepareScripts(root);
  prepareTables(root);
  // A character reference made a text of its own, and what stands at the start of a text is escaped like the start of a line.
  root.normalize();
}

// Zero-width characters and soft hyphens break words for search and for models.
const NO_WIDTH = /[\u200b\u2060\ufeff\u00ad]/g;

/** No-break spaces are spaces, before runs of them are folded; not in code. */
function foldSpaces(node: DomNode): void {
  for (const child of [...node.childNodes]) {
    if (child.nodeType === 3) {
      const text = child.textContent;
      const folded = text.replace(NO_WIDTH, '').replace(/\u00a0/g, ' ');
      if (folded !== text) child.textContent = folded;
    } else if (isDomElement(child) && child.tagName !== 'PRE') foldSpaces(child);
  }
}

/** The TeX source of a formula where the page has it, else its text. */
function prepareMath(root: DomElement): void {
  for (const math of all(root, 'math')) {
    const tex =
      math.querySelector('annotation[encoding="application/x-tex"]')?.textContent ??
      math.getAttribute('alttext');
    const formula = math.ownerDocument.createElement('x-math');
    formula.textContent = (tex ?? foldedText(math)).trim();
    math.replaceWith(formula);
  }
}

const PERMALINK = /^(?:[\s#¶§\u200b]|🔗\ufe0f?)*$/u;

/** Headings without permalinks, and without emphasis all over. */
function prepareHeadings(root: DomElement): void {
  for (const heading of all(root, 'h1, h2, h3, h4, h5, h6')) {
    for (const link of all(heading, 'a')) {
      const isSign = PERMALINK.test(link.textContent) && link.querySelector('img') === null;
      if (heading.id === '' && (link.id || link.getAttribute('name'))) {
        heading.setAttribute('id', link.id || (link.getAttribute('name') ?? ''));
      }
      if (isSign) link.remove();
    }
    for (const strong of all(heading, 'b, strong')) unwrap(strong);
  }
}

/** Writes its number at each item of an ordered list: counting again for each item takes time that grows with the square. */
function numberItems(root: DomElement): void {
  for (const list of all(root, 'ol')) {
    let number = integer(list.getAttribute('start')) ?? 1;
    for (const item of list.children) {
      if (item.tagName !== 'LI') continue;
      number = integer(item.getAttribute('value')) ?? number;
      item.setAttribute('value', String(number++));
    }
  }
}

function integer(value: string | null): number | undefined {
  return value !== null && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : undefined;
}

/** `<dl>` as a list: `- **term**: definition`. */
function prepareDefinitions(root: DomElement): void {
  for (const list of all(root, 'dl').toReversed()) {
    const items = list.ownerDocument.createElement('ul');
    let item: DomElement | undefined;
    for (const child of definitionParts(list)) {
      // A term opens an item; a second term in a row stays in it.
      if (child.tagName === 'DT' && (item === undefined || item.querySelector('x-defined') !== null)) {
        item = list.ownerDocument.createElement('li');
        items.append(item);
      }
      if (item === undefined) {
        item = list.ownerDocument.createElement('li');
        items.append(item);
      }
      if (child.tagName === 'DT') appendTerm(item, child);
      else appendDefinition(item, child);
    }
    list.replaceWith(items);
  }
}

/** `<dt>` and `<dd>` of a list, also when grouped in `<div>`. */
function definitionParts(list: DomElement): readonly DomElement[] {
  return [...list.children].flatMap((child) =>
    child.tagName === 'DIV' ? [...child.children].filter((one) => /^D[TD]$/.test(one.tagName)) : [child],
  );
}

function appendTerm(item: DomElement, term: DomElement): void {
  const strong = term.ownerDocument.createElement('strong');
  for (const inner of all(term, 'b, strong')) unwrap(inner);
  strong.append(...[...term.childNodes]);
  if (foldedText(strong) === '') return;
  if (item.childNodes.length > 0) item.append(', ');
  item.append(strong);
}

function appendDefinition(item: DomElement, definition: DomElement): void {
  const isFirst = item.querySelector('x-defined') === null;
  const [only] = definition.children;
  if (definition.children.length === 1 && only?.tagName === 'P') unwrap(only);
  const isBlock = hasBlock(definition);
  const marker = item.ownerDocument.createElement('x-defined');
  if (isFirst && item.childNodes.length > 0 && foldedText(definition) !== '') item.append(':');
  item.append(marker);
  if (isFirst && !isBlock) {
    item.append(' ', ...[...definition.childNodes]);
    return;
  }
  const block = item.ownerDocument.createElement('div');
  block.append(...[...definition.childNodes]);
  item.append(block);
}

const BLOCKS =
  'p, div, ul, ol, dl, pre, table, blockquote, h1, h2, h3, h4, h5, h6, hr, section, article, figure, details';

/** Whether an element holds blocks. */
function hasBlock(element: DomElement): boolean {
  return element.querySelector(BLOCKS) !== null;
}

const SUPERSCRIPT = new Map(
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ'].map((sign, index) => ['0123456789+-=()ni'[index] ?? '', sign]),
);
const SUBSCRIPT = new Map(
  [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎'].map((sign, index) => ['0123456789+-=()'[index] ?? '', sign]),
);

/** `x<sup>2</sup>` as x², so that it does not become x2; what has no such sign stays as text. */
function prepareScripts(root: DomElement): void {
  for (const element of all(root, 'sup, sub')) {
    if ([...element.childNodes].some(isDomElement)) continue;
    const signs = element.tagName === 'SUP' ? SUPERSCRIPT : SUBSCRIPT;
    const text = element.textContent.trim().replaceAll('\u2212', '-');
    const written = [...text].map((sign) => signs.get(sign));
    if (text !== '' && written.every((sign) => sign !== undefined)) element.replaceWith(written.join(''));
  }
  for (const name of ['tt', 'samp']) {
    for (const element of all(root, name)) rename(element, 'code');
  }
}
