import { toIsoDate } from './dates.ts';
import type { LinkedData } from './json-ld.ts';
import { type Candidates, firstOf, originOfMeta, type Sourced } from './origin.ts';
import type { PageFacts, Placed } from './page-facts.ts';
import { ABOVE, BELOW } from './title-line.ts';
import { dateIn, dateInUrl } from './visible-date.ts';

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

/**
 * When a page was published: what it declares for machines, then what stands beside its title. Products, lists of pages and pages that
 * stay were published on no day, whatever their system declares.
 */
export function publishedOf(
  facts: PageFacts,
  linked: LinkedData,
  pageUrl: string | undefined,
  language: string | undefined,
  hasAuthor: boolean,
): Sourced<string> | undefined {
  const metas = new Map([...facts.metas].reverse().map(({ name, content }) => [name, content]));
  const shown = (line: string | undefined): string | undefined => line && dateIn(line, language);
  const declared: Candidates<string> = [
    ['json-ld', linked.published],
    ...PUBLISHED.map((name) => [originOfMeta(name), metas.get(name)] as const),
  ];
  const near = datesNearTitle(facts, language);
  const one = (placed: readonly Placed[]): string | undefined => placedDate(placed, facts.titleAt, language);
  const items = (property: string): readonly Placed[] =>
    facts.items.filter((item) => item.property === property);
  const found: readonly (string | undefined)[] = [
    near.published,
    one(items('datepublished')),
    one(facts.times.filter(({ isPublished }) => isPublished)),
    near.any,
    one(items('datecreated')),
    one(facts.times),
    one(facts.dated.filter(({ value }) => !CHANGED.test(value))),
    ...facts.scripted,
    near.month,
    near.changed,
  ];
  const told: Candidates<string> = [
    ['url', dateInUrl(pageUrl)],
    ...found.map((date) => ['html', date] as const),
  ];
  const isUndated =
    (facts.isStanding && !hasAuthor && !LONG_SLUG.test(pageUrl ?? '')) ||
    (linked.isProduct && !linked.isArticle);
  const declaredDate = isUndated ? undefined : firstOf(declared, (value) => toIsoDate(value) ?? shown(value));
  if (declaredDate !== undefined || isOfLists(pageUrl)) return declaredDate;
  const date = firstOf(told, toIsoDate);
  const isOne = linked.isArticle || linked.isForum || THREAD.test(pageUrl ?? '');
  return date && !isOne && beginsList(date.value, facts, language) ? undefined : date;
}

// An address of so many words is the title of a text, as posts have it; `/about-us/` names a part of the site.
const LONG_SLUG = /\/(?:[\p{L}\p{N}]+-){3,}[\p{L}\p{N}]+\/?(?:$|[?#])/u;

// The front page of a site or of a part of it, the pages of a category, the list of a forum's threads: what is dated there are others.
const LISTS =
  /^\/$|\/(?:blogs?|news|events?|articles?|posts?|stories|press|archives?|forums?|search|latest|questions|discussions|community|boards?|threads)\/?$|\/(?:category|categories|tags?|tagged|topics|authors?|page)\/[^/]+\/?$|\/forums\/[^/]+\/$|\/(?:viewforum|forumdisplay)\b|^\/c\/[^/]+(?:\/[^/]+)?(?:\/\d+)?\/?$|^\/r\/[^/]+\/?$/i;

function isOfLists(pageUrl: string | undefined): boolean {
  const path = pageUrl === undefined ? undefined : URL.parse(pageUrl)?.pathname;
  return path !== undefined && LISTS.test(path);
}

// Answers on some forums stand below the one that they answer, so their dates are in no order.
const THREAD = /thread|topic|discussion|question|\/t\//i;
const MANY = 3;
const CLOSE = 15;

/**
 * Whether others follow a date closely, many of them older than the one before: those of the items of a list, by when each was last
 * changed. Replies in a thread become newer.
 */
function beginsList(first: string, { lines, titleAt }: PageFacts, language: string | undefined): boolean {
  let older = 0;
  let last: { readonly at: number; readonly date: string } | undefined;
  for (let at = Math.max(0, titleAt - ABOVE); at < lines.length && older < MANY; at++) {
    const date = dateOfLine(lines[at], language)?.slice(0, DAY);
    if (date === undefined || date.length < DAY || (!last && date !== first.slice(0, DAY))) continue;
    if (last !== undefined && at - last.at > CLOSE) return false;
    if (last !== undefined && date < last.date) older++;
    last = { at, date };
  }
  return older >= MANY;
}

function dateOfLine(line: string | undefined, language: string | undefined): string | undefined {
  return line === undefined || line.length > LONGEST
    ? undefined
    : (toIsoDate(line) ?? dateIn(line, language));
}

// A date may stand below a short article, or in the header of a post: who wrote it, since when, how many others.
const FAR_BELOW = 60;

/**
 * The date of what says so about the page: that of all of them if they agree, else that of the first beside the title. What else has a
 * date on the page is another page, a comment or an event.
 */
function placedDate(
  placed: readonly Placed[],
  titleAt: number,
  language: string | undefined,
): string | undefined {
  const dates = placed
    .map(({ value, at }) => ({ at, date: toIsoDate(value) ?? dateIn(value, language) }))
    .filter(({ date }) => date !== undefined && date.length >= DAY);
  const [first] = dates;
  if (first === undefined) return undefined;
  const isOne = dates.every(({ date }) => date?.slice(0, DAY) === first.date?.slice(0, DAY));
  const isNear = titleAt >= 0 && first.at >= titleAt - ABOVE && first.at <= titleAt + FAR_BELOW;
  return isOne || isNear ? first.date : undefined;
}

const DAY = '2024-12-31'.length;
// A longer line that holds a date tells of something.
const LONGEST = 80;

const WORDS_OF_CHANGE =
  '(?:last )?(?:updated?|modified|edit(?:ed)?|revised|reviewed)|aktualisiert|geändert|stand|mis à jour|actualizado|aggiornato|atualizado';
const CHANGED = new RegExp(`^(?:${WORDS_OF_CHANGE})(?!\\p{L})`, 'iu');
const PUBLISHED_ON =
  /^\W{0,2}(?:(?:first |originally |re\)?)?(?:published|posted|created)|date|datum|veröffentlicht|erschienen|publié|publicado|pubblicato|gepubliceerd|opublikowano)(?!\p{L})/iu;

const OF_A_PERSON =
  /^(?:joined|member since|registered|registriert|mitglied seit|dabei seit|inscrit|born|geboren)(?!\p{L})/iu;

interface Near {
  /** Said to be of the publication. */
  readonly published?: string | undefined;
  readonly any?: string | undefined;
  readonly changed?: string | undefined;
  /** A month alone. */
  readonly month?: string | undefined;
}

/** The first date of each kind beside the title. What a date is of may stand in the line before it. */
function datesNearTitle({ lines, titleAt }: PageFacts, language: string | undefined): Near {
  if (titleAt < 0) return {};
  const found: { -readonly [Kind in keyof Near]: Near[Kind] } = {};
  for (let at = Math.max(0, titleAt - ABOVE); at < titleAt + BELOW; at++) {
    const line = lines[at] ?? '';
    if (at === titleAt || OF_A_PERSON.test(line)) continue;
    const date = dateOfLine(line, language);
    if (date === undefined || date.length < MONTH) continue;
    const label = isLabel(lines[at - 1]) ? `${lines[at - 1]} ${line}` : line;
    if (date.length < DAY) found.month ??= date;
    else if (CHANGED.test(label)) found.changed ??= date;
    else if (PUBLISHED_ON.test(label)) found.published ??= date;
    else found.any ??= date;
  }
  return found;
}

const MONTH = '2024-12'.length;

function isLabel(line: string | undefined): boolean {
  return (
    line !== undefined &&
    line.length < 25 &&
    (CHANGED.test(line) || PUBLISHED_ON.test(line)) &&
    !/\d/.test(line)
  );
}
