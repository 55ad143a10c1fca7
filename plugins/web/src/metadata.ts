import { authorsOf } from './authors.ts';
import { toIsoDate } from './dates.ts';
import { type LinkedData, readJsonLd } from './json-ld.ts';
import { documentBase, resolveUrl } from './links.ts';
import { firstOf, type Origin, originOfMeta, type Sourced } from './origin.ts';
import { publishedOf } from './page-date.ts';
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
  readonly tags: readonly string[];
  readonly licence: string | undefined;
  /** Where each value stood. */
  readonly origins: Readonly<Record<string, Origin>>;
}

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
  const base = documentBase(facts.base, pageUrl ?? canonical?.value);
  const named = (name: string): readonly [Origin, string | undefined] => [originOfMeta(name), meta(name)];
  const site = firstOf(
    [named('og:site_name'), named('application-name'), ['json-ld', linked.publisher]],
    tidy,
  );
  const language = languageOf(facts, linked, header);
  const authors = authorsOf(facts, linked, site?.value);
  const found = {
    title: titleOf(facts, linked, site?.value),
    authors,
    published: publishedOf(facts, linked, pageUrl, language?.value, authors !== undefined),
    modified: firstOf(
      [['json-ld', linked.modified], ...MODIFIED.map(named), ['html', modifiedItem(facts)]],
      toIsoDate,
    ),
    language,
    canonical,
    description: firstOf(
      [
        named('og:description'),
        named('description'),
        ['json-ld', linked.description],
        named('dc.description'),
      ],
      tidy,
    ),
    site,
    image: firstOf(
      [named('og:image'), named('og:image:url'), ['json-ld', linked.image], named('twitter:image')],
      (image) => httpOnly(resolveUrl(image, base)),
    ),
    tags: firstOf(
      [
        ['json-ld', linked.tags],
        ['opengraph', facts.metas.filter(({ name }) => name === 'article:tag').map(({ content }) => content)],
        [
          'meta',
          facts.metas
            .filter(({ name }) => /^(?:keywords|news_keywords)$/.test(name))
            .map(({ content }) => content),
        ],
      ],
      toTags,
    ),
    licence: firstOf(
      [
        ['html', facts.licences[0]],
        ['json-ld', linked.licence],
        named('dc.rights'),
        named('dcterms.license'),
      ],
      (licence) =>
        /^https?:|^\/\//.test(licence.trim()) ? httpOnly(resolveUrl(licence, base)) : tidy(licence),
    ),
  };
  const origins: Record<string, Origin> = {};
  for (const [name, value] of Object.entries(found)) if (value !== undefined) origins[name] = value.origin;
  return {
    isArticle: linked.isArticle || meta('og:type')?.toLowerCase() === 'article',
    title: found.title?.value,
    authors: found.authors?.value ?? [],
    published: found.published?.value,
    modified: found.modified?.value,
    language: found.language?.value,
    canonical: canonical?.value,
    description: found.description?.value,
    site: site?.value,
    image: found.image?.value,
    tags: found.tags?.value ?? [],
    licence: found.licence?.value,
    origins,
  };
}

const MAX_TAGS = 30;

function toTags(values: readonly string[]): readonly string[] | undefined {
  const tags = values.flatMap((value) => value.split(/\s*[,;]\s*/)).map((tag) => tag.trim());
  const different = [
    ...new Map(tags.filter((tag) => tag !== '').map((tag) => [tag.toLowerCase(), tag])).values(),
  ];
  return different.length > 0 ? different.slice(0, MAX_TAGS) : undefined;
}

/** The value of the first `meta` of a name that has one. */
function metaReader(facts: PageFacts): (name: string) => string | undefined {
  const byName = new Map<string, string>();
  for (const { name, content } of facts.metas) if (!byName.has(name)) byName.set(name, content);
  return (name) => byName.get(name);
}

function modifiedItem({ items }: PageFacts): string | undefined {
  return items.find(({ property, value }) => property === 'datemodified' && toIsoDate(value) !== undefined)
    ?.value;
}

function languageOf(
  facts: PageFacts,
  linked: LinkedData,
  header: string | undefined,
): Sourced<string> | undefined {
  const meta = metaReader(facts);
  return firstOf(
    [
      ['html', facts.lang],
      ['meta', meta('content-language')],
      ['meta', meta('dc.language')],
      ['json-ld', linked.language],
      ['opengraph', meta('og:locale')],
      ['http', header],
    ],
    toLanguageTag,
  );
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
): Sourced<string> | undefined {
  const base = documentBase(facts.base, pageUrl);
  const declared = facts.canonicals.map((value) => ['html', value] as const);
  return firstOf([...declared, ['opengraph', ogUrl]], (value) => {
    const url = URL.parse(value.trim(), base);
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
    url.hash = '';
    return pageUrl === undefined || isPlausible(url, new URL(pageUrl)) ? url.href : undefined;
  });
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

function tidy(value: string | undefined): string | undefined {
  return value?.replace(/\s+/g, ' ').trim() || undefined;
}
