import type { Line } from './page.ts';

// Words that are written with a hyphen keep it, also where the line ends at it.
const HYPHEN_END = /([\p{L}\p{M}]{1,60})[-‐\u00ad]$/u;
const WORD_START = /^([\p{L}\p{M}]+)/u;
const IDEOGRAPH = /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;

/** The words of a document: whether a word is written with a hyphen, or in one. */
export class Vocabulary {
  readonly #words = new Map<string, number>();

  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      // The last word of a line may be half of one.
      const whole = text.slice(0, text.lastIndexOf(' ') + 1).toLowerCase();
      for (const word of whole.match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? [])
        this.#words.set(word, (this.#words.get(word) ?? 0) + 1);
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

// What is looked at to join lines. A paragraph may go on over many pages, so never all of it.
const TAIL = 80;

/** A paragraph while its lines are put together: words that were divided become whole, and other lines get a space, but for scripts without spaces. */
export class Paragraph {
  readonly #vocabulary: Vocabulary;
  readonly #pieces: string[] = [];
  #tail = '';

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Adds a line. @param mark stands where the line begins: a page may turn inside a word */
  add(line: string, mark = ''): void {
    const { cut, space } = this.#joint(line);
    if (cut) this.#pieces.push((this.#pieces.pop() ?? '').slice(0, -1));
    this.#pieces.push(space + mark, line);
    this.#tail = (this.#tail.slice(0, cut ? -1 : undefined) + space + line).slice(-TAIL);
  }

  toString(): string {
    return this.#pieces.join('');
  }

  /** What is done between what there is and the next line: the hyphen cut off, and a space or none. */
  #joint(next: string): { readonly cut: boolean; readonly space: '' | ' ' } {
    const before = this.#tail;
    if (before === '') return { cut: false, space: '' };
    const isCut = '-‐\u00ad'.includes(before.at(-1) ?? ' ');
    const left = isCut ? HYPHEN_END.exec(before)?.[1] : undefined;
    const right = isCut ? WORD_START.exec(next)?.[1] : undefined;
    if (left !== undefined && right !== undefined) {
      return { cut: before.endsWith('\u00ad') || !this.#vocabulary.keepsHyphen(left, right), space: '' };
    }
    if (/[\p{L}\p{N}][-‐]$|[\p{L}/]\/$/u.test(before.slice(-4))) return { cut: false, space: '' };
    const isJoined = IDEOGRAPH.test(before.at(-1) ?? '') && IDEOGRAPH.test(next[0] ?? '');
    return { cut: false, space: isJoined ? '' : ' ' };
  }
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
