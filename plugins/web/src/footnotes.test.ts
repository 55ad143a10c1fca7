import { readContent, writeMarkdown } from '@bowerbird/markdown';
import { expect, test } from 'vitest';
import { bodyOf } from './content/content.ts';
import { parseTree, toElement } from './html-tree.ts';
import { pageHooks } from './page-hooks.ts';

const PLACE = { pageUrl: 'https://x.example/', baseUrl: 'https://x.example/' };

const markdown = (html: string): string => {
  const root = toElement(bodyOf(parseTree(`<!doctype html><html><body>${html}</body></html>`)!)!);
  return writeMarkdown(readContent(root, pageHooks(root, PLACE)));
};

test('a note goes to the end, its marks become Markdown', () => {
  const html = `<p>One.<sup><a href="#fn1" id="r1">1</a></sup> Two.<sup><a href="#fn2">[2]</a></sup></p>
    <h3>Footnotes</h3><ol><li id="fn1">First <a href="/x">x</a>. <a href="#r1">↩</a></li><li id="fn2"><p>Second.</p></li></ol>`;
  expect(markdown(html)).toBe('One.[^1] Two.[^2]\n\n[^1]: First [x](https://x.example/x).\n\n[^2]: Second.');
});

test('notes are numbered as they are met, and twice the same is one', () => {
  const html = `<p>a<a href="#b">b</a> c<a href="#a">a</a> d<a href="#b">b</a></p><p id=a>A note.</p><p id=b>B note.</p>`;
  expect(markdown(html)).toBe('a[^1] c[^2] d[^1]\n\n[^1]: B note.\n\n[^2]: A note.');
});

test.each([
  [
    'by the name that a script looks for',
    `<p>One.<span data-definition="d1"><a href="#">*</a></span></p><aside id="d1" style="display:none">A note.</aside>`,
  ],
  [
    'by a description',
    '<p>One.<sup><a aria-describedby="d1">1</a></sup></p><ol><li id="d1">A note.</li></ol>',
  ],
  [
    'in the margin (Tufte CSS)',
    `<p>One.<label for="s1" class="margin-toggle sidenote-number"></label><input type="checkbox" id="s1"><span class="sidenote">A note.</span></p>`,
  ],
  [
    'in the line (LaTeXML)',
    `<p>One.<span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>A note.</span></span></span></p>`,
  ],
  ['in the line, named', '<p>One.<sup><a aria-describedby="d1">1</a></sup><span id="d1">A note.</span></p>'],
  ['in lists that stand aside', '<p>One.<sup>1</sup></p><aside><ol start="1"><li>A note.</li></ol></aside>'],
  [
    'by the address of another copy of the page',
    '<p>One.<a href="https://y.example/p#d1">[1]</a></p><ul><li id="d1">[1] A note.</li></ul>',
  ],
  [
    'below a rule and a heading in a wrapper',
    '<p>One.<a href="#d1">1</a></p><hr><div class="notes"><ol><li id="d1">A note.</li></ol></div>',
  ],
  [
    'under a heading in a wrapper',
    '<p>One.<a href="#d1">1</a></p><div><h2>References</h2></div><div><ol><li id="d1">A note.</li></ol></div>',
  ],
])('notes are found %s', (_, html) => expect(markdown(html)).toBe('One.[^1]\n\n[^1]: A note.'));

test('what stands in the line goes on without the note', () => {
  const html = `<p>One,<label class="sidenote-number"></label><span class="sidenote">First.</span> two<span class="marginnote">Second.</span>.</p>`;
  expect(markdown(html)).toBe('One,[^1] two[^2].\n\n[^1]: First.\n\n[^2]: Second.');
});

test.each([
  [
    'a slide',
    '<div id="s1"><p>Text of a slide</p></div><p>Go to <a data-target="#s1" href="#">1</a></p>',
    'Text of a slide\n\nGo to 1',
  ],
  [
    'a link to a place with the same name elsewhere',
    '<p>See <a href="https://y.example/p#d1">2</a></p><p id="d1">Text</p>',
    'See [2](https://y.example/p#d1)\n\nText',
  ],
  ['power', '<p>x<sup>2</sup></p><aside><ol><li>One</li><li>Two</li></ol></aside>', 'x²\n\n1. One\n2. Two'],
  [
    'a link to a heading',
    '<p>See <a href="#2">2</a></p><h2 id=2>Two</h2><p>Text</p>',
    'See 2\n\n## Two\n\nText',
  ],
  ['a link that leads nowhere', '<p>See <a href="#9">9</a></p>', 'See 9'],
  ['a table of contents', '<p><a href="#s">Section</a></p><p id=s>Text</p>', 'Section\n\nText'],
])('%s is no note', (_, html, text) => expect(markdown(html)).toBe(text));
