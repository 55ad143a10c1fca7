// Pages of 50 KB as publishers make them: an article of 20 KB under menus, beside lists of other articles, with scripts in the head.
import { createServer } from 'node:http';

const SIZE = 50_000;
const WORDS =
  'the of a garden river morning winter letter people water small evening road green long year hand light'.split(
    ' ',
  );

function words(count, seed) {
  return Array.from({ length: count }, (_, at) => WORDS[(seed * 7 + at * at + at * 3) % WORDS.length]).join(
    ' ',
  );
}

function page(number) {
  const links = (count, name) =>
    Array.from(
      { length: count },
      (_, at) => `<li class="menu-item"><a href="/${name}/${at}">${words(3, at)}</a></li>`,
    ).join('\n');
  const cards = Array.from(
    { length: 40 },
    (_, at) =>
      `<div class="card teaser"><a href="/story/${at}"><h3>${words(8, at)}</h3></a><p class="excerpt">${words(18, at)}</p></div>`,
  ).join('\n');
  const paragraphs = Array.from(
    { length: 45 },
    (_, at) =>
      `<p>${words(30, number + at)}, ${words(20, at)} <a href="/x/${at}">${words(2, at)}</a>. ${words(14, number)}.</p>${at % 9 === 8 ? `<h2>${words(4, at)}</h2>` : ''}`,
  ).join('\n');
  const body = `<nav class="main-nav"><ul>${links(60, 'section')}</ul></nav><main><article><h1>Page ${number}</h1>
<div class="byline">By Jane Doe <time datetime="2024-05-03">3 May 2024</time></div><div class="article-body">${paragraphs}</div></article></main>
<aside class="sidebar related">${cards}</aside><footer><ul>${links(40, 'about')}</ul><p>© 2024 Example</p></footer>`;
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page ${number}</title><meta property="og:type" content="article">`;
  const rest = Math.max(0, SIZE - head.length - body.length - 60);
  return `${head}<script>${'var a=1;'.repeat(Math.ceil(rest / 8)).slice(0, rest)}</script></head><body>${body}</body></html>`;
}

// Made before anybody measures: what makes them is no part of what is measured.
const pages = Array.from({ length: Number(process.argv[2]) }, (_, number) => Buffer.from(page(number)));
const server = createServer((request, response) => {
  const found = pages[/^\/page\/(\d+)$/.exec(request.url)?.[1]];
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(found);
});
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
