import { withoutMarks } from '../book/marks.ts';

const SPECIAL = /[\\`*_[\]<~&]/;
// A character that Markdown takes for more than itself, where it stands.
const EVERYWHERE =
  /[\\`*]|_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_|~(?=~)|(?<=~)~|\[(?=\^)|\](?=[(:[])|&(?=#?\w+;)/gu;

/** Text for Markdown: what would be taken for markup is escaped, and nothing else. */
export function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  // An entity, since many readers of Markdown take what stands between `\\<` and `>` for a tag all the same.
  return text.replace(EVERYWHERE, '\\$&').replace(/<(?=[a-zA-Z/!?])/g, '&lt;');
}

const LINE_START =
  /^((?:\ufdd0\d+\ufdd1)*)(?:(#{1,6}|[-+>]|={3,}|-{3,})(?=\s|$)|(\d{1,9})([.)])(?=\s|$)|(>))/;

/** The start of a block that is text, and must not be taken for a heading, a list or a quotation. */
export function escapeStart(block: string): string {
  return block.replace(
    LINE_START,
    (_, marks: string, sign?: string, number?: string, dot?: string, quote?: string) =>
      number === undefined ? `${marks}\\${sign ?? quote}` : `${marks}${number}\\${dot}`,
  );
}

/** Text between delimiters, with its white space outside of them. */
export function wrap(text: string, delimiter: string): string {
  const plain = withoutMarks(text).trim();
  if (plain === '') return text;
  const [, before = '', inner = '', after = ''] =
    /^((?:\s|\ufdd0\d+\ufdd1)*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  return `${before}${delimiter}${inner}${delimiter}${after}`;
}

/** A code span, with as many backticks as it needs. */
export function codeSpan(text: string): string {
  const code = text.replace(/\s+/g, ' ');
  if (code.trim() === '') return code;
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${code}${pad}${fence}`;
}

const SUPERSCRIPT = new Map(
  [...'0123456789+-−=()n'].map((sign, index) => [sign, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ'][index] ?? sign]),
);
const SUBSCRIPT = new Map(
  [...'0123456789+-−=()'].map((sign, index) => [sign, [...'₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎'][index] ?? sign]),
);

/** Raised or lowered figures as characters of their own; a text for which there are none (1st, Mme) stays as it is. */
export function shifted(text: string, where: 'sup' | 'sub'): string {
  const map = where === 'sup' ? SUPERSCRIPT : SUBSCRIPT;
  const signs = [...text];
  return signs.every((sign) => map.has(sign)) ? signs.map((sign) => map.get(sign)).join('') : text;
}

/** The target of a link or an image, so that it ends where it ends. */
export function linkTarget(url: string): string {
  return url.replace(
    /[\s()<>]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}

/** A block of code, fenced. */
export function codeBlock(code: string, language = ''): string {
  const longest = Math.max(2, ...(code.match(/^\s*`{3,}/gm) ?? []).map((run) => run.trim().length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/^\n+|\s+$/g, '')}\n${fence}`;
}

/** All lines after the first, and the first too if it is given, indented by a prefix; empty ones stay empty. */
export function indent(text: string, prefix: string, first = prefix): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first + line : line === '' ? '' : prefix + line))
    .join('\n');
}
