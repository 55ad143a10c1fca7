import { wordSet } from './content/words.ts';
import type { LinkedData } from './json-ld.ts';
import { type Candidates, firstOf, type Sourced } from './origin.ts';
import type { PageFacts } from './page-facts.ts';

const SEPARATOR = /\s+[|–—·•»:/-]+\s+|\s*[|»]\s*|:\s+/g;

/** The title of the page, without the name of the site. */
export function titleOf(
  facts: PageFacts,
  linked: LinkedData,
  site: string | undefined,
): Sourced<string> | undefined {
  const meta = (name: string): string | undefined => facts.metas.find((one) => one.name === name)?.content;
  const candidates: Candidates<string> = [
    ['meta', meta('citation_title')],
    ['json-ld', linked.headline],
    ['opengraph', meta('og:title')],
    ['html', facts.title],
    ['opengraph', meta('twitter:title')],
    ['meta', meta('dc.title')],
    ['meta', meta('dcterms.title')],
    ['html', facts.headings[0]],
  ];
  const found = firstOf(candidates, (title) =>
    fold(title) === '' || sameText(title, site) ? undefined : fold(title),
  );
  if (found === undefined) return firstOf([['html', facts.title]], (title) => fold(title) || undefined);
  const title = withoutSite(found.value, facts, site);
  // What is written for search engines and shared links says nearly the same: the page's own heading is its title.
  const headings = facts.headings.map((text) => ({
    text: fold(text),
    likeness:
      likenessOf(title, text) < PART ? 0 : Math.max(likenessOf(title, text), likenessOf(facts.title, text)),
  }));
  const [best] = headings.sort((a, b) => b.likeness - a.likeness);
  return best !== undefined && best.likeness >= ALIKE
    ? { value: best.text, origin: sameText(best.text, title) ? found.origin : 'html' }
    : { ...found, value: title };
}

const ALIKE = 0.75;

function withoutSite(title: string, facts: PageFacts, site: string | undefined): string {
  // A heading of the page says where its title ends.
  const headings = facts.headings.slice(0, 5).map(fold);
  const isHeading = (text: string): boolean => headings.some((heading) => sameText(text, heading));
  const subheadings = facts.subheadings.slice(0, 5).map(fold);
  const isSubheading = (text: string): boolean => subheadings.some((heading) => sameText(text, heading));
  const parts = [...title.matchAll(SEPARATOR)];
  if (parts.length === 0) return title;
  for (const part of parts) {
    const before = title.slice(0, part.index);
    const after = title.slice(part.index + part[0].length);
    if (isHeading(before)) return before;
    // Where the first level names the site or the book ("Path | Node.js v18 Documentation"), the second names the page.
    if (isHeading(after)) return isSubheading(before) && !sameText(before, site) ? before : after;
    if (sameText(after, site)) return before;
    if (sameText(before, site)) return after;
  }
  return title;
}

function fold(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

const MUCH_LONGER = 10;

/** Whether two titles say the same: letters and digits alone count. */
export function sameText(one: string | undefined, other: string | undefined): boolean {
  // A whole page is compared with its title, too: what is many times as long says more.
  if ((one?.length ?? 0) > MUCH_LONGER * ((other?.length ?? 0) + MUCH_LONGER)) return false;
  const own = key(one);
  return own !== '' && own === key(other);
}

function key(text: string | undefined): string {
  return (text ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

// A short heading may be a part of a long title.
const PART = 0.4;

/** How much a heading is what the head of the page calls it, from 0 to 1: twice the common words among all words of both. */
export function likenessOf(name: string | undefined, heading: string): number {
  if (name === undefined) return 0;
  if (sameText(name, heading)) return 1;
  const words = wordSet(heading);
  const named = wordSet(name);
  let common = 0;
  for (const word of words) if (named.has(word)) common++;
  const part = common > 0 && common === words.size ? PART : 0;
  return Math.max(part, (2 * common) / Math.max(1, words.size + named.size));
}
