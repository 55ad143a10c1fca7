import { readContent, writeMarkdown } from '@bowerbird/markdown';
import { expect, test } from 'vitest';
import { bodyOf } from './content/content.ts';
import { parseTree, toElement } from './html-tree.ts';
import { pageHooks } from './page-hooks.ts';

const PLACE = { pageUrl: 'https://x.example/a.html', baseUrl: 'https://x.example/a.html' };

const markdown = (html: string): string => {
  const root = toElement(bodyOf(parseTree(`<!doctype html><html><body>${html}</body></html>`)!)!);
  return writeMarkdown(readContent(root, pageHooks(root, PLACE)));
};

test('raised numbers with numbered paragraphs below are notes, with what belongs to each', () => {
  const html = `<p>One.<sup>1</sup> Two.<sup>[2]</sup></p><hr>
    <p><strong>1</strong> First:</p><ul><li>a</li></ul><p><sup>2</sup> Second.</p>`;
  expect(markdown(html)).toBe('One.[^1] Two.[^2]\n\n[^1]: First:\n\n    - a\n\n[^2]: Second.');
});

test('a numbered paragraph that nothing refers to is none', () => {
  expect(markdown('<p>x<sup>2</sup></p><p><b>1</b> Mix.</p><p><b>2</b> Bake.</p>')).toBe(
    'x²\n\n**1** Mix.\n\n**2** Bake.',
  );
});

test('notes that share a paragraph are parted', () => {
  const html = `<p>A<a href="#one"><sup>1</sup></a> B<a href="a.html#two"><sup>2</sup></a></p>
    <p><a name="one"><sup>1</sup></a> First. <a href="#">↩</a><br><br><a name="two"><sup>2</sup></a> Second.</p>`;
  expect(markdown(html)).toBe('A[^1] B[^2]\n\n[^1]: First.\n\n[^2]: Second.');
});

test.each([
  ['<p><img class="latex" alt="\\frac{a}{b}" src="/f.png"></p>', '$\\frac{a}{b}$'],
  ['<p><img src="https://x.example/svg?%5Calpha%2B1"></p>', '$\\alpha+1$'],
  ['<p>so \\(E = mc^2\\) holds</p>', 'so $E = mc^2$ holds'],
  ['<math display="block"><mi>x</mi><mo>=</mo><mn>1</mn></math>', '$$x=1$$'],
  ['<p><math alttext="\\{x\\}"><mi>x</mi></math></p>', '$`\\{x\\}`$'],
])('formulas: %s', (html, text) => expect(markdown(html)).toBe(text));

test.each([
  [
    '<pre><code><div><span>1</span><div>a</div></div><div><span>2</span><div>b</div></div></code></pre>',
    '```\na\nb\n```',
  ],
  [
    '<pre><code><span style="user-select:none"> 1</span>a\n<span style="user-select:none"> 2</span>b</code></pre>',
    '```\na\nb\n```',
  ],
  ['<div><code style="white-space: pre">\na\n  b\n</code></div>', '```\na\n  b\n```'],
  ['<p>text</p><code class="hl lean block">def a</code>', 'text\n\n```lean\ndef a\n```'],
])('code: %s', (html, text) => expect(markdown(html)).toBe(text));
