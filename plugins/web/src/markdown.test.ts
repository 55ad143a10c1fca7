import { readContent, writeMarkdown } from '@bowerbird/markdown';
import { describe, expect, test } from 'vitest';
import { bodyOf } from './content/content.ts';
import { cleanTree, parseTree, toElement } from './html-tree.ts';
import { pageHooks } from './page-hooks.ts';

const PAGE = 'https://example.org/docs/page.html';

function markdown(html: string): string {
  return written(html, PAGE);
}

function written(html: string, pageUrl: string | undefined): string {
  const tree = parseTree(`<!doctype html><body>${html}`)!;
  cleanTree(tree);
  const root = toElement(bodyOf(tree)!);
  return writeMarkdown(readContent(root, pageHooks(root, { pageUrl, baseUrl: pageUrl })));
}

describe('links', () => {
  test.each([
    ['<a href="../a.html">A</a>', '[A](https://example.org/a.html)'],
    ['<a href="b c(1).html" title="t">A</a>', '[A](https://example.org/docs/b%20c(1).html)'],
    ['<a href="mailto:jane@example.org">Jane</a>', '[Jane](mailto:jane@example.org)'],
    ['<a href="#part">A</a> <a href="page.html#part">B</a>', 'A B'],
    ['<a href="javascript:go()">A</a>', 'A'],
    ['x<a href="/b"></a><a href="/c"> </a>y', 'x y'],
    ['<a href="/b">\n<b>A</b>\nB</a>', '[**A** B](https://example.org/b)'],
    ['<a href="/b"><h3>Card</h3><p>About</p></a>', '### [Card](https://example.org/b)\n\nAbout'],
    ['<a name="x">Old</a> anchor', 'Old anchor'],
  ])('%s', (html, text) => expect(markdown(html)).toBe(text));

  test('of a local file stay relative', () => {
    expect(written('<a href="b c.html#d">B</a>', undefined)).toBe('[B](b%20c.html#d)');
  });
});

describe('images', () => {
  test.each([
    ['<img src="/a.png" alt="An  A" title="t">', '![An A](https://example.org/a.png)'],
    ['<img src="data:image/gif;base64,AAAA" alt="x">', ''],
    ['<img src="data:image/gif;base64,AAAA" data-src="a.png">', '![](https://example.org/docs/a.png)'],
    ['<img srcset="a.png 1x, b.png 2x" alt="A">', '![A](https://example.org/docs/a.png)'],
    ['<img src="/count.gif" width="1" height="1">', ''],
    [
      '<a href="/b"><img src="a.png" alt="A"></a>',
      '[![A](https://example.org/docs/a.png)](https://example.org/b)',
    ],
  ])('%s', (html, text) => expect(markdown(html)).toBe(text));
});

describe('code', () => {
  test.each([
    ['<pre><code class="language-ts">let a;\n</code></pre>', '```ts\nlet a;\n```'],
    ['<pre class="lang-py">a</pre>', '```py\na\n```'],
    [
      '<pre><div><span>C++</span><button>Copy code</button></div><div><code>int a;</code></div></pre>',
      '```c++\nint a;\n```',
    ],
    ['<pre><div>main.py</div><code>a</code></pre>', '```\nmain.py\na\n```'],
    ['<pre>$ <code>ls</code></pre>', '```\n$ ls\n```'],
    [
      '<table><tr><td class="blob-num">1</td><td>a</td></tr><tr><td class="blob-num">2</td><td>  b</td></tr></table>',
      '```\na\n  b\n```',
    ],
    ['<div class="highlight highlight-source-shell"><pre>ls</pre></div>', '```shell\nls\n```'],
    [
      '<div class="highlight-python notranslate"><div class="highlight"><pre>a</pre></div></div>',
      '```python\na\n```',
    ],
    ['<pre class="rust example"><code>a</code></pre>', '```rust\na\n```'],
    ['<pre data-language="rust">a</pre>', '```rust\na\n```'],
    ['<pre><code class="language-plaintext">a</code></pre>', '```\na\n```'],
    ['<pre>a  b\n\n\n\n  c\n</pre>', '```\na  b\n\n\n\n  c\n```'],
    ['<pre>a<br>b</pre>', '```\na\nb\n```'],
    ['<pre><div>a</div><div>b</div></pre>', '```\na\nb\n```'],
    ['<pre>```\nx\n```</pre>', '````\n```\nx\n```\n````'],
    ['<pre># no heading</pre>', '```\n# no heading\n```'],
    ['<pre> </pre>', ''],
    ['<code>a<title></p></title><textarea>x</textarea>b</code>', '`ab`'],
    ['<p>a <code>`b` c</code> <tt>d</tt></p>', 'a `` `b` c `` `d`'],
    [
      '<table class="highlight"><tr><td class="gutter"><pre>1\n2</pre></td><td><pre class="lang-c">a\nb</pre></td></tr></table>',
      '```c\na\nb\n```',
    ],
  ])('%s', (html, text) => expect(markdown(html)).toBe(text));
});

describe('lists', () => {
  test.each([
    ['<ul><li>a<li>b<ul><li>c</ul></ul>', '- a\n- b\n  - c'],
    ['<ol start="9"><li>a<li>b</ol>', '9. a\n10. b'],
    ['<ol><li>a<li value="5">b<li>c</ol>', '1. a\n\n5) b\n6) c'],
    ['<ul><li><p>a</p><p>b</p></li></ul>', '- a\n\n  b'],
    ['<ul><li>a<pre>b\n# c</pre></li></ul>', '- a\n\n  ```\n  b\n  # c\n  ```'],
    ['<ul><li></li><li>a</li></ul>', '- a'],
    ['<ul><li><input type=checkbox checked> a<li><input type=checkbox> b</ul>', '- [x] a\n- [ ] b'],
    [
      '<dl><dt>Term<dd>Meaning<dt>Other<dt>Same<dd><p>One</p></dl>',
      '- **Term**: Meaning\n- **Other**, **Same**: One',
    ],
    ['<dl><div><dt>T</dt><dd><p>a</p><p>b</p></dd></div></dl>', '- **T**:\n\n  a\n\n  b'],
  ])('%s', (html, text) => expect(markdown(html)).toBe(text));
});

describe('tables', () => {
  const row = (...cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

  test.each([
    [
      'with headings',
      '<table><tr><th>A<th>B</tr><tr><td>1<td>x|y</table>',
      '| A | B |\n| --- | --- |\n| 1 | x\\|y |',
    ],
    [
      'without headings',
      `<table>${row('1', '2')}${row('3', '4')}</table>`,
      '|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |',
    ],
    [
      'with headings that are only strong',
      `<table>${row('<b>A</b>', '<strong>B</strong>')}${row('1', '2')}</table>`,
      '| **A** | **B** |\n| --- | --- |\n| 1 | 2 |',
    ],
    [
      'with a caption, a head and a line break',
      `<table><caption>Cap</caption><thead>${row('A', 'B')}</thead>${row('1<br>2', '<p>3</p>')}</table>`,
      'Cap\n\n| A | B |\n| --- | --- |\n| 1<br>2 | 3 |',
    ],
    [
      'with spans',
      '<table><tr><th>A<th>B<th>C<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td>4</table>',
      '| A | B | C |\n| --- | --- | --- |\n| 1 | 2 |  |\n| 1 | 3 | 4 |',
    ],
    [
      'with an empty column',
      `<table><thead>${row('A', '', 'B')}</thead>${row('1', ' ', '2')}</table>`,
      '| A | B |\n| --- | --- |\n| 1 | 2 |',
    ],
    [
      'with words over figures',
      `<table>${row('Name', 'Sum')}${row('a', '1.5')}${row('b', '20 %')}</table>`,
      '| Name | Sum |\n| --- | --- |\n| a | 1.5 |\n| b | 20 % |',
    ],
    [
      'without a head',
      `<table>${row('a', '1')}${row('b', '2')}${row('c', '3')}</table>`,
      '|  |  |\n| --- | --- |\n| a | 1 |\n| b | 2 |\n| c | 3 |',
    ],
    ['of one column', `<table>${row('a')}${row('b')}</table>`, 'a\n\nb'],
    ['that lays out', `<table>${row('<table><tr><td>a</td></tr></table>', '<p>b</p>')}</table>`, 'a\n\nb'],
    [
      'with lists in cells',
      `<table><thead>${row('Name', 'Parts')}</thead>${row('x', '<ul><li>a<li>b</ul>')}</table>`,
      '**Name:** x\n\n**Parts:**\n\n- a\n- b',
    ],
    ['torn', '<td>a</td><tr><td>b</td></tr>', 'ab'],
  ])('%s', (_, html, text) => expect(markdown(html)).toBe(text));

  test('never leave HTML behind', () => {
    const text = markdown(
      `<table>${row('<blockquote>a</blockquote>', '<h3>b</h3>')}${row('c', '<hr>')}</table>`,
    );
    expect(text).not.toMatch(/<\w/);
    for (const part of ['a', 'b', 'c']) expect(text).toContain(part);
  });
});

const mjx = (inner: string, attributes = ''): string =>
  `<mjx-container class="MathJax" ${attributes}><mjx-math>${inner}</mjx-math></mjx-container>`;
const letter = (sign: string): string => `<mjx-mi><mjx-c class="mjx-c">${sign}</mjx-c></mjx-mi>`;

describe('formulas', () => {
  test.each([
    ['in a script', 'a <script type="math/tex">x_1</script>', 'a $x_1$'],
    [
      'in a script behind what was drawn for it',
      '<p>a</p><span class="MathJax_Preview"></span><div class="MathJax_Display">x1</div><script type="math/tex; mode=display">x_1</script>',
      'a\n\n$$x_1$$',
    ],
    ['as TeX on a line of their own', '<p>\\[x = 1\\]</p><p>and \\[y\\]</p>', '$$x = 1$$\n\nand $y$'],
    [
      'with MathML for screen readers',
      '<mjx-container display="true"><mjx-math></mjx-math><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>',
      '$$x$$',
    ],
    ['with TeX noted down', '<mjx-container><mjx-math data-latex="x_1"></mjx-math></mjx-container>', '$x_1$'],
    [
      'drawn',
      mjx(
        `<mjx-mfrac><mjx-frac><mjx-num>${letter('𝑎')}</mjx-num><mjx-dbox><mjx-den>${letter('b')}</mjx-den></mjx-dbox></mjx-frac></mjx-mfrac>`,
        'display="true"',
      ),
      '$$\\frac{a}{b}$$',
    ],
    [
      'drawn with scripts',
      mjx(
        `<mjx-msubsup>${letter('x')}<mjx-script>${letter('b')}<mjx-spacer></mjx-spacer>${letter('a')}</mjx-script></mjx-msubsup>`,
      ),
      '$x_{a}^{b}$',
    ],
    [
      'drawn with limits',
      mjx(
        `<mjx-munderover><mjx-over>${letter('n')}</mjx-over><mjx-box><mjx-munder><mjx-base><mjx-mo><mjx-c>∑</mjx-c></mjx-mo></mjx-base><mjx-under>${letter('i')}</mjx-under></mjx-munder></mjx-box></mjx-munderover>`,
      ),
      '$\\sum_{i}^{n}$',
    ],
    [
      'drawn with letters that are in its font alone',
      mjx('<mjx-mi><mjx-c class="mjx-c1D465 TEX-I"></mjx-c></mjx-mi>'),
      '$x$',
    ],
    ['drawn, with nothing in it', `a ${mjx('')}b`, 'a b'],
  ])('%s', (_, html, text) => expect(markdown(html)).toBe(text));
});

describe('text', () => {
  test.each([
    ['<h1>A</h1><h3><b>B</b> <a class="headerlink" href="#b">¶</a></h3>', '# A\n\n### B'],
    ['<h2>1. One</h2><p>1. no list</p>', '## 1. One\n\n1\\. no list'],
    ['<p>a<br>b</p>', 'a  \nb'],
    ['<p>a<br><br><br><br>b</p>', 'a\n\nb'],
    ['x<sup>2</sup>, H<sub>2</sub>O, 2<sup>nd</sup>', 'x², H₂O, 2nd'],
    ['<del>a</del> <em> b </em> x<b></b> <i>c</i><b>d</b>', '~~a~~ *b* x _c_**d**'],
    ['<b><p>a</p><p>b</p></b>', 'a\n\nb'],
    [
      '<p><a href=/x>x</a>-y, <i>1</i>. z</p><p>- no list</p>',
      '[x](https://example.org/x)-y, *1*. z\n\n\\- no list',
    ],
    ['<b>--flag</b>', '**--flag**'],
    ['a\u00a0b\u00adc\u200bd', 'a bcd'],
    ['<i class="icon">\ue001</i>a', 'a'],
    ['<p># a</p><p>*b* _c_ [d]</p>', '\\# a\n\n\\*b\\* \\_c\\_ [d]'],
    ['<details><summary>More</summary><p>a</p></details>', '**More**\n\na'],
    [
      '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></semantics></math>',
      '$x_1$',
    ],
    ['a<button>Buy</button><svg><text>s</text></svg><iframe src="x">i</iframe>', 'a'],
    ['<p>the &lt;div&gt; tag, &amp;lt;, a &lt; b &amp; c</p>', 'the &lt;div> tag, \\&lt;, a < b & c'],
    ['<p><code>&lt;div&gt;</code></p>', '`<div>`'],
    ['<blockquote><p>a</p><p>b</p></blockquote><hr>', '> a\n>\n> b\n\n---'],
  ])('%s', (html, text) => expect(markdown(html)).toBe(text));
});
