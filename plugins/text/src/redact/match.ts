/** A stretch of text that must not be seen: offsets in UTF-16 code units, `end` exclusive. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** What it is, as the placeholder tells: `EMAIL`. */
  readonly type: string;
  /** The same for all ways to write the same value. */
  readonly value: string;
}

/** Finds what it is for. Must take linear time whatever the text. */
export type Detector = (text: string) => Iterable<Match>;

/** The matches that stay when none may overlap: the first one, of those that begin together the longest. */
export function withoutOverlaps(matches: readonly Match[]): readonly Match[] {
  const sorted = matches.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: Match[] = [];
  for (const match of sorted) if (match.start >= (kept.at(-1)?.end ?? 0)) kept.push(match);
  return kept;
}
