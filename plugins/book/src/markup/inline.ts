import {
  escapeAt,
  escapePiece,
  codeBlock as fencedCode,
  lineStartEscape,
  withoutMarks,
} from '@bowerbird/markdown';

/** Text for Markdown, whatever it will stand beside: what could be taken for markup is escaped. */
export function escapeText(text: string): string {
  return escapePiece(text);
}

/** The start of a block that is text, and must not be taken for a heading, a list or a quotation; likewise that of its other lines. */
export function escapeStart(block: string): string {
  return block
    .split('\n')
    .map((line, index) => escapeAt(line, lineStartEscape(withoutMarks(line), index === 0)))
    .join('\n');
}

/** A block of code, fenced. */
export function codeBlock(code: string, language = ''): string {
  return fencedCode({ value: code.replace(/^\n+|\s+$/g, ''), language });
}

/** All lines after the first, and the first too if it is given, indented by a prefix; empty ones stay empty. */
export function indent(text: string, prefix: string, first = prefix): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first + line : line === '' ? '' : prefix + line))
    .join('\n');
}
