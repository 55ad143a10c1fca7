import type { Line } from './page.ts';

// Words that are written with a hyphen keep it, also where the line ends at it.
const HYPHEN_END = /([\p{L}\p{M}]+)[-‐\u00ad]$/u;
const WORD_START = /^([\p{L}\p{M}]+)/u;
const IDEOGRAPH = /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;

/** The words of a document: whether a word is written with a hyphen, or in one. */
export class Vocabulary {
  readonly #words = new Map<string, number>();

  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      // The last word of a line may be half of one.
      for (const [word] of text.replace(/\S+$/, '').matchAll(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu)) {
        const key = word.toLowerCase();
        this.#words.set(key, (this.#words.get(key) ?? 0) + 1);
      }
    }
  }

  /** Whether `left-right` is a word with a hyphen, and not one that was divided at the end of a line. */
  keepsHyphen(left: string, right: string): boolean {
    if (/^\p{Lu}/u.test(right)) return true;
    const hyphened = this.#words.get(`${left}-${right}`.toLowerCase()) ?? 0;
    const whole = this.#words.get(`${left}${right}`.toLowerCase()) ?? 0;
    if (hyphened !== whole) return hyphened > whole;
    // Neither is known. Two whole words that the book has, such as `well` and `known`, are a compound; a part that is none was cut off.
    return (
      left.length > 3 &&
      right.length > 3 &&
      this.#words.has(left.toLowerCase()) &&
      this.#words.has(right.toLowerCase())
    );
  }
}

/** Puts a piece of text behind another: words that were divided become whole, and other lines get a space, but for scripts that have none. */
export function joinText(before: string, next: string, vocabulary: Vocabulary): string {
  if (before === '') return next;
  const left = HYPHEN_END.exec(before)?.[1];
  const right = WORD_START.exec(next)?.[1];
  if (left !== undefined && right !== undefined) {
    const isSoft = before.endsWith('\u00ad');
    return !isSoft && vocabulary.keepsHyphen(left, right) ? before + next : before.slice(0, -1) + next;
  }
  if (/[\p{L}\p{N}][-‐]$/u.test(before) || /[\p{L}/]\/$/u.test(before)) return before + next;
  const isJoined = IDEOGRAPH.test(before.at(-1) ?? '') && IDEOGRAPH.test(next[0] ?? '');
  return isJoined ? before + next : `${before} ${next}`;
}

/** Whether a text at the end of a page or column goes on with the one at the start of the next. */
export function goesOn(before: Line, next: Line): boolean {
  if (Math.abs(before.size - next.size) > 0.08 * before.size) return false;
  if (/[.!?:;…]["'”’»)\]]*$/.test(before.text.trim())) return false;
  return (
    /^["'“‘«(]?\p{Ll}/u.test(next.text) ||
    /[\p{L}][-‐\u00ad]$/u.test(before.text) ||
    IDEOGRAPH.test(next.text[0] ?? '')
  );
}
