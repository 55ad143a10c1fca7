import { attribute, elementsOf, type PageTree, type TreeElement, textOf, unescapeText } from './html-tree.ts';

/** What a page says about itself, as it says it. Names are in lower case. */
export interface PageFacts {
  readonly lang: string | undefined;
  readonly base: string | undefined;
  readonly title: string | undefined;
  /** Headings of the first level. */
  readonly headings: readonly string[];
  /** Those of the second. */
  readonly subheadings: readonly string[];
  readonly metas: readonly { readonly name: string; readonly content: string }[];
  readonly canonicals: readonly string[];
  readonly jsonLd: readonly string[];
  readonly times: readonly { readonly value: string; readonly isPublished: boolean }[];
  readonly items: readonly { readonly property: string; readonly value: string }[];
  readonly authorLinks: readonly string[];
  readonly bylines: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

const TEXT_LIMIT = 500;
const MAX_FACTS = 1000;
const MAX_JSON = 1_000_000;

/** Gathers the facts in one walk over the tree. */
export function gatherFacts(tree: PageTree): PageFacts {
  const facts: Mutable<PageFacts> = {
    lang: undefined,
    base: undefined,
    title: undefined,
    headings: [],
    subheadings: [],
    metas: [],
    canonicals: [],
    jsonLd: [],
    times: [],
    items: [],
    authorLinks: [],
    bylines: [],
  };
  for (const element of elementsOf(tree)) {
    READERS[element.tagName]?.(element, facts);
    readAny(element, facts);
  }
  return facts;
}

type Reader = (element: TreeElement, facts: Mutable<PageFacts>) => void;

const SITE_HEADING = /(?:site|menu|logo|brand|navbar)[_-]?(?:title|name|heading)?(?:\s|$)/i;

const READERS: Readonly<Record<string, Reader>> = {
  html: (element, facts) => {
    facts.lang ??= attribute(element, 'lang') || attribute(element, 'xml:lang') || undefined;
  },
  base: (element, facts) => {
    facts.base ??= attribute(element, 'href');
  },
  title: (element, facts) => {
    // An <svg> has titles of its own.
    if (element.namespaceURI.endsWith('xhtml')) facts.title ??= textOf(element, TEXT_LIMIT) || undefined;
  },
  h1: (element, facts) => {
    // In the page's frame it names the site.
    if (!SITE_HEADING.test(attribute(element, 'class') ?? ''))
      add(facts.headings, textOf(element, TEXT_LIMIT));
  },
  h2: (element, facts) => {
    add(facts.subheadings, textOf(element, TEXT_LIMIT));
  },
  meta: readMeta,
  link: (element, facts) => {
    const rel = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/);
    if (rel.includes('canonical')) add(facts.canonicals, attribute(element, 'href'));
  },
  script: (element, facts) => {
    if (!/^application\/ld\+json/i.test(attribute(element, 'type')?.trim() ?? '')) return;
    const [first] = element.childNodes;
    if (first !== undefined && 'value' in first && first.value.length <= MAX_JSON)
      add(facts.jsonLd, first.value);
  },
  time: (element, facts) => {
    const value = attribute(element, 'datetime') ?? textOf(element, TEXT_LIMIT);
    const isPublished =
      attribute(element, 'pubdate') !== undefined || /publi/i.test(attribute(element, 'class') ?? '');
    if (value !== '' && facts.times.length < MAX_FACTS) facts.times.push({ value, isPublished });
  },
};

function readMeta(element: TreeElement, facts: Mutable<PageFacts>): void {
  const content = unescapeText(attribute(element, 'content')?.trim() ?? '');
  if (content === '' || facts.metas.length >= MAX_FACTS) return;
  for (const key of ['name', 'property', 'http-equiv', 'itemprop']) {
    // A few pages give one tag several names.
    for (const name of (attribute(element, key) ?? '').toLowerCase().split(/\s+/).slice(0, 5)) {
      if (name !== '') facts.metas.push({ name: key === 'itemprop' ? `itemprop:${name}` : name, content });
    }
  }
}

// `byline`, `entry-author`, `post_author__name`, but not `author-box` or `related-authors`.
const BYLINE = /(?:^|[\s_-])(?:byline|by-line|author|author[_-]{1,2}name)(?:\s|$)/i;

function readAny(element: TreeElement, facts: Mutable<PageFacts>): void {
  const { attrs } = element;
  if (attrs.length === 0 || facts.items.length >= MAX_FACTS) return;
  const property = attribute(element, 'itemprop')?.toLowerCase();
  if (property !== undefined && element.tagName !== 'meta') {
    const value =
      attribute(element, 'content') ?? attribute(element, 'datetime') ?? textOf(element, TEXT_LIMIT);
    for (const name of property.split(/\s+/)) facts.items.push({ property: name, value: value.trim() });
  }
  const rel = attribute(element, 'rel');
  if (rel !== undefined && element.tagName === 'a' && /(?:^|\s)author(?:\s|$)/i.test(rel)) {
    add(facts.authorLinks, textOf(element, TEXT_LIMIT));
  }
  const classes = attribute(element, 'class');
  if (classes !== undefined && BYLINE.test(classes)) {
    add(facts.bylines, textOf(element, TEXT_LIMIT));
  }
}

function add(list: string[], value: string | undefined): void {
  if (value !== undefined && value.trim() !== '' && list.length < MAX_FACTS) list.push(value.trim());
}
