import type { LinkedData } from './json-ld.ts';
import type { PageFacts } from './page-facts.ts';
import { sameText } from './title.ts';

const MAX_LENGTH = 100;

/** The authors a page names, from the first source that names any. */
export function authorsOf(facts: PageFacts, linked: LinkedData, site: string | undefined): readonly string[] {
  const metas = (...names: readonly string[]): readonly string[] =>
    facts.metas.filter((meta) => names.includes(meta.name)).map((meta) => meta.content);
  const sources = [
    linked.authors,
    metas('citation_author'),
    metas('article:author', 'og:article:author'),
    metas('author', 'parsely-author', 'sailthru.author', 'itemprop:author'),
    metas('dc.creator', 'dcterms.creator', 'dc.contributor'),
    facts.items.filter((item) => item.property === 'author').map((item) => item.value),
    facts.authorLinks,
    facts.bylines.filter(isByline).slice(0, 1),
  ];
  for (const source of sources) {
    const names = unique(source.flatMap(split).map(tidy)).filter((name) => isName(name, site));
    if (names.length > 0) return names;
  }
  return [];
}

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
    .replace(/^(?:(?:written |posted |published )?by|von|par|door|author)[:\s]+/i, '')
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
  return (
    !sameText(text, site) &&
    !/^(?:admin|administrator|editor|staff|unknown|anonymous|null|undefined)$/i.test(text)
  );
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}
