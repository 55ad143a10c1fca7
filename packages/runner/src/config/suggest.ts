import { distance } from 'fastest-levenshtein';

/** What was probably meant: the candidate that differs from `word` by a slip of the keyboard, if there is one. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const asked = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(asked.length / 3)) + 1;
  for (const candidate of candidates) {
    const slips = countSlips(asked, candidate.toLowerCase());
    if (slips < least) [best, least] = [candidate, slips];
  }
  return best;
}

/** `; did you mean "captions"?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = closest(word, candidates);
  return found === undefined ? '' : `; did you mean ${JSON.stringify(found)}?`;
}

/** `there are captions, web and 3 more` */
export function thereAre(names: readonly string[], most = 12): string {
  if (names.length === 0) return 'there is none';
  if (names.length === 1) return `there is only ${names[0]}`;
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return `there are ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** What to say of a field that nobody knows. */
export function unknownField(
  name: string,
  known: readonly string[],
  missing = 'there is no such field',
): string {
  const others = known.length > 0 ? `; ${thereAre(known)}` : '';
  return `${missing}${didYouMean(name, known) || others}`;
}

function countSlips(asked: string, candidate: string): number {
  // A beginning ("lang") is as good as one slip, and so are two letters in the wrong order ("wbe").
  if (asked.length > 2 && candidate.startsWith(asked)) return 1;
  const slips = distance(asked, candidate);
  return slips === 2 && sorted(asked) === sorted(candidate) ? 1 : slips;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
