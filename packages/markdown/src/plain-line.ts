import type { Inline, Link, Styled } from './content.ts';
import { SIGNS } from './delimiters.ts';
import { escapeTarget, isSign, SPECIAL } from './escape.ts';

/**
 * A line in which nothing has to be escaped and no sign of emphasis stands beside another, as Markdown: most lines are such, and need no look at
 * what stands beside what.
 * @returns `undefined`: there may be
 */
export function writePlainLine(content: readonly Inline[]): string | undefined {
  let line = '';
  let isBesideStyle = false;
  for (const node of content) {
    const isStyled = typeof node === 'object' && 'children' in node && node.type !== 'link';
    if (isStyled && isBesideStyle) return undefined;
    const piece = isStyled ? writeStyled(node) : writeNode(node);
    if (piece === undefined) return undefined;
    line += piece;
    // A mark parts nothing.
    if (typeof node === 'string' || node.type !== 'mark') isBesideStyle = isStyled;
  }
  return line;
}

function writeNode(node: Inline): string | undefined {
  if (typeof node === 'string') return SPECIAL.test(node) ? undefined : node;
  switch (node.type) {
    case 'mark':
      return node.value;
    case 'reference':
      return `[^${node.label}]`;
    case 'code':
      return /[`|\]]/.test(node.value) ? undefined : `\`${node.value}\``;
    case 'link':
      return writeLink(node);
    default:
      return undefined;
  }
}

function writeLink({ children: [only, ...others], url }: Link): string | undefined {
  // An address of mail may be what it leads to.
  if (typeof only !== 'string' || others.length > 0 || SPECIAL.test(only) || only.includes('@'))
    return undefined;
  return `[${only}](${escapeTarget(url)})`;
}

/** Emphasis of text that begins and ends with a letter or figure is read as that, whatever is around it. */
function writeStyled({ type, children: [only, ...others] }: Styled): string | undefined {
  if (typeof only !== 'string' || others.length > 0 || SPECIAL.test(only)) return undefined;
  if (!isInside(only.charAt(0)) || !isInside(only.charAt(only.length - 1))) return undefined;
  return SIGNS[type] + only + SIGNS[type];
}

const UNCLEAR = /[\s\ud800-\udfff]/;

function isInside(sign: string): boolean {
  return sign !== '' && (/[a-z\d]/i.test(sign) || !(isSign(sign) || UNCLEAR.test(sign)));
}
