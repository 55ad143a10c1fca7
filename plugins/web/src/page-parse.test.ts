import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDocumentProblem } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import parsePage, { MAX_BYTES, type PageInput, type PageResult, type ParsedPage } from './page-parse.ts';

const article = join(import.meta.dirname, '__fixtures__/article.html');

const run = (text: string, more: Partial<PageInput> = {}): PageResult =>
  parsePage({ bytes: Buffer.from(text), contentType: 'text/html', url: 'https://x.example/', ...more });

function parsed(result: PageResult): ParsedPage {
  if (result.status !== 'parsed') throw new Error(result.reason);
  expect(
    findDocumentProblem({ id: 'web:x', text: result.page.text, spans: result.page.spans }),
  ).toBeUndefined();
  return result.page;
}

describe('an article', () => {
  const page = parsed(parsePage({ bytes: readFileSync(article), url: 'https://garden.example/bees?ref=1' }));

  test('gives its metadata', () => {
    expect(page).toMatchObject({
      title: 'On keeping bees',
      authors: ['Ada Example'],
      published: '2024-05-03T07:30:00+02:00',
      modified: '2024-05-09',
      language: 'en-GB',
      canonical: 'https://garden.example/bees',
      description: 'What a first year with two hives teaches.',
      site: 'The Quiet Garden',
      image: 'https://garden.example/img/hive.jpg',
      charset: 'UTF-8',
      extraction: 'blocks',
    });
  });

  test('gives its text without title, site and navigation', () => {
    expect(page.text).toMatchSnapshot();
  });

  test('gives its sections', () => {
    expect(page.spans.map(({ locator }) => locator)).toEqual([
      { kind: 'section', path: ['Spring'], href: 'https://garden.example/bees#spring' },
      { kind: 'section', path: ['Spring', 'Notes'], href: 'https://garden.example/bees#notes' },
      { kind: 'section', path: ['Winter'] },
    ]);
  });

  test('is the same by path, and survives a structured clone', () => {
    const local = parsed(parsePage({ path: article }));
    expect(local.text).toBe(page.text);
    expect(structuredClone(local)).toEqual(local);
  });
});

describe('other pages', () => {
  test.each([
    ['text/html', '', 'empty'],
    ['text/html', ' \n', 'empty'],
    [undefined, '', 'empty'],
    ['text/plain', '\ufeff', 'empty'],
    ['text/markdown', '---', 'no-text'],
    ['text/html', '<!doctype html>', 'no-content'],
    ['text/html', '<title>App</title><div id=root></div><script>go()</script>', 'no-content'],
    ['text/html', '<img src=/a.png>', 'no-content'],
  ])('%s without text is refused: %j', (contentType, body, reason) =>
    expect(run(body, { contentType })).toEqual({ status: 'refused', reason }),
  );

  test.each(['text/html', 'text/plain', 'text/markdown', 'application/xhtml+xml'])(
    'bytes that are no text are refused, though labelled %s',
    (contentType) => {
      const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
      const noise = randomBytes(5000);
      noise.write('noise');
      const refused = { status: 'refused', reason: 'binary' };
      expect(parsePage({ bytes: png, contentType })).toEqual({ ...refused, looksLike: 'a PNG image' });
      expect(parsePage({ bytes: noise, contentType })).toEqual({ ...refused, looksLike: 'binary data' });
    },
  );

  test('a few control characters and NULs do no harm, UTF-16 is full of them', () => {
    expect(parsed(run('<p>a\0 b\x01 c</p>')).text).toBe('a b c');
    const bytes = Buffer.from(`<p>${'text '.repeat(20)}</p>`, 'utf16le');
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]);
    expect(parsed(parsePage({ bytes: marked, contentType: 'text/html' })).text).toMatch(/^text text/);
    expect(parsed(parsePage({ bytes, contentType: 'text/html; charset=utf-16le' })).text).toMatch(/^text/);
  });

  test('no text is refused as binary', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const reason = (contentType: string): string | undefined => {
          const result = run(text, { contentType });
          return result.status === 'refused' ? result.reason : undefined;
        };
        expect(['binary', 'no-page']).not.toContain(reason('text/html'));
        expect(['binary', 'no-page']).not.toContain(reason('text/plain'));
      }),
    );
  });

  test('a page that is all title keeps it', () => {
    expect(parsed(run('<title>Hello</title><h1>Hello</h1>')).text).toContain('Hello');
  });

  test('a first line that repeats the title goes', () => {
    expect(
      parsed(run('<title>Hello</title><div><div class=t>Hello</div><p>World, and more.</p></div>')).text,
    ).toBe('World, and more.');
  });

  test('relative links start at the base, else at the page', () => {
    const link = '<p>A <a href="b">link</a></p>';
    const at = { url: 'https://x.example/a/' };
    expect(parsed(run(link, at)).text).toContain('(https://x.example/a/b)');
    expect(parsed(run(`<base href="/c/">${link}`, at)).text).toContain('(https://x.example/c/b)');
    expect(parsed(run(link, { url: undefined })).text).toContain('(b)');
    expect(
      parsed(run(`<link rel=canonical href="https://y.example/d/">${link}`, { url: undefined })).text,
    ).toContain('(https://y.example/d/b)');
    expect(parsed(run(`<base href="https://z.example/">${link}`, { url: undefined })).text).toContain(
      '(https://z.example/b)',
    );
    expect(parsed(run(`<base href="/c/">${link}`, { url: undefined })).text).toContain('(b)');
  });

  test('XHTML may close any element in itself', () => {
    const html =
      '<?xml version="1.0"?><html><head><title/><script src="x"/></head><body><p>Text</p></body></html>';
    expect(parsed(run(html, { contentType: 'application/xhtml+xml' })).text).toBe('Text');
  });

  test('plain text and Markdown are taken as they are', () => {
    expect(parsed(run('# a\r\n<b>', { contentType: 'text/plain' }))).toMatchObject({
      text: '# a\n<b>',
      spans: [],
    });
    expect(parsed(run('# Title\n\ntext', { contentType: 'text/markdown' }))).toMatchObject({
      title: 'Title',
      text: '# Title\n\ntext',
      spans: [{ start: 0, end: 13 }],
    });
  });

  test('without a type a first tag is enough', () => {
    expect(parsed(run('<title>T</title><p>Text', { contentType: undefined }))).toMatchObject({
      title: 'T',
      text: 'Text',
    });
    expect(parsed(run('1 < 2', { contentType: undefined })).text).toBe('1 < 2');
  });

  test('what is no page is refused', () => {
    expect(run('%PDF', { contentType: 'application/pdf' })).toEqual({ status: 'refused', reason: 'no-page' });
    expect(run('a\0b', { contentType: undefined })).toEqual({ status: 'refused', reason: 'no-page' });
  });

  test('what is too large is refused, a file without reading it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'web-'));
    try {
      const path = join(folder, 'large.html');
      writeFileSync(path, '<html>');
      truncateSync(path, MAX_BYTES + 1);
      expect(parsePage({ path })).toEqual({ status: 'refused', reason: 'too-large' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

describe('hostile pages keep their text', () => {
  test.each<readonly [string, string]>([
    ['20,000 nested div', `${'<div>'.repeat(20_000)}deep`],
    ['200,000 nested div', `${'<div>'.repeat(200_000)}deep`],
    ['text at every depth', `${many(1000, (index) => `<div>t${index} `)}deep`],
    ['300,000 line breaks', `${'<br>'.repeat(300_000)}deep`],
    ['200,000 attributes', `<div ${many(200_000, (index) => ` a${index}=1`)}>deep`],
    ['60,000 unclosed inline tags', `${'<b><i>'.repeat(30_000)}deep`],
    [
      'formatting that is opened again',
      `${many(2000, (index) => `<b a=${index}>`)}${'<p>x'.repeat(500)}deep`,
    ],
    ['tables in tables', `${'<table><tr><td>'.repeat(3000)}deep`],
    [
      'spans of 1,000 by 1,000',
      `<table>${'<tr><td rowspan=1000 colspan=1000>x'.repeat(300)}</table><p>And deep below it the text goes on.</p>`,
    ],
    ['character references', `${'&lt;'.repeat(300_000)} deep`],
    ['20 MB in one attribute', `<img src="data:image/png;base64,${'A'.repeat(20_000_000)}"><p>deep`],
    ['a long list', `<ol>${'<li>x'.repeat(10_000)}</ol><p>And deep below it the text goes on.</p>`],
  ])('%s', (_, body) => {
    const html = `<!doctype html><title>Bomb</title><body><p>Start of the text.</p>${body}`;
    // What the content is of a thousand equal cells and a line is another question.
    expect(run(html).status).toBe('parsed');
    expect(parsed(run(html, { reading: { selector: '*' } })).text).toContain('deep');
  });

  test.each([
    ['1,000,000 comments', '<!--'.repeat(1_000_000)],
    ['nested JSON-LD', `<script type="application/ld+json">${'['.repeat(500_000)}</script>`],
    ['a title of separators', `<title>${'a | '.repeat(50_000)}</title>`],
  ])('%s', (_, body) =>
    expect(['parsed', 'refused']).toContain(run(`<p>Start of the text.</p>${body}`).status),
  );

  test('a page too large for a tree keeps its metadata', () => {
    const head = '<head><title>Long</title><meta name=author content="Jane Doe"></head>';
    const page = parsed(
      run(`<html lang=en>${head}<body>${'<p>one <b>two</b></p>'.repeat(40_000)}<script>no()</script>`),
    );
    expect(page).toMatchObject({ extraction: 'plain', title: 'Long', authors: ['Jane Doe'], language: 'en' });
    expect(page.problem).toBeDefined();
    expect(page.text.startsWith('one two\n\none two')).toBe(true);
    expect(page.text).not.toContain('no()');
  });
});

describe('any bytes', () => {
  const types = fc.constantFrom(
    'text/html',
    'application/xhtml+xml',
    'text/plain',
    'text/markdown',
    undefined,
  );

  test('are parsed or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), types, (bytes, contentType) => {
        const result = parsePage({ bytes, contentType, url: 'https://x.example/a' });
        if (result.status === 'parsed') parsed(result);
      }),
    );
  });

  const names = fc.constantFrom(
    ...'p div a b i table tr td th caption ul ol li dl dt dd pre code h1 h2 img br sup math svg template form select title noscript article blockquote input'.split(
      ' ',
    ),
  );
  const attributes = fc.constantFrom(
    '',
    ' href="/x"',
    ' id=a',
    ' class="highlight-x"',
    ' colspan=3',
    ' rowspan=9',
    ' hidden',
    ' type=checkbox',
    ' src=a.png',
  );
  const piece = fc.oneof(
    fc.tuple(names, attributes).map(([name, more]) => `<${name}${more}>`),
    names.map((name) => `</${name}>`),
    fc.constantFrom('text ', '# ', '1. ', '|', '`', '*', '\n', '&amp;', '<!--', '-->', '\u0001', '\u0002'),
  );

  test('tag soup gives a document without HTML and control characters', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const result = run(`<!doctype html>${pieces.join('')}`);
        if (result.status !== 'parsed') return;
        const { text, problem } = parsed(result);
        expect(problem).toBeUndefined();
        expect(text).not.toMatch(/[^\P{Cc}\t\n]|(?<!\\)<\/?(?:p|div|table|td|tr|ul)\b/u);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a selector', () => {
  const html =
    '<title>T</title><body>Bare. <div class="a"><p class="a">One.</p></div><p class="a">Two.</p><p>Three.</p>';
  const select = (selector: string) => run(html, { reading: { selector } });

  test.each([
    ['.a', 'One.\n\nTwo.'],
    ['p:not(.a)', 'Three.'],
    ['body', 'Bare.\n\nOne.\n\nTwo.\n\nThree.'],
    ['*', 'Bare.\n\nOne.\n\nTwo.\n\nThree.'],
  ])('%s takes all that it names, once', (selector, text) => {
    expect(parsed(select(selector)).text).toBe(text);
  });

  test('that names nothing, or is none, is told', () => {
    expect(select('.b')).toEqual({ status: 'refused', reason: 'not-selected' });
    expect(select(':::')).toEqual({ status: 'refused', reason: 'bad-selector' });
  });
});
