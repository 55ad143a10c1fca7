import type { LinkedData } from './json-ld.ts';
import { type Candidates, firstOf, type Sourced } from './origin.ts';
import type { PageFacts } from './page-facts.ts';
import { sameText } from './title.ts';
import { ABOVE, BELOW } from './title-line.ts';

const MAX_LENGTH = 100;

/** The authors a page names, from the first source that names any. */
export function authorsOf(
  facts: PageFacts,
  linked: LinkedData,
  site: string | undefined,
): Sourced<readonly string[]> | undefined {
  const metas = (...names: readonly string[]): readonly string[] =>
    facts.metas.filter((meta) => names.includes(meta.name)).map((meta) => meta.content);
  const sources: Candidates<readonly string[]> = [
    ['json-ld', linked.authors],
    ['meta', metas('citation_author')],
    ['opengraph', metas('article:author', 'og:article:author')],
    ['meta', metas('author', 'parsely-author', 'sailthru.author', 'itemprop:author', 'byl', 'byline')],
    ['opengraph', labelled(facts)],
    ['meta', metas('dc.creator', 'dcterms.creator', 'dc.contributor')],
    ['html', itemAuthors(facts)],
    ['html', facts.authorLinks.slice(0, 1)],
    ['html', facts.bylines.filter(isByline).slice(0, 1)],
    [
      'html',
      nearTitle(facts)
        .flatMap((line) => SIGNED.exec(line)?.[1] ?? [])
        .slice(0, 1),
    ],
  ];
  return firstOf(sources, (source) => {
    const names = unique(source.flatMap(split).map(tidy)).filter((name) => isName(name, site));
    return names.length > 0 ? names : undefined;
  });
}

function nearTitle({ lines, titleAt }: PageFacts): readonly string[] {
  return titleAt < 0 ? [] : lines.slice(Math.max(0, titleAt - ABOVE), titleAt + BELOW);
}

// Of a thread each post has its author: the first wrote what the page is about.
const MANY = 3;

function itemAuthors({ items }: PageFacts): readonly string[] {
  const authors = items.filter((item) => item.property === 'author').map((item) => item.value);
  return authors.length > MANY ? authors.slice(0, 1) : authors;
}

/** What is shown beside a shared link: a label, and its value. */
function labelled({ metas }: PageFacts): readonly string[] {
  return metas
    .filter(({ name, content }) => /^twitter:label\d$/.test(name) && WRITTEN.test(content))
    .flatMap(({ name }) => {
      const data = name.replace('label', 'data');
      return metas
        .filter((meta) => meta.name === data)
        .slice(0, 1)
        .map((meta) => meta.content);
    });
}

const WRITTEN =
  /^(?:written|posted|author|interview|geschrieben|verfasst|autor|écrit|auteur|escrito|scritto|geschreven)\b/i;
const SIGNED =
  /(?:^|[\d|·•,] )(?:(?:[Ww]ritten |[Pp]osted |[Pp]ublished |[Tt]ext |[Ww]ords )?(?:[Bb]y|BY)|[Vv]on|[Tt]ext:|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in)?:|[Aa]uthor:|作者[:：]?)\s+(\p{Lu}[\p{L}'’.-]+(?: (?:(?:van|von|de|der|den|da|di|la|le|el|bin|al) )*\p{Lu}[\p{L}'’.-]*){1,3})(?=$|,? (?:in|on|am|le|el|[|·•–-]) )/u;

/** `Jane Doe and John Roe`, `Jane Doe, John Roe`; but `Doe, Jane` is one. */
function split(text: string): readonly string[] {
  const people = text.split(/\s+(?:and|und|et|&|•|\|)\s+|\s*[;\n]\s*/i);
  return people.flatMap((person) => {
    const parts = person.split(/\s*,\s*/);
    return parts.length > 1 && parts.every((part) => /\S\s+\S/.test(part)) ? parts : [person];
  });
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^(?:(?:written |posted |published )?by|von|par|por|di|door|author|autor(?:in)?|text|words|interview|作者|记者)[:：\s]+/i,
      '',
    )
    .replace(/[\s,;|·-]+$/, '');
}

/** Classes are named by anybody: what stands there must look like a name, or say that it is one. */
function isByline(text: string): boolean {
  if (/^(?:(?:written |posted |published )?by|von|par|por|door)[:\s]/i.test(text))
    return text.length <= MAX_LENGTH;
  return /^\p{Lu}[\p{L}'’.-]*(?: (?:(?:van|von|de|der|den|da|di|la|le|el|bin|al) )*\p{Lu}[\p{L}'’.-]*){1,3}$/u.test(
    text,
  );
}

/** No address, no handle, not the site itself, nothing that is a sentence. */
function isName(text: string, site: string | undefined): boolean {
  if (text === '' || text.length > MAX_LENGTH || !/\p{L}/u.test(text)) return false;
  if (/^https?:|^www\.|\/|@|\d{3}/.test(text) || text.split(' ').length > 8) return false;
  // The name of a field that was never filled in.
  if (/^\S+\.\S+\.\S+$/.test(text)) return false;
  // A site that is called like a person is that person's.
  return (
    (!sameText(text, site) || /^\p{Lu}[\p{L}'’-]+ (?:\p{Lu}\. )?\p{Lu}[\p{L}'’-]+$/u.test(text)) &&
    !/^(?:admin|administrator|editor|staff|unknown|anonymous|null|undefined)$/i.test(text)
  );
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}
