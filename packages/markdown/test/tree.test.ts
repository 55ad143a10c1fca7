import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readContent } from '../src/read.ts';
import type { Element, Node } from '../src/tree.ts';
import { writeMarkdown } from '../src/write.ts';
import { parseMarkdown } from './parse.ts';

const NAMES =
  'p div span a b strong em i code pre br hr ul ol li dl dt dd table thead tr td th caption blockquote h1 h3 h6 sup sub img del details summary figure input section'.split(
    ' ',
  );
const TEXTS = [
  'a',
  'word',
  ' two words ',
  ' ',
  '*',
  '_x_',
  '[y]',
  '# z',
  '1. ',
  '|',
  '<b>',
  '`',
  '\n\n',
  'https://x.org/a_b',
  '- ',
];

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom(...TEXTS),
    fc
      .tuple(
        fc.constantFrom(...NAMES),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.constantFrom<Record<string, string>>(
          {},
          { href: 'https://x.org/' },
          { src: 'a.png', alt: 'pic*' },
          { start: '3' },
          { value: '7' },
          { rowspan: '2' },
          { type: 'checkbox' },
          { class: 'language-js' },
        ),
      )
      .map(([name, children, attributes]): Element => ({ name, attributes, children, parent: undefined })),
  ),
}));

const tree = fc
  .array(node, { maxLength: 4 })
  .map((children) => withParents({ name: 'body', attributes: {}, children, parent: undefined }));

function withParents(element: Element, parent?: Element): Element {
  const copy: Element = { ...element, children: [], parent };
  for (const child of element.children)
    copy.children.push(typeof child === 'string' ? child : withParents(child, copy));
  return copy;
}

it('of any tree is the same when it is read and written again', () => {
  fc.assert(
    fc.property(tree, (root) => {
      const markdown = writeMarkdown(readContent(root));
      expect(writeMarkdown(parseMarkdown(markdown))).toBe(markdown);
    }),
    // Always the same thousand, as in `stable.test.ts`.
    { numRuns: 1000, seed: 27 },
  );
});
