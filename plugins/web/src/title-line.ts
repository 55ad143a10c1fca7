import { likenessOf, sameText } from './title.ts';

/** So many lines above the title and below it are beside it: kicker, byline, date. */
export const ABOVE = 4;
export const BELOW = 12;

/** A heading, and its place among the short lines of the page. */
export interface Heading {
  readonly level: number;
  /** Its line, or the one behind it where its text is in elements inside. */
  readonly at: number;
  readonly text: string;
}

/**
 * The line that is the page's title: the heading that says best what the head of the page calls it, else a line that says it, else the
 * first heading of the first level; -1 for none.
 * @param names what the head of the page calls it
 */
export function titleLine(
  lines: readonly string[],
  headings: readonly Heading[],
  names: readonly (string | undefined)[],
): number {
  let best: Heading | undefined;
  let most = 0;
  for (const heading of headings) {
    const score = scoreOf(heading, names);
    if (score <= most) continue;
    most = score;
    best = heading;
  }
  if (best !== undefined) return best.at;
  const line = lines.findIndex((text) => names.some((name) => sameText(name, text)));
  return line >= 0 ? line : (headings.find(({ level }) => level === 1)?.at ?? -1);
}

// Headings of sections repeat some of the title, too; the first level is for the title.
const LEAST = 0.75;
const LEAST_OF_FIRST = 0.4;
const FIRST = 0.2;

/** How well a heading says what the page is called; 0: it does not. */
function scoreOf({ level, text }: Heading, names: readonly (string | undefined)[]): number {
  const likeness = Math.max(...names.map((name) => likenessOf(name, text)));
  if (level > 1) return likeness < LEAST ? 0 : likeness;
  return likeness < LEAST_OF_FIRST ? 0 : likeness + FIRST;
}
