import { type Element, foldSpaces, type Node, qualityOf } from '@bowerbird/markdown';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgivingTree, parseTree } from './tree.ts';

// Of a tree without its way upwards.
const plain = (node: Node): unknown =>
  typeof node === 'string' ? node : [node.name, node.attributes, node.children.map(plain)];

const TAGS = [
  ...'html head title style script body span a em br img svg math form'.split(' '),
  // What ends by itself, and what ends it.
  ...'p h1 h2 h6 address article aside blockquote details div dl fieldset figcaption figure footer header hr main nav ol pre section table ul'.split(
    ' ',
  ),
  ...'li dt dd rt rp ruby thead tbody tfoot tr th td'.split(' '),
];
const ATTRIBUTES = [
  '',
  ' class="a"',
  " id='b'",
  ' ID="c" id="d"',
  ' x',
  ' y=z',
  ' href="a>b"',
  ' title="&quot;&amp;&x"',
  ' /',
];
const TEXTS = [
  'word',
  'two  words',
  ' ',
  '\n',
  'a\nb',
  '&amp;',
  '&#8212;',
  '&#150;',
  '&nbsp;',
  '&notit;',
  '& ',
  '&x;',
  '<',
  '>',
  '\\(x\\)',
  '\u00a0',
  '\u200b',
  'é',
];
const OTHERS = [
  '<!-- a -->',
  '<!-->',
  '<!-- a --!> b -->',
  '<?xml version="1.0"?>',
  '<?a > ?>',
  '<!DOCTYPE html>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<![CDATA[a<b]]>',
  '</p>',
  '</br>',
  '</P >',
  '<P>',
];

const leaf = fc.constantFrom(...TEXTS, ...OTHERS);
const tag = fc.tuple(fc.constantFrom(...TAGS), fc.constantFrom(...ATTRIBUTES));
const { markup } = fc.letrec<{ markup: string; node: string }>((tie) => ({
  markup: fc.array(tie('node'), { maxLength: 5 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(...TEXTS),
    { arbitrary: leaf, weight: 1 },
    tag.map(([name, attributes]) => `<${name}${attributes}/>`),
    tag.map(([name, attributes]) => `<${name}${attributes}>`),
    {
      weight: 6,
      arbitrary: fc
        .tuple(tag, tie('markup'))
        .map(([[name, attributes], inner]) => `<${name}${attributes}>${inner}</${name}>`),
    },
  ),
}));

describe('a tree', () => {
  it.each([false, true])('is that of the parser that forgives (as XML: %s)', (xml) => {
    fc.assert(
      fc.property(markup, (text) => {
        const [tree, other] = [parseTree(text, { xml }), forgivingTree(text, xml)];
        expect(plain(tree.root)).toEqual(plain(other.root));
        if (!xml) expect(tree.letters).toBe(other.letters);
      }),
      { numRuns: 3000 },
    );
  });

  it('is that of the parser that forgives, whatever element stands in another', () => {
    for (const outer of TAGS)
      for (const inner of TAGS) {
        const text = `<div><${outer}>a<${inner}>b</${inner}>c</${outer}></div>`;
        expect(plain(parseTree(text, { xml: false }).root), text).toEqual(plain(forgivingTree(text).root));
      }
  });

  it('says of its text what it is', () => {
    const check = (element: Element): void => {
      const texts = element.children.filter((child) => typeof child === 'string');
      const qualities = texts.map(qualityOf);
      if (element.text === 'plain') expect(qualities.every((each) => each === 'plain')).toBe(true);
      if (element.text === 'uneven') expect(qualities).not.toContain('other');
      if (element.text === 'wrapped')
        for (const text of texts) expect(text.replaceAll('\n', ' ')).toBe(foldSpaces(text));
      for (const child of element.children) if (typeof child === 'object') check(child);
    };
    fc.assert(
      fc.property(markup, (text) => check(parseTree(text, { xml: false }).root)),
      { numRuns: 3000 },
    );
  });

  it('is read by the plain reader where it is plain', () => {
    const { root } = parseTree('<p class="a">One<br/> <em>two</em> &#8212; three</p>', { xml: false });
    expect((root.children[0] as Element).text).toBe('plain');
    expect(parseTree('<p>a<p>b', { xml: false }).root.children[0]).not.toHaveProperty('text');
  });
});
