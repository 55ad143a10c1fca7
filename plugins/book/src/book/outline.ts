/** An entry of the table of contents of a book, as it is read, whatever the format. */
export interface OutlineEntry {
  readonly title: string;
  /** The mark that it leads to: `href` of a `target` mark. Absent: a heading over others, or it leads nowhere. */
  readonly href?: string | undefined;
  readonly children: readonly OutlineEntry[];
}

/** An entry with its place in the tree. */
export interface FlatEntry {
  readonly title: string;
  readonly href: string | undefined;
  /** From 1. */
  readonly depth: number;
  readonly entry: OutlineEntry;
}

// No contents are deeper or longer; a file may say anything.
const MOST_DEPTH = 20;
const MOST_ENTRIES = 20_000;

/** The entries of a tree in order. */
export function flatten(
  outline: readonly OutlineEntry[],
  depth = 1,
  into: FlatEntry[] = [],
): readonly FlatEntry[] {
  for (const entry of outline) {
    if (into.length >= MOST_ENTRIES) break;
    into.push({ title: entry.title, href: entry.href, depth, entry });
    if (depth < MOST_DEPTH) flatten(entry.children, depth + 1, into);
  }
  return into;
}
