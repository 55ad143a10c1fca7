import { describe, expect, test } from 'vitest';
import parsePage, { type ParsedPage, type Reading } from '../page-parse.ts';

const SENTENCE = 'This is a sentence of the article, which has commas, words, and an end.';
const PARAGRAPHS = Array.from({ length: 8 }, (_, at) => `<p>${SENTENCE} Number ${at}. ${SENTENCE}</p>`).join(
  '',
);
const COMMENTS =
  '<div id="comments"><h3>Comments</h3><div class="comment"><p>I think that this is quite wrong, really.</p></div></div>';
const PAGE = `<!doctype html><html lang="en"><head><title>The title</title><meta property="og:type" content="article"></head><body>
<nav class="menu"><ul>${'<li><a href="/a">Some section</a></li>'.repeat(12)}</ul></nav>
<main><article><h1>The title</h1><div class="entry-content">${PARAGRAPHS}
<p>Before the table, a line of text that says what is in it.</p>
<table><tr><th>Year</th><th>Sum</th></tr><tr><td>1</td><td>2</td></tr></table>
<p>See <a href="/more">more of it</a> <img src="/p.png" alt="A picture"> and read on, as long as there is something to read.</p></div></article>${COMMENTS}</main>
<aside class="sidebar"><h3>Related</h3><ul>${'<li><a href="/r">Another story that is not this one</a></li>'.repeat(6)}</ul></aside>
<footer class="site-footer"><p>© 2024 The site. All rights reserved. <a href="/p">Privacy</a></p></footer></body></html>`;

function read(reading: Reading = {}, html = PAGE): ParsedPage {
  const result = parsePage({
    bytes: Buffer.from(html),
    contentType: 'text/html',
    url: 'https://x.example/p',
    reading,
  });
  if (result.status !== 'parsed') throw new Error(result.reason);
  return result.page;
}

describe('a page with an article', () => {
  test('is its article, with the tables in it', () => {
    const { text, extraction } = read();
    expect(extraction).toBe('blocks');
    expect(text.match(/Number \d/g)).toHaveLength(8);
    expect(text).toContain('| Year | Sum |');
    for (const chrome of ['Some section', 'Another story', 'rights', 'quite wrong'])
      expect(text).not.toContain(chrome);
  });

  test('has the rules between its parts, and no others', () => {
    const html = PAGE.replace('<div class="entry-content">', '<div class="entry-content"><hr>')
      .replace('<p>Before the table', '<hr><hr><p>Before the table')
      .replace('read.</p></div>', 'read.</p><hr></div>');
    expect(read({}, html).text.match(/^---$/gm)).toHaveLength(1);
    expect(read({}, html).text).toMatch(/Number 7[^\n]+\n\n---\n\nBefore the table/);
  });

  test('has readers’ comments on request', () => {
    expect(read({ comments: true }).text).toContain('quite wrong');
  });

  test('is what a selector names', () => {
    expect(read({ selector: 'aside h3, footer' })).toMatchObject({
      extraction: 'selector',
      text: expect.stringMatching(/^### Related\n\n© 2024/),
    });
    expect(parsePage({ bytes: Buffer.from(PAGE), reading: { selector: '.nowhere' } })).toMatchObject({
      reason: 'not-selected',
    });
    expect(parsePage({ bytes: Buffer.from(PAGE), reading: { selector: 'p[' } })).toMatchObject({
      reason: 'bad-selector',
    });
  });

  test('has links, pictures and tables as they are wanted', () => {
    expect(read().text).toContain(
      '[more of it](https://x.example/more) ![A picture](https://x.example/p.png)',
    );
    expect(read({ links: false }).text).toContain('See more of it ![');
    expect(read({ images: 'alt' }).text).toContain('A picture and read');
    expect(read({ images: 'none' }).text).not.toContain('picture');
    expect(read({ tables: false }).text).toContain('Year, Sum\n\n1, 2');
  });

  test('says what was left out, and why', () => {
    const removed = read({ explain: true }).removed ?? [];
    expect(removed).toContainEqual({
      why: expect.any(String),
      likely: expect.any(Number),
      text: 'Some section',
    });
    expect(removed.find(({ text }) => text.includes('quite wrong'))).toBeDefined();
    expect(read().removed).toBeUndefined();
  });

  test('holds more when nothing is to be missing', () => {
    const size = (favor: Reading['favor']): number => read({ favor }).text.length;
    expect(size('precision')).toBeLessThanOrEqual(size('balanced'));
    expect(size('balanced')).toBeLessThanOrEqual(size('recall'));
  });
});

test('a page whose text comes by script is what its JSON-LD says', () => {
  const told = JSON.stringify({ '@type': 'Article', articleBody: `${SENTENCE}\n${SENTENCE} ${SENTENCE}` });
  const page = read(
    {},
    `<title>T</title><script type="application/ld+json">${told}</script><div>Loading</div>`,
  );
  expect(page).toMatchObject({ extraction: 'json-ld', text: `${SENTENCE}\n\n${SENTENCE} ${SENTENCE}` });
});
