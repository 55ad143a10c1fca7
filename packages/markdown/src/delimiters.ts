import type { Inline, Styled } from './content.ts';
import { isSign, isSpace } from './escape.ts';
import { type Delimiter, neighbour, type Style, type Token } from './tokens.ts';

export const SIGNS = { emphasis: '*', strong: '**', delete: '~~' };

export function styleOf(node: Styled): Style {
  return { node, sign: SIGNS[node.type] };
}

/**
 * Settles what emphasis is written with: asterisks, and underscores where they would stand beside others. Where neither would be read as
 * emphasis, beside a letter or a sign, the text goes without (CommonMark 0.31.2, section 6.2).
 * @returns the emphasis that has to go
 */
export function settle(tokens: readonly Token[]): ReadonlySet<Inline> {
  const gone = new Set<Inline>();
  if (!tokens.some((token) => 'style' in token)) return gone;
  const delimiters = tokens.flatMap((token, index) =>
    token.kind === 'open' || token.kind === 'close' ? [{ token, index }] : [],
  );
  for (const { token, index } of delimiters) {
    const isBeside = [neighbour(tokens, index, -1), neighbour(tokens, index, 1)].some(
      ({ sign, isDelimiter }) => isDelimiter && sign === '*',
    );
    if (token.style.sign === '*' && isBeside) token.style.sign = '_';
  }
  let isSettled = delimiters.length === 0;
  while (!isSettled) {
    isSettled = true;
    for (const { token, index } of delimiters) {
      const { style } = token;
      if (style.sign === '' || holds(tokens, index, token)) continue;
      style.sign = style.sign === '*' ? '_' : '';
      if (style.sign === '') gone.add(style.node);
      isSettled = false;
    }
  }
  return gone;
}

function holds(tokens: readonly Token[], index: number, { kind, style }: Delimiter): boolean {
  const left = neighbour(tokens, index, -1);
  const right = neighbour(tokens, index, 1);
  const sign = style.sign.charAt(0);
  // Beside its own sign it would be a longer run.
  if ((left.isDelimiter && left.sign === sign) || (right.isDelimiter && right.sign === sign)) return false;
  const [inner, outer] =
    kind === 'open' ? [edge(right, 1), edge(left, -1)] : [edge(left, -1), edge(right, 1)];
  if (isSpace(inner) || (isPunctuation(inner) && !isSpace(outer) && !isSign(outer))) return false;
  if (sign !== '_') return true;
  // An address of mail may begin with one.
  const isMail = kind === 'open' && right.token?.kind === 'text' && /^[\w.+-]+@/.test(right.token.text);
  return !isMail && (isSpace(outer) || isSign(outer));
}

// Half of a character beyond the basic plane: readers differ in what they take it for. So inside it is held for a sign, outside for a letter.
const UNCLEAR = /[\ud800-\udfff]/;

/** The sign at the edge of what is beside a delimiter. */
function edge({ sign, token }: ReturnType<typeof neighbour>, step: 1 | -1): string {
  const isText = token?.kind === 'text' || token?.kind === 'address';
  // An address may yet get brackets around it.
  const isAddress =
    isText && (step === 1 ? /^(?:https?:|www\.)/i : /(?:https?:|www\.)\S*$/i).test(token.text);
  return isAddress ? '\ud800' : sign;
}

function isPunctuation(sign: string): boolean {
  return UNCLEAR.test(sign) || isSign(sign);
}
