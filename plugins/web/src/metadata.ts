import { authorsOf } from './authors.ts';
import { toIsoDate } from './dates.ts';
import { type LinkedData, readJsonLd } from './json-ld.ts';
import { documentBase, resolveUrl } from './links.ts';
import type { PageFacts } from './page-facts.ts';
import { titleOf } from './title.ts';

/** What is known about a page. */
export interface PageMetadata {
  /** The page calls itself an article (JSON-LD, OpenGraph). */
  readonly isArticle: boolean;
  readonly title: string | undefined;
  readonly authors: readonly string[];
  readonly published: string | undefined;
  readonly modified: string | undefined;
  readonly language: string | undefined;
  readonly canonical: string | undefined;
  readonly description: string | undefined;
  readonly site: string | undefined;
  readonly image: string | undefined;
}

const PUBLISHED = [
  'article:published_time',
  'og:article:published_time',
  'og:published_time',
  'citation_publication_date',
  'citation_online_date',
  'citation_date',
  'parsely-pub-date',
  'sailthru.date',
  'dc.date.issued',
  'dc.date.created',
  'dcterms.issued',
  'dcterms.created',
  'dcterms.date',
  'dc.date',
  'pubdate',
  'publishdate',
  'publish_date',
  'publish-date',
  'publication_date',
  'datepublished',
  'itemprop:datepublished',
  'itemprop:datecreated',
  'date',
];

const MODIFIED = [
  'article:modified_time',
  'og:article:modified_time',
  'og:updated_time',
  'dcterms.modified',
  'dc.date.modified',
  'datemodified',
  'itemprop:datemodified',
  'last-modified',
  'revised',
];

/**
 * The page's metadata: JSON-LD first, then OpenGraph and `article:`, other `meta` names, the HTML itself. Nothing is guessed.
 * @param pageUrl where the page was found; `undefined` for a local file
 * @param header the `content-language` of the answer
 */
export function readMetadata(facts: PageFacts, pageUrl: string | undefined, header?: string): PageMetadata {
  const linked = readJsonLd(facts.jsonLd);
  const meta = metaReader(facts);
  const canonical = canonicalOf(facts, meta('og:url'), pageUrl);
  const base = documentBase(facts.base, pageUrl ?? canonical);
  const site = first(meta('og:site_name'), meta('application-name'), linked.publisher);
  const image = first(meta('og:image'), meta('og:image:url'), linked.image, meta('twitter:image'));
  return {
    isArticle: linked.isArticle || meta('og:type')?.toLowerCase() === 'article',
    title: titleOf(facts, linked, site),
    authors: authorsOf(facts, linked, site),
    published: publishedOf(facts, linked),
    modified: firstDate(linked.modified, ...MODIFIED.map(meta), itemOf(facts, 'datemodified')),
    language: languageOf(facts, linked, header),
    canonical,
    description: tidy(
      first(meta('og:description'), meta('description'), linked.description, meta('dc.description')),
    ),
    site: tidy(site),
    image: httpOnly(resolveUrl(image, base)),
  };
}

/** The value of the first `meta` of a name that has one. */
function metaReader(facts: PageFacts): (name: string) => string | undefined {
  const byName = new Map<string, string>();
  for (const { name, content } of facts.metas) if (!byName.has(name)) byName.set(name, content);
  return (name) => byName.get(name);
}

function publishedOf(facts: PageFacts, linked: LinkedData): string | undefined {
  const declared = firstDate(
    linked.published,
    ...PUBLISHED.map(metaReader(facts)),
    itemOf(facts, 'datepublished'),
  );
  if (declared !== undefined) return declared;
  const marked = facts.times.filter((time) => time.isPublished);
  // One <time> on the whole page is the page's; of several, only one that says so.
  const times = marked.length > 0 ? marked : facts.times.length === 1 ? facts.times : [];
  return firstDate(...times.map((time) => time.value), itemOf(facts, 'datecreated'));
}

function itemOf(facts: PageFacts, property: string): string | undefined {
  return facts.items.find((item) => item.property === property && toIsoDate(item.value) !== undefined)?.value;
}

function firstDate(...values: readonly (string | undefined)[]): string | undefined {
  for (const value of values) {
    const date = toIsoDate(value);
    if (date !== undefined) return date;
  }
  return undefined;
}

function languageOf(facts: PageFacts, linked: LinkedData, header: string | undefined): string | undefined {
  const meta = metaReader(facts);
  const names = [
    facts.lang,
    meta('content-language'),
    meta('dc.language'),
    linked.language,
    meta('og:locale'),
    header,
  ];
  for (const name of names) {
    const language = toLanguageTag(name);
    if (language !== undefined) return language;
  }
  return undefined;
}

/** A language tag as BCP 47 writes it, or `undefined` for what is none. A list of several languages is none. */
export function toLanguageTag(value: string | undefined): string | undefined {
  const tag = value?.trim().replaceAll('_', '-');
  if (!tag || /^(?:und|mul|zxx|x-default)$/i.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The address the page gives itself, if it can be true: http(s), of the same site, and not merely the site's start page. */
function canonicalOf(
  facts: PageFacts,
  ogUrl: string | undefined,
  pageUrl: string | undefined,
): string | undefined {
  const base = documentBase(facts.base, pageUrl);
  for (const value of [...facts.canonicals, ogUrl]) {
    const url = value === undefined ? null : URL.parse(value.trim(), base);
    if (url === null || !/^https?:$/.test(url.protocol)) continue;
    url.hash = '';
    if (pageUrl === undefined || isPlausible(url, new URL(pageUrl))) return url.href;
  }
  return undefined;
}

function isPlausible(canonical: URL, page: URL): boolean {
  const isStart = canonical.pathname === '/' && canonical.search === '';
  if (isStart && (page.pathname !== '/' || page.search !== '')) return false;
  return siteOf(canonical.hostname) === siteOf(page.hostname);
}

// Without the public suffix list: the last two labels, three where the second is short (bbc.co.uk).
function siteOf(host: string): string {
  const labels = host.split('.');
  const isShort =
    (labels.at(-2)?.length ?? 0) <= 3 && labels.length > 2 && (labels.at(-1)?.length ?? 0) === 2;
  return labels.slice(isShort ? -3 : -2).join('.');
}

function httpOnly(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:/.test(url) ? url : undefined;
}

function first(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value.trim() !== '');
}

function tidy(value: string | undefined): string | undefined {
  return value?.replace(/\s+/g, ' ').trim() || undefined;
}
