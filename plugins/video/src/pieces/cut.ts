/** A part of a sound that is bought by itself. Whole milliseconds. What it sends is longer by the overlap at each side. */
export interface Piece {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly overlapMs: number;
}

// A recogniser hears a word better that it hears whole, with what is around it.
export const OVERLAP_MS = 2000;
// How far from an even share it may be cut, as a part of it.
const SLACK = 0.2;

/**
 * Cuts a sound into as few pieces as must be, each about as long, in the middle of a silence where there is one near.
 * @param silences start and end of each in seconds, in order
 * @param longestMs of a piece, its overlaps included
 * @param overlapMs 0 for models that tell no times: nobody could say what they heard twice
 */
export function cut(
  durationMs: number,
  silences: readonly (readonly [start: number, end: number])[],
  longestMs: number,
  overlapMs: number,
): readonly Piece[] {
  const longest = longestMs - 2 * overlapMs;
  const of = Math.max(1, Math.ceil((durationMs * (1 + SLACK / 2)) / longest));
  if (durationMs <= longestMs) return [{ number: 1, of: 1, startMs: 0, endMs: durationMs, overlapMs: 0 }];
  const pieces: Piece[] = [];
  let startMs = 0;
  for (let number = 1; number < of; number++) {
    const even = startMs + (durationMs - startMs) / (of - number + 1);
    const latest = Math.min(startMs + longest, even + (even - startMs) * SLACK);
    const earliest = Math.max(
      startMs + 1,
      durationMs - (of - number) * longest,
      even - (even - startMs) * SLACK,
    );
    const endMs = quietest(silences, even, earliest, latest);
    pieces.push({ number, of, startMs, endMs, overlapMs });
    startMs = endMs;
  }
  return [...pieces, { number: of, of, startMs, endMs: durationMs, overlapMs }];
}

/** The middle of the longest silence in reach, near ones going before; the even place if nobody is silent. */
function quietest(
  silences: readonly (readonly [number, number])[],
  even: number,
  earliest: number,
  latest: number,
): number {
  let [best, bestScore] = [Math.round(Math.min(Math.max(even, earliest), latest)), 0];
  for (const [start, end] of silences) {
    const middle = Math.round(((start + end) / 2) * 1000);
    if (middle < earliest || middle > latest) continue;
    const distance = Math.abs(middle - even) / Math.max(1, latest - earliest);
    const score = Math.min(end - start, 3) * (1 - distance);
    if (score > bestScore) [best, bestScore] = [middle, score];
  }
  return best;
}
