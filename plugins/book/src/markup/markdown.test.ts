import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Marks, withoutMarks } from '../book/marks.ts';
import { escapeText } from './inline.ts';
import { FileRenderer, NO_PLACES } from './render-file.ts';
import { parseTree } from './tree.ts';

const NO_NOTES = { references: new Map(), notes: new Map(), dropped: new Set<never>() };

function render(html: string): string {
  const { root } = parseTree(html, { xml: false });
  return withoutMarks(new FileRenderer(new Marks(), NO_NOTES, NO_PLACES).render('', root));
}

describe('FileRenderer', () => {
  it.each([
    ['paragraphs', '<p>One\n  two</p><p>Three</p>', 'One two\n\nThree'],
    ['emphasis, with its spaces outside', '<p>a<em> b </em>c <strong>d</strong></p>', 'a *b* c **d**'],
    ['emphasis in itself once', '<p><i>a <em>b</em></i></p>', '*a b*'],
    ['breaks', '<p>a<br/>b</p>', 'a  \nb'],
    [
      'verse',
      '<blockquote epub:type="z3998:verse"><p><span>Roses</span><br/><span>are</span></p></blockquote>',
      '> Roses  \n> are',
    ],
    ['lists', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', '- a\n  - b\n- c'],
    ['numbers of lists', '<ol start="3"><li>a</li><li>b</li></ol>', '3. a\n4. b'],
    ['items of several paragraphs', '<ul><li><p>a</p><p>b</p></li></ul>', '- a\n\n  b'],
    ['definitions', '<dl><dt>term</dt><dd>what it is</dd></dl>', '- **term**: what it is'],
    [
      'tables',
      '<table><caption>C</caption><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>3</td></tr></table>',
      'C\n\n| a | b |\n| --- | --- |\n| 1\\|2 | 3 |',
    ],
    [
      'cells over rows and columns',
      '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr><tr><td colspan="2">d</td></tr></table>',
      '|  |  |\n| --- | --- |\n| a | b |\n| a | c |\n| d |  |',
    ],
    ['tables that only place things', '<table><tr><td><p>a</p><p>b</p></td></tr></table>', 'a\n\nb'],
    [
      'code',
      '<pre class="language-js">if (a &lt; b) {\n  c();\n}\n</pre>',
      '```js\nif (a < b) {\n  c();\n}\n```',
    ],
    ['code in a line', '<p>call <code>f(`x`)</code></p>', 'call ``f(`x`)``'],
    [
      'links to elsewhere',
      '<p><a href="https://example.org/a b">out</a> <a href="#in">in</a></p>',
      '[out](https://example.org/a%20b) in',
    ],
    [
      'pictures by what they are called',
      '<p><img src="a.png" alt="A bower"/><img src="b.png" alt=""/></p>',
      '![A bower](a.png)',
    ],
    ['raised and lowered figures', '<p>H<sub>2</sub>O, 10<sup>6</sup>, 1<sup>st</sup></p>', 'H₂O, 10⁶, 1st'],
    ['formulas', '<p><math alttext="x^2"><mi>x</mi></math></p>', '$x^2$'],
    ['ruby', '<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>', '漢(kan)'],
    [
      'drawings',
      '<svg><title>A nest</title><text>of <tspan>sticks</tspan></text><style>x{}</style></svg>',
      'A nest of sticks',
    ],
    [
      'no scripts, and nothing hidden',
      '<p>a</p><script>b</script><p hidden="">c</p><p style="display: none">d</p>',
      'a',
    ],
    [
      'what looks like Markdown as text',
      '<p># no</p><p>1. no</p><p>*no* [^1] a_b _c</p>',
      '\\# no\n\n1\\. no\n\n\\*no\\* \\[^1] a_b _c',
    ],
    ['what looks like a tag as text', '<p>&lt;b&gt; 1 &lt; 2</p>', '&lt;b> 1 < 2'],
  ])('renders %s', (_, html, markdown) => {
    expect(render(html)).toBe(markdown);
  });

  it.each([
    ['a link', '<a href="https://x.org/&#xFDD0;0&#xFDD1;&#x1;">a</a>', '[a](https://x.org/0)'],
    ['a picture', '<img src="a&#xFDD0;0&#xFDD1;.png" alt="b&#xFDD0;0&#xFDD1;"/>', '![b0](a0.png)'],
    ['a picture, escaped', '<img src="a%EF%B7%900%EF%B7%91.png" alt="b"/>', '![b](a0.png)'],
    ['a picture elsewhere', '<img src="https://x.org/&#xFDD0;0&#xFDD1;" alt="b"/>', '![b](https://x.org/0)'],
    ['text', 'a&#xFDD0;0&#xFDD1;<code>&#xFDD0;0&#xFDD1;</code>', 'a0`0`'],
    ['a block of code', '<pre data-lang="&#xFDD0;0&#xFDD1;">&#xFDD0;0&#xFDD1;</pre>', '```\n0\n```'],
    ['a formula', '<math alttext="x&#xFDD0;0&#xFDD1;"><mi>x</mi></math>', '$x0$'],
    ['a drawing', '<svg><title>a&#xFDD0;0&#xFDD1;</title></svg>', 'a0'],
  ])('takes nothing in %s for a mark', (_, html, markdown) => {
    const { root } = parseTree(html, { xml: false });
    expect(new FileRenderer(new Marks(), NO_NOTES, NO_PLACES).render('', root)).toBe(markdown);
  });

  it('loses no letter', () => {
    const tags = fc.constantFrom(
      'p',
      'div',
      'em',
      'b',
      'span',
      'li',
      'ul',
      'td',
      'tr',
      'table',
      'h2',
      'blockquote',
      'sup',
      'a',
      'code',
      'dd',
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.stringMatching(/^[a-z]{1,6}$/),
        fc
          .tuple(tags, fc.array(tie('tree'), { maxLength: 4 }))
          .map(([tag, inner]) => `<${tag}>${inner.join(' ')}</${tag}>`),
      ),
    }));
    fc.assert(
      fc.property(tree, (html) => {
        const letters = (text: string) =>
          text
            // Raised letters are letters.
            .normalize('NFKC')
            .replace(/<br>/g, '')
            .replace(/<[^>]+>/g, '')
            .replace(/[^a-z]/g, '');
        expect(letters(render(html))).toBe(letters(html));
      }),
    );
  });
});

describe('escapeText', () => {
  it('leaves plain text as it is', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\p{L}\p{N} .,;'"-]*$/u), (text) => escapeText(text) === text));
  });
});
