import { isBeside } from './beside.ts';
import { remember } from './content/remember.ts';
import { attribute, elementsOf, type PageTree, type TreeElement, textOf, unescapeText } from './html-tree.ts';
import { addLine, SHORT } from './page-lines.ts';
import { type Heading, titleLine } from './title-line.ts';

/** A value and where it stands: how many short lines are before it. */
export interface Placed {
  readonly value: string;
  readonly at: number;
}

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
  readonly times: readonly ({ readonly isPublished: boolean } & Placed)[];
  readonly items: readonly ({ readonly property: string } & Placed)[];
  readonly authorLinks: readonly string[];
  readonly bylines: readonly string[];
  /** Short texts in elements that are named after dates. */
  readonly dated: readonly Placed[];
  /** The page's short lines of text. */
  readonly lines: readonly string[];
  /** Which of them is the page's title, -1 for none. */
  readonly titleAt: number;
  /** Dates of publication in data for scripts. */
  readonly scripted: readonly string[];
  readonly licences: readonly string[];
  /** The system that wrote the page says that it is no post, but one of the pages that stay. */
  readonly isStanding: boolean;
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
    dated: [],
    lines: [],
    titleAt: -1,
    scripted: [],
    licences: [],
    isStanding: false,
  };
  const headings: Heading[] = [];
  const within = new Set<TreeElement>();
  for (const element of elementsOf(tree)) {
    if (HEADINGS.has(element.tagName) && !isSiteHeading(element)) {
      const text = textOf(element, TEXT_LIMIT);
      headings.push({ level: Number(element.tagName[1]), at: facts.lines.length, text });
    }
    addLine(element, facts.lines, within);
    READERS[element.tagName]?.(element, facts);
    readAny(element, facts);
  }
  facts.titleAt = titleLine(facts.lines, headings, [ogTitleOf(facts), facts.title]);
  return facts;
}

const HEADINGS = new Set(['h1', 'h2', 'h3']);

function ogTitleOf({ metas }: PageFacts): string | undefined {
  return metas.find(({ name }) => name === 'og:title')?.content;
}

const SCRIPTED_DATE =
  /\\?"(?:datePublished|publishedDate|published_at|publishDate|publish_date|publicationDate)\\?":\s*\\?"(\d{4}-\d{2}-\d{2}[\dT:.+Z -]{0,20})/;

type Reader = (element: TreeElement, facts: Mutable<PageFacts>) => void;

const SITE_HEADING = /(?:site|menu|logo|brand|navbar)[_-]?(?:title|name|heading)?(?:\s|$)/i;

// The sign of a link to the heading itself.
const ANCHOR = /\s*(?:[¶§\u200b\ue000-\uf8ff\s]|(?<=[\p{L}\d]{3} ?)#)+$/u;

/** In the page's frame a heading names the site. */
function isSiteHeading(element: TreeElement): boolean {
  return SITE_HEADING.test(attribute(element, 'class') ?? '');
}

// WordPress has posts, which are of a day, and pages, which are not; it says on each which it is.
const STANDING = /(?:^|\s)page-(?:id-\d+|template(?:-default)?)(?=\s|$)/;
const POST = /(?:^|\s)(?:single(?:-post)?|postid-\d+)(?=\s|$)/;

const READERS: Readonly<Record<string, Reader>> = {
  body: (element, facts) => {
    const classes = attribute(element, 'class') ?? '';
    facts.isStanding = STANDING.test(classes) && !POST.test(classes);
  },
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
    if (!isSiteHeading(element)) add(facts.headings, textOf(element, TEXT_LIMIT).replace(ANCHOR, ''));
  },
  h2: (element, facts) => {
    add(facts.subheadings, textOf(element, TEXT_LIMIT));
  },
  meta: readMeta,
  link: (element, facts) => {
    const rel = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/);
    if (rel.includes('canonical')) add(facts.canonicals, attribute(element, 'href'));
    if (rel.includes('license')) add(facts.licences, attribute(element, 'href'));
  },
  script: (element, facts) => {
    const [first] = element.childNodes;
    if (first === undefined || !('value' in first) || first.value.length > MAX_JSON) return;
    if (/^application\/ld\+json/i.test(attribute(element, 'type')?.trim() ?? ''))
      add(facts.jsonLd, first.value);
    // What it looks for has this in all its forms, and most scripts have not.
    else if (first.value.includes('ubli')) add(facts.scripted, SCRIPTED_DATE.exec(first.value)?.[1]);
  },
  time: (element, facts) => {
    const value = attribute(element, 'datetime') ?? textOf(element, TEXT_LIMIT);
    const isPublished =
      attribute(element, 'pubdate') !== undefined || /publi/i.test(attribute(element, 'class') ?? '');
    if (value !== '' && facts.times.length < MAX_FACTS && !isBeside(element))
      facts.times.push({ value, at: facts.lines.length, isPublished });
  },
};

function readMeta(element: TreeElement, facts: Mutable<PageFacts>): void {
  // A framework's mistake that many pages have: the script became a `meta`.
  if (attribute(element, 'name') === 'script:ld+json') add(facts.jsonLd, attribute(element, 'content'));
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
const BYLINE =
  /(?:^|[\s_-])(?:byline|by-line|authors?|(?:author|byline)[\w-]*?[_-]name|author[_-]link|username)(?:\s|$|[_-]{2})/i;
const DATED =
  /(?:^|[\s_-])(?:date|dateline|published|posted|time|timestamp|byline|meta|postmeta|info|day)(?:$|[\s_-])/i;
const AUTHOR_PAGE =
  /\/(?:author|authors|autor|autoren|auteur|auteurs|autore|people|staff|contributors?)\/[^/?#]+/i;

const IS_BYLINE = 1;
const IS_DATED = 2;

const classOf = remember((classes) => {
  // `AuthorName` is `Author-Name`.
  const words = classes.replace(/([a-z\d])([A-Z])/g, '$1-$2');
  return (BYLINE.test(words) ? IS_BYLINE : 0) | (DATED.test(words) ? IS_DATED : 0);
});

function readAny(element: TreeElement, facts: Mutable<PageFacts>): void {
  if (facts.items.length >= MAX_FACTS) return;
  const isLink = element.tagName === 'a';
  for (const { name, value } of element.attrs) {
    if (name === 'itemprop' && element.tagName !== 'meta') readItem(element, value, facts);
    if (name === 'class') readClass(element, value, facts);
    if (name === 'rel' && isLink && /(?:^|\s)license(?:\s|$)/i.test(value))
      add(facts.licences, attribute(element, 'href'));
  }
  if (!isLink) return;
  const isAuthorLink = /(?:^|\s)author(?:\s|$)/i.test(attribute(element, 'rel') ?? '');
  const leadsToAuthor = AUTHOR_PAGE.test(attribute(element, 'href') ?? '');
  if (isAuthorLink || (leadsToAuthor && !isBeside(element)))
    add(facts.authorLinks, textOf(element, TEXT_LIMIT));
}

function readItem(element: TreeElement, property: string, facts: Mutable<PageFacts>): void {
  if (isBeside(element)) return;
  const value =
    attribute(element, 'content') ?? attribute(element, 'datetime') ?? textOf(element, TEXT_LIMIT);
  const at = facts.lines.length;
  for (const name of property.toLowerCase().split(/\s+/))
    facts.items.push({ property: name, value: value.trim(), at });
}

function readClass(element: TreeElement, classes: string, facts: Mutable<PageFacts>): void {
  const found = classOf(classes);
  if (found === 0 || isBeside(element)) return;
  if ((found & IS_DATED) !== 0) {
    const line = textOf(element, SHORT + 1);
    if (line !== '' && line.length <= SHORT) facts.dated.push({ value: line, at: facts.lines.length });
  }
  if ((found & IS_BYLINE) !== 0) add(facts.bylines, firstLine(element));
}

const BLOCK = /^(?:div|p|li|h[1-6]|dd|dt)$/;

/** The text of an element's first part: below the name of an author stands what she is. */
function firstLine(element: TreeElement): string {
  const parts = element.childNodes.filter((child) => BLOCK.test(child.nodeName) && textOf(child, 1) !== '');
  const [first] = parts;
  return first !== undefined && 'tagName' in first ? firstLine(first) : textOf(element, TEXT_LIMIT);
}

function add(list: string[], value: string | undefined): void {
  if (value !== undefined && value.trim() !== '' && list.length < MAX_FACTS) list.push(value.trim());
}
