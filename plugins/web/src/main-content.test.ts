import { describe, expect, test } from 'vitest';
import { foldedText, toDom } from './dom.ts';
import { findMainContent, ownContent } from './main-content.ts';

const PROSE = 'A sentence of some length, with a comma, so that it counts as text. '.repeat(6);
const page = (body: string): string => `<!doctype html><html><head></head><body>${body}</body></html>`;
const own = (body: string): string => foldedText(ownContent(toDom(page(body))).element);

describe('findMainContent', () => {
  test('takes the article and leaves what is around it', () => {
    const html = page(`<nav><a href="/">Home</a></nav><article><p>${PROSE}</p><p>${PROSE}</p></article>
      <aside class="sidebar"><a href="/x">Popular</a></aside><footer>Imprint</footer>`);
    const { element, by } = findMainContent(html, false);
    expect(by).toBe('readability');
    expect(foldedText(element)).toBe(`${PROSE}${PROSE}`.trim());
  });

  const list = Array.from(
    { length: 400 },
    (_, index) => `<li><a href="/${index}">Entry ${index}</a></li>`,
  ).join('');

  const post = `<div class="post"><p>${PROSE}</p><p>${PROSE}</p></div>`;

  test('believes an article that it is short, and no other page', () => {
    const html = page(`<main>${post}<section class="sidebar"><ul>${list}</ul></section></main>`);
    const other = findMainContent(html, false);
    expect(other.by).toBe('main');
    expect(foldedText(other.element)).toContain('Entry 399');
    const short = findMainContent(html, true);
    expect(short.by).toBe('readability');
    expect(foldedText(short.element)).not.toContain('Entry 399');
  });

  test('gives something for a page of one word', () => {
    expect(foldedText(findMainContent(page('<div>Word</div>'), false).element)).toBe('Word');
    expect(foldedText(findMainContent(page(''), false).element)).toBe('');
  });
});

describe('ownContent', () => {
  test.each([
    ['<main>a</main>b', 'a'],
    ['<div role="main">a</div>b', 'a'],
    ['<article>a</article>b', 'a'],
    ['<article>a</article><article>b</article>', 'ab'],
    ['<main></main>b', 'b'],
    ['<header>Site</header>a<nav>n</nav><footer>f</footer><aside>s</aside>', 'a'],
    ['<article><header>H</header>a</article>b', 'Ha'],
    ['a<div hidden>b</div><div style="display: none">c</div><div aria-hidden="true">d</div>', 'a'],
    ['some text<form><input><label>Search</label></form>', 'some text'],
    ['<form action="/page.aspx"><p>All of the page</p></form>', 'All of the page'],
  ])('%s', (body, text) => expect(own(body)).toBe(text));
});
