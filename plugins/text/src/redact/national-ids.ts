import type { Detector, Match } from './match.ts';

const WORD = /[A-Za-z0-9]+/g;
const [SHORTEST, LONGEST] = [7, 20];
const MOST_WORDS = 6;
const FEWEST_DIGITS = 4;

/** National numbers of persons of some countries, by their check digits where they have some. @param countries ISO 3166-1 alpha-2 */
export async function nationalIds(countries: readonly string[]): Promise<Detector> {
  const { default: stdnum } = (await import('stdnum')) as unknown as {
    readonly default: typeof import('stdnum');
  };
  const validators = countries.flatMap((country) => stdnum.personValidators[country] ?? []);
  const isId = (text: string) => validators.some((validator) => validator.validate(text).isValid);
  return (text) => find(text, isId);
}

/** Words with at most one sign between them that are an id together. */
function* find(text: string, isId: (text: string) => boolean): Generator<Match> {
  let words: { readonly start: number; readonly end: number }[] = [];
  let free = 0;
  const ids = function* (): Generator<Match> {
    for (let first = 0; first < words.length; first++) {
      const start = words[first]?.start ?? 0;
      if (start < free) continue;
      for (let last = Math.min(words.length, first + MOST_WORDS) - 1; last >= first; last--) {
        const end = words[last]?.end ?? 0;
        const value = text.slice(start, end);
        if (value.length < SHORTEST || value.length > LONGEST || countDigits(value) < FEWEST_DIGITS) continue;
        if (!isId(value)) continue;
        yield { start, end, type: 'ID', value: value.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase() };
        free = end;
        break;
      }
    }
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const before = words.at(-1);
    if (before && (index - before.end > 1 || !/[ .\-/]/.test(text[before.end] ?? ''))) {
      yield* ids();
      words = [];
    }
    words.push({ start: index, end: index + word.length });
  }
  yield* ids();
}

function countDigits(text: string): number {
  return text.replaceAll(/\D/g, '').length;
}
