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
    'a link to a heading',
    '<p>See <a href="#2">2</a></p><h2 id=2>Two</h2><p>Text</p>',
    'See 2\n\n## Two\n\nText',
  ],
  ['a link that leads nowhere', '<p>See <a href="#9">9</a></p>', 'See 9'],
  ['a table of contents', '<p><a href="#s">Section</a></p><p id=s>Text</p>', 'Section\n\nText'],
])('%s is no note', (_, html, text) => expect(markdown(html)).toBe(text));
