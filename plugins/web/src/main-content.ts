import { Readability } from '@mozilla/readability';
import { all, type DomDocument, type DomElement, foldedText, toDom, unwrap } from './dom.ts';

/** Where the main content was found. */
export interface MainContent {
  readonly element: DomElement;
  readonly by: 'readability' | 'main' | 'body';
}

// What Readability finds counts as missed below this share of the page's own content. A page that calls itself an article is
// believed: a short one under long comments is right. Forums, lists and shops have their text in many places.
const TOO_LITTLE = 0.3;
const TOO_LITTLE_OF_ARTICLE = 0.03;

/**
 * The part of the page that people come for. Readability first; where it finds nothing or far too little (lists, shops, start pages),
 * the page's own `<main>`, `<article>` or body without navigation.
 * @param isArticle the page calls itself an article
 */
export function findMainContent(markup: string, isArticle: boolean): MainContent {
  const article = readArticle(toDom(markup));
  const fallback = ownContent(toDom(markup));
  if (article === undefined) return fallback;
  const found = foldedText(article).length;
  const whole = foldedText(fallback.element).length;
  const least = whole * (isArticle ? TOO_LITTLE_OF_ARTICLE : TOO_LITTLE);
  return found < least ? fallback : { element: article, by: 'readability' };
}

function readArticle(document: DomDocument): DomElement | undefined {
  // 250 instead of 500: short pages keep their text. Worth more than another library (measured).
  const options = {
    charThreshold: 250,
    keepClasses: true,
    disableJSONLD: true,
    serializer: (node: unknown) => node,
  };
  const article = new Readability<unknown>(document as never, options).parse();
  const element = article?.content as DomElement | null | undefined;
  return element && foldedText(element) !== '' ? element : undefined;
}

const NOT_CONTENT = [
  'nav, header, footer, aside, noscript, dialog, menu, button, select, textarea',
  '[role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], [role=dialog]',
  '[hidden], [aria-hidden=true], [style*="display:none"], [style*="display: none"]',
].join(', ');

/** The page's own idea of its content: a single `<main>`, a single `<article>`, or the body; without what is no content. */
export function ownContent(document: DomDocument): MainContent {
  const { body } = document;
  for (const form of all(body, 'form')) dropForm(form, body);
  const main = single(body, 'main, [role=main]') ?? single(body, 'article');
  const root = main !== undefined && foldedText(main) !== '' ? main : body;
  for (const element of all(root, NOT_CONTENT)) {
    // The header of an article holds its headings; the header of the site does not.
    if (element.tagName === 'HEADER' && (root !== body || element.closest('article, main'))) continue;
    element.remove();
  }
  return { element: root, by: root === body ? 'body' : 'main' };
}

function single(root: DomElement, selector: string): DomElement | undefined {
  const found = all(root, selector);
  return found.length === 1 ? found[0] : undefined;
}

/** Some sites wrap the whole page into one form. */
function dropForm(form: DomElement, body: DomElement): void {
  if (foldedText(form).length * 2 > foldedText(body).length) unwrap(form);
  else form.remove();
}
