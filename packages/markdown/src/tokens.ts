import type { Styled } from './content.ts';

/** A piece of a line on its way to Markdown. */
export type Token =
  /** Not yet escaped. */
  | { readonly kind: 'text'; text: string; readonly inBrackets: boolean }
  /** Markdown as it is. */
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string }
  /** A link that says where it leads. */
  | { readonly kind: 'address'; readonly text: string; readonly url: string }
  | Delimiter;

/** The start or the end of a stretch of emphasis. */
export interface Delimiter {
  readonly kind: 'open' | 'close';
  readonly style: Style;
}

/** A stretch of emphasis; without a sign it is given up. */
export interface Style {
  readonly node: Styled;
  sign: string;
}

/** The character beside a token that is seen, and whether it is one of emphasis. */
export function neighbour(
  tokens: readonly Token[],
  index: number,
  step: 1 | -1,
): { readonly sign: string; readonly isDelimiter: boolean; readonly token?: Token; readonly index: number } {
  for (let at = index + step; ; at += step) {
    const token = tokens[at];
    if (token === undefined) return { sign: '', isDelimiter: false, index: at };
    const text = token.kind === 'mark' ? '' : 'style' in token ? token.style.sign : token.text;
    if (text === '') continue;
    return {
      sign: (step === 1 ? text[0] : text.at(-1)) ?? '',
      isDelimiter: 'style' in token,
      token,
      index: at,
    };
  }
}
