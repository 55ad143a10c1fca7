import { describe, expect, it } from 'vitest';
import { KEPT } from '../reply/quotes.ts';
import { mailToMarkdown } from './markdown.ts';

const text = (html: string) => mailToMarkdown(html).text;

it.each([
  ['<p>One</p><p>Two<br>lines</p>', 'One\n\nTwo\nlines'],
  ['<div>One</div><div>Two</div><div><br></div><div>Three</div>', 'One\nTwo\n\nThree'],
  ['a <b>bold </b>and <i>soft</i> word', 'a **bold** and *soft* word'],
  [
    '<a href="https://x.org/a(b)">here</a> and <a href="https://x.org">https://x.org</a>',
    '[here](https://x.org/a(b)) and https://x.org',
  ],
  ['<a href="javascript:x">no</a><script>no()</script><style>x</style>', 'no'],
  ['<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>', '- One\n  - Inner\n- Two'],
  ['<ol start="3"><li>Three</li><li>Four</li></ol>', '3. Three\n4. Four'],
  [
    '<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>',
    '| A | B |\n| --- | --- |\n| 1 | 2\\|3 |',
  ],
  ['<table><tr><td><p>Laid</p><p>out</p></td></tr></table>', 'Laid\n\nout'],
  ['<pre>a\n  b</pre>', '```\na\n  b\n```'],
  ['<h1>Title</h1>x', '### Title\n\nx'],
  ['shown<span style="display:none">hidden</span><img src="count.gif">', 'shown'],
  ['<span><div>Blocks</div><div>in a span</div></span>', 'Blocks\nin a span'],
])('writes %s', (html, expected) => {
  expect(text(html)).toBe(expected);
});

describe('quotes', () => {
  it.each([
    [
      'Gmail',
      '<div>Own</div><div class="gmail_quote"><div class="gmail_attr">On … wrote:</div><blockquote>Quoted</blockquote></div>',
    ],
    [
      'Thunderbird',
      '<p>Own</p><div class="moz-cite-prefix">On … wrote:</div><blockquote type="cite">Quoted</blockquote>',
    ],
    [
      'Outlook',
      '<div>Own</div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><b>From:</b> Jane</div><p>Quoted</p>',
    ],
    [
      'Outlook on the web',
      '<div>Own</div><hr><div id="divRplyFwdMsg"><b>From:</b> Jane</div><div>Quoted</div>',
    ],
    ['Yahoo', '<div>Own</div><div class="yahoo_quoted">Quoted</div>'],
    ['the last blockquote', '<div>Own</div><blockquote>Quoted</blockquote>'],
  ])('are taken out by their markup: %s', (_, html) => {
    const { text: own, quotes } = mailToMarkdown(html);
    expect(own.replace(/\n*---$/, '')).toBe('Own');
    expect(quotes().join(' ')).toContain('Quoted');
  });

  it('stay where they are the author’s own', () => {
    expect(text('As it says:<blockquote>A passage</blockquote>and so on')).toBe(
      `As it says:\n\n${KEPT}> A passage\n\nand so on`,
    );
    expect(text('<div class="gmail_quote">All there is</div>')).toBe('All there is');
    expect(
      text('<p>See</p><div class="gmail_quote">---------- Forwarded message ---------<br>News</div>'),
    ).toContain('News');
  });
});

it('reads what no library would', () => {
  expect(text('<div>'.repeat(20_000))).toBe('');
  expect(text(`${'<div>'.repeat(200_000)}deep`)).toBe('deep');
  expect(text(`${'<blockquote>x'.repeat(2000)}`)).toContain('x');
});
