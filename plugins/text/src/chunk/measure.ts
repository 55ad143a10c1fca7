import { BowerbirdError } from '@bowerbird/core';

/** How large a stretch of text is. */
export interface Measure {
  readonly sizeOf: (text: string) => number;
  /** The most that the white space between two stretches adds, when they become one. */
  readonly gapOf: (space: string) => number;
  /** What must stay free of a budget where sizes are added up: words beside each other may take a little more than each alone. */
  readonly reserveOf: (budget: number) => number;
}

/** In UTF-16 code units. */
export const characters: Measure = {
  sizeOf: (text) => text.length,
  gapOf: (space) => space.length,
  reserveOf: () => 0,
};

type Count = (text: string) => number;

// What tokenizers of OpenAI take as one piece grows with its square when it is long: 20,000 Chinese characters without a comma take
// seconds. Longer runs of one kind are counted in parts.
const LONGEST_RUN = 160;
const LONG_RUN = new RegExp(
  [String.raw`[\p{L}\p{M}]`, String.raw`\p{N}`, String.raw`[^\s\p{L}\p{M}\p{N}]`, String.raw`\s`]
    .map((kind) => `${kind}{${LONGEST_RUN},}`)
    .join('|'),
  'gu',
);
const PART = new RegExp(`[\\s\\S]{1,${LONGEST_RUN}}`, 'gu');

/**
 * Measures by a tokenizer.
 * @param tokenizer the name of an encoding of OpenAI, or the URL of a module
 * @throws {BowerbirdError} `TRANSFORM_FAILED` when it cannot be loaded
 */
export async function measureBy(tokenizer: string): Promise<Measure> {
  const isOwn = tokenizer.includes(':');
  const count = isOwn ? await loadModule(tokenizer) : await loadEncoding(tokenizer);
  const sizeOf = (text: string) => (hasLongRun(text) ? countInParts(count, text) : count(text));
  const gaps = new Map<string, number>(isOwn ? [] : ONE_TOKEN.map((space) => [space, 1]));
  // What is cut out of a word, and what stands behind an odd space, may take more tokens together than apart.
  const measureGap = (space: string) => sizeOf(space) + (PLAIN.test(space) ? 1 : 4 + 3 * space.length);
  const gapOf = (space: string) => {
    const known = gaps.get(space);
    if (known !== undefined) return known;
    const size = measureGap(space);
    if (space.length <= LONGEST_KEPT && gaps.size < MOST_KEPT) gaps.set(space, size);
    return size;
  };
  return { sizeOf, gapOf, reserveOf: (budget) => 1 + Math.floor(budget / 64) };
}

// There are few that are short, and each is asked for again and again.
const LONGEST_KEPT = 40;
const MOST_KEPT = 1000;
const PLAIN = /^[ \t\r\n]+$/;

// Alone, or as the beginning or the end of what is beside them, in every encoding of OpenAI.
const ONE_TOKEN: readonly string[] = [' ', '\n', '\n\n'];

async function loadEncoding(tokenizer: string): Promise<Count> {
  const { countTokens } = (await import(
    `gpt-tokenizer/encoding/${tokenizer}`
  )) as typeof import('gpt-tokenizer/encoding/o200k_base');
  // What looks like a special token in a document is text.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}

async function loadModule(url: string): Promise<Count> {
  const { default: count } = (await import(url).catch((error: unknown) => {
    throw new BowerbirdError('TRANSFORM_FAILED', `the tokenizer ${url} cannot be loaded`, {
      hint: 'Mend "tokenizer": the path of a module, from the folder of the rc file.',
      cause: error,
    });
  })) as { readonly default?: unknown };
  if (typeof count === 'function' && typeof count('a text') === 'number') return count as Count;
  throw new BowerbirdError('TRANSFORM_FAILED', `the tokenizer ${url} is no function that gives a number`, {
    hint: 'Let its default export be (text: string) => number.',
  });
}

/**
 * Whether so many characters stand beside each other with white space between none of them, or nothing else. One of them is at a multiple of
 * their number, so no other has to be looked at: a regular expression takes as long as the tokenizer.
 */
function hasLongRun(text: string): boolean {
  for (let at = LONGEST_RUN - 1; at < text.length; at += LONGEST_RUN) {
    const isSpace = isSpaceAt(text, at);
    let [start, end] = [at, at + 1];
    while (start > 0 && isSpaceAt(text, start - 1) === isSpace && end - start < LONGEST_RUN) start--;
    while (end < text.length && isSpaceAt(text, end) === isSpace && end - start < LONGEST_RUN) end++;
    if (end - start >= LONGEST_RUN) return true;
  }
  return false;
}

function isSpaceAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : /\s/.test(text[at] ?? '');
}

/** Runs of one kind that are too long are counted in parts; what is between them as it is. */
function countInParts(count: Count, text: string): number {
  let sum = 0;
  let from = 0;
  const rest = (to: number) => {
    if (to > from) sum += count(text.slice(from, to)) + 1;
  };
  for (const { 0: run, index } of text.matchAll(LONG_RUN)) {
    rest(index);
    for (const [part] of run.matchAll(PART)) sum += count(part) + 1;
    from = index + run.length;
  }
  rest(text.length);
  return sum;
}
