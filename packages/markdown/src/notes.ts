import { type Block, isVisible } from './content.ts';
import { tidyLine } from './tidy.ts';

// `[1]`, `1.`, `*` before the text of a note.
const LABEL =
  /^\s*(?:\[\d{0,4}\]|\(\d{1,4}\)|\d{1,4}[.):\]]+(?=\s)|\d{1,3}(?=\s)|[⁰¹²³⁴-⁹]+|\*{1,3}|[†‡§¶]|[↑^])\s*/;

/** The text of a note without the label that it had, which may be a block by itself: it has one anew. */
export function withoutLabel(blocks: readonly Block[]): readonly Block[] {
  const [first, ...others] = blocks;
  if (first?.type !== 'paragraph') return blocks;
  const at = first.children.findIndex((node) => typeof node === 'string' || node.type !== 'mark');
  const start = first.children[at];
  if (typeof start !== 'string') return blocks;
  const children = tidyLine(first.children.with(at, start.replace(LABEL, '')));
  if (children.some(isVisible)) return [{ ...first, children }, ...others];
  const [second, ...rest] = others;
  return second?.type === 'paragraph'
    ? [{ ...second, children: [...children, ...second.children] }, ...rest]
    : others;
}
