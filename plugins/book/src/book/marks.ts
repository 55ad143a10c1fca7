// Places in a text while it is made: they stand in it between two noncharacters, which Unicode keeps for the inside of programs (23.7) and which are taken
// out of every text that comes in. So whatever is folded, indented or wrapped afterwards, a place stays where it was.
const OPEN = '\ufdd0';
const CLOSE = '\ufdd1';
const MARK = /\ufdd0(\d+)\ufdd1/g;
// All but tab, line feed and carriage return; by their numbers, since the characters themselves cannot be seen.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef]/g;

/** What is at a place of a text. */
export type Mark =
  /** What links and the contents lead to: `file#fragment`, or `file` for its start. */
  | { readonly kind: 'target'; readonly href: string }
  | { readonly kind: 'heading'; readonly level: number }
  /** A page of the printed book, or of a PDF, begins. */
  | { readonly kind: 'page'; readonly page?: number | undefined; readonly label: string };

/** The marks of one book. */
export class Marks {
  readonly #marks: Mark[] = [];

  /** A mark, as the text holds it. */
  add(mark: Mark): string {
    this.#marks.push(mark);
    return `${OPEN}${this.#marks.length - 1}${CLOSE}`;
  }

  /** The text in pieces: what stands between marks, and the marks, in turn. */
  *split(text: string): Generator<string | Mark> {
    let at = 0;
    for (const { 0: sign, 1: number, index } of text.matchAll(MARK)) {
      if (index > at) yield text.slice(at, index);
      const mark = this.#marks[Number(number)];
      if (mark) yield mark;
      at = index + sign.length;
    }
    if (at < text.length) yield text.slice(at);
  }
}

/** A text without marks. */
export function withoutMarks(text: string): string {
  return text.includes(OPEN) ? text.replace(MARK, '') : text;
}

/** A text that came from outside, without what could be taken for a mark. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}
