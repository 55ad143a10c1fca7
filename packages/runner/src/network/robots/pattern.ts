/** A rule's path, ready to be matched. */
export interface RobotsPattern {
  /** The longest one that matches decides. */
  readonly length: number;
  matches(path: string): boolean;
}

/**
 * Reads the path of a rule (RFC 9309, section 2.2.3): `*` stands for any characters, `$` at the end for the end, and anything else is a
 * beginning. Matching takes the leftmost place for each part, which is right for `*` and takes time in proportion to the path,
 * whatever the pattern: no regular expression is made of foreign text.
 */
export function readPattern(value: string): RobotsPattern {
  const escaped = normalise(value);
  const anchored = escaped.endsWith('$');
  const [first = '', ...rest] = (anchored ? escaped.slice(0, -1) : escaped).split('*');
  const last = anchored ? rest.pop() : undefined;
  return { length: escaped.length, matches: (path) => matchParts(path, first, rest, { anchored, last }) };
}

interface End {
  readonly anchored: boolean;
  /** What stands between the last `*` and `$`. */
  readonly last: string | undefined;
}

function matchParts(path: string, first: string, rest: readonly string[], { anchored, last }: End): boolean {
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (!anchored) return true;
  return last === undefined ? at === path.length : path.endsWith(last) && path.length - last.length >= at;
}

/** As addresses are written: bytes beyond ASCII escaped, escapes in upper case (RFC 9309, section 2.2.2; RFC 3986, section 2.1). */
function normalise(value: string): string {
  return value
    .replace(/%[0-9a-f]{2}/gi, (sequence) => sequence.toUpperCase())
    .replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
