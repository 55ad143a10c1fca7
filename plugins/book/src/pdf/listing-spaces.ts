// In a line of a listing.
const MOST_SPACES = 80;

/** Spaces for a gap in a listing: as many letters as have room in it, one at least. @param letter how wide one is */
export function spacesFor(gap: number, letter: number): string {
  const count = letter > 0 && gap > 0 ? Math.round(gap / letter) : 1;
  return ' '.repeat(Math.min(MOST_SPACES, Math.max(1, count)));
}
