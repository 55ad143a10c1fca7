import { wordSet } from './content/words.ts';
import { sameText } from './title.ts';

/** A heading, and its place among the short lines of the page. */
export interface Heading {
  readonly level: number;
  /** Its line, or the one behind it where its text is in elements inside. */
  readonly at: number;
  readonly text: string;
}

/**
 * The line that is the page's title: the highest heading that the head of the page names too, else a line that does, else the first
 * heading of the first level; -1 for none.
 * @param names what the head of the page calls it
 */
export function titleLine(
  lines: readonly string[],
  headings: readonly Heading[],
  names: readonly (string | undefined)[],
): number {
  const said = (levels: string, share: number): Heading | undefined =>
    headings.find(
      ({ level, text }) => levels.includes(String(level)) && names.some((name) => isNamed(name, text, share)),
    );
  const heading = said('1', MOST) ?? said('23', NEARLY_ALL) ?? said('1', 0);
  if (heading !== undefined) return heading.at;
  const line = lines.findIndex((text) => names.some((name) => sameText(name, text)));
  return line >= 0 ? line : (headings.find(({ level }) => level === 1)?.at ?? -1);
}

const MOST = 0.6;
const NEARLY_ALL = 0.9;

/**
 * Whether a heading says what the head of the page calls it; the name of the site may stand beside it there.
 * @param share of its words that must be in the name; with 0 all of few
 */
function isNamed(name: string | undefined, heading: string, share: number): boolean {
  if (name === undefined || sameText(name, heading)) return name !== undefined;
  const words = wordSet(heading);
  const named = wordSet(name);
  let common = 0;
  for (const word of words) if (named.has(word)) common++;
  // A short heading may be a part of a long title.
  if (share === 0) return common === words.size && common > 0;
  return common > 1 && common >= words.size * share && common >= named.size * (1 - MOST);
}
