// A passage of so many words that stands in an earlier message word for word is from there.
const WORDS = 8;
const LEAST_WORDS = 12;
// With what stands between them.
const PARAGRAPHS = /(\n\s*\n)/;
const MOST_SHINGLES = 3_000_000;

/** What has been said in a thread so far, to find quotes that bear no mark. */
export class Said {
  readonly #shingles = new Set<number>();
  /** Whole paragraphs, for those that are short. */
  readonly #paragraphs = new Set<string>();

  /** Takes note of a text. */
  add(text: string): void {
    if (this.#shingles.size > MOST_SHINGLES) return;
    for (const shingle of shinglesOf(wordsOf(text))) this.#shingles.add(shingle);
    for (const paragraph of text.split(PARAGRAPHS)) {
      const words = wordsOf(paragraph);
      if (words.length >= WORDS && words.length < LEAST_WORDS) this.#paragraphs.add(words.join(' '));
    }
  }

  /**
   * Parts a text into its new paragraphs and those that are known from beginning to end. A paragraph with one new word in it stays
   * whole: nothing new is ever lost.
   */
  part(text: string): { readonly text: string; readonly repeated: readonly string[] } {
    if (this.#shingles.size === 0) return { text, repeated: [] };
    const repeated: string[] = [];
    const kept = text.split(PARAGRAPHS).filter((paragraph, index) => {
      if (index % 2 === 1 || !this.#isKnown(paragraph)) return true;
      repeated.push(paragraph);
      return false;
    });
    if (repeated.length === 0) return { text, repeated };
    return {
      text: kept
        .join('')
        .replaceAll(/\n\s*\n(?:\s*\n)+/g, '\n\n')
        .trim(),
      repeated,
    };
  }

  #isKnown(paragraph: string): boolean {
    const words = wordsOf(paragraph);
    if (words.length < LEAST_WORDS) return this.#paragraphs.has(words.join(' '));
    for (const shingle of shinglesOf(words)) if (!this.#shingles.has(shingle)) return false;
    return true;
  }
}

// `Jane> what she said`, as some programs quote.
const NAMED_QUOTE = /^[ \t]*[\p{L}\p{N}]{1,12}>[ \t]?/gmu;

function wordsOf(text: string): readonly string[] {
  return (
    text
      .replaceAll(NAMED_QUOTE, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** A number for each run of eight words. */
function* shinglesOf(words: readonly string[]): Generator<number> {
  const hashes = words.map(hash);
  for (let start = 0; start + WORDS <= hashes.length; start++) {
    let shingle = 0;
    let high = 7;
    for (let index = start; index < start + WORDS; index++) {
      shingle = Math.imul(shingle, 31) + (hashes[index] ?? 0);
      high = Math.imul(high ^ (hashes[index] ?? 0), 0x01000193);
    }
    // 52 bits: with a million of them, two meet by chance once in ten thousand threads.
    yield (shingle >>> 0) * 1048576 + (high & 1048575);
  }
}

function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < word.length; index++)
    value = Math.imul(value ^ word.charCodeAt(index), 0x01000193);
  return value;
}
