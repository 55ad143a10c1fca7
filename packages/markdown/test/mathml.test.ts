import { expect, it } from 'vitest';
import { toTex } from '../src/mathml.ts';
import type { Element, Node } from '../src/tree.ts';

function m(name: string, ...children: Node[]): Element {
  return { name, attributes: {}, children, parent: undefined };
}

it.each([
  [m('mfrac', m('mn', '1'), m('msqrt', m('mi', 'n'))), '\\frac{1}{\\sqrt{n}}'],
  [m('mrow', m('munderover', m('mo', '∑'), m('mi', 'i'), m('mi', 'n')), m('mi', 'x')), '\\sum_{i}^{n}x'],
  [m('mrow', m('mi', 'α'), m('mi', 'x')), '\\alpha x'],
  [m('mrow', m('mi', 'sin'), m('mo', '\u2061'), m('mi', '𝑥')), '\\sin x'],
  [m('mover', m('mi', 'x'), m('mo', '¯')), '\\bar{x}'],
  [m('msubsup', m('mi', 'x'), m('mi', 'max'), m('mn', '2')), 'x_{\\max}^{2}'],
  [
    m('mtable', m('mtr', m('mtd', m('mi', 'a')), m('mtd', m('mi', 'b'))), m('mtr', m('mtd', m('mi', 'c')))),
    '\\begin{matrix}a & b \\\\ c\\end{matrix}',
  ],
  [m('mtext', ' if '), '\\text{ if }'],
])('writes TeX for MathML', (element, tex) => {
  expect(toTex(element)).toBe(tex);
});
