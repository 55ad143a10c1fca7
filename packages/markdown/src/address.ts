import { escapeTarget, isAngleable, isSpace, isTrailing } from './escape.ts';
import { neighbour, type Token } from './tokens.ts';

/** Whether a link leads to what it says, as those do that Markdown makes of an address by itself. */
export function saysItself(text: string, url: string): boolean {
  if (/^https?:\/\/[^\s<>]+$/i.test(text)) return text === url || URL.parse(text)?.href === url;
  if (/^www\.[^\s<>]+$/i.test(text))
    return URL.canParse(url) && URL.parse(`http://${text}`)?.href === URL.parse(url)?.href;
  return MAIL.test(text) && url === `mailto:${text}`;
}

const MAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]+$/i;

/**
 * A link that says where it leads is written as its address alone, which Markdown reads as a link (GFM 0.29, section 6.9); between angle
 * brackets where what stands around it would be read into it.
 */
export function settleAddresses(tokens: Token[]): void {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind !== 'address') continue;
    const { text, url } = token;
    if (isApart(tokens, index, text)) tokens[index] = { kind: 'text', text, inBrackets: false };
    else if (isAngleable(text) || MAIL.test(text)) tokens[index] = { kind: 'raw', text: `<${text}>` };
    else {
      tokens.splice(
        index,
        1,
        { kind: 'raw', text: '[' },
        { kind: 'text', text, inBrackets: true },
        { kind: 'raw', text: `](${escapeTarget(url)})` },
      );
    }
  }
}

function isApart(tokens: readonly Token[], index: number, text: string): boolean {
  const before = neighbour(tokens, index, -1).sign;
  const next = neighbour(tokens, index, 1);
  if (MAIL.test(text)) {
    const rest = next.token?.kind === 'text' ? next.token.text : next.sign;
    return !/[\w.+\-/]/.test(before) && !/^(?:[\w@-]|\.\w)/.test(rest) && !/_\b|\b_/.test(text);
  }
  if (/[a-z]/i.test(before)) return false;
  if (next.token?.kind !== 'text') return isSpace(next.sign);
  const tail = /^\S*/.exec(next.token.text)?.[0] ?? '';
  if (!isTrailing(text, tail)) return false;
  return tail.length < next.token.text.length || isSpace(neighbour(tokens, next.index, 1).sign);
}
