import { describe, expect, test } from 'vitest';
import { parseTree } from './html-tree.ts';
import { type PageMetadata, readMetadata, toLanguageTag } from './metadata.ts';
import { gatherFacts } from './page-facts.ts';

const URL_OF_PAGE = 'https://www.example.org/2024/walk?page=2';

function metadataOf(html: string, url: string | undefined = URL_OF_PAGE): PageMetadata {
  return readMetadata(gatherFacts(parseTree(html)!), url);
}

const ld = (value: unknown): string => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

const ARTICLE = {
  '@type': 'NewsArticle',
  headline: 'A walk',
  author: [{ '@type': 'Person', name: 'Jane Doe' }, 'John Roe'],
  datePublished: '2024-02-09T08:00:00+01:00',
  dateModified: '2024-02-10',
  inLanguage: 'en-GB',
  image: { url: '/walk.jpg' },
  publisher: { name: 'The Example' },
};

const READ = {
  title: 'A walk',
  authors: ['Jane Doe', 'John Roe'],
  published: '2024-02-09T08:00:00+01:00',
  modified: '2024-02-10',
  language: 'en-GB',
  image: 'https://www.example.org/walk.jpg',
  site: 'The Example',
  isArticle: true,
};

describe('JSON-LD', () => {
  test.each([
    ['an object', ld(ARTICLE)],
    ['an array', ld([{ '@type': 'BreadcrumbList' }, ARTICLE])],
    ['a graph', ld({ '@graph': [{ '@type': 'WebSite', name: 'Other' }, ARTICLE] })],
    ['the main entity of a page', ld({ '@type': 'WebPage', mainEntity: ARTICLE })],
    ['a second block after a broken one', `<script type="application/ld+json">{"a": </script>${ld(ARTICLE)}`],
  ])('in %s', (_, html) => expect(metadataOf(html)).toMatchObject(READ));

  test('that was escaped once too often', () => {
    const article = { '@type': 'Article', headline: 'Q&#038;A &lt;b&gt;', author: 'Jane &amp; John' };
    expect(metadataOf(ld(article))).toMatchObject({ title: 'Q&A <b>', authors: ['Jane', 'John'] });
  });

  test('follows ids inside a graph', () => {
    const graph = [
      { '@type': 'Article', headline: 'A walk', author: { '@id': '#jane' } },
      { '@type': 'Person', '@id': '#jane', name: 'Jane Doe' },
    ];
    expect(metadataOf(ld({ '@graph': graph })).authors).toEqual(['Jane Doe']);
  });

  test('with a line feed in a string, in a CDATA section', () => {
    const html = `<script type="application/ld+json">/*<![CDATA[*/{"@type":"Article","headline":"A\nwalk"}/*]]>*/</script>`;
    expect(metadataOf(html).title).toBe('A walk');
  });
});

describe('meta', () => {
  test('OpenGraph and article', () => {
    const html = `<meta property="og:title" content="A walk"><meta property="og:type" content="article">
      <meta property="og:site_name" content="The Example"><meta property="og:image" content="/walk.jpg">
      <meta property="article:published_time" content="2024-02-09T08:00:00+01:00">
      <meta property="article:modified_time" content="2024-02-10"><meta property="og:locale" content="en_GB">
      <meta property="article:author" content="https://facebook.example/jane"><meta name="author" content="Jane Doe and John Roe">`;
    expect(metadataOf(html)).toMatchObject(READ);
  });

  test('citation and Dublin Core', () => {
    const html = `<meta name="citation_title" content="A walk"><meta name="citation_author" content="Doe, Jane">
      <meta name="citation_author" content="Roe, John"><meta name="citation_publication_date" content="2024/02">
      <meta name="DC.Description" content="On foot"><meta name="dcterms.modified" content="2024-02-10">`;
    expect(metadataOf(html)).toMatchObject({
      title: 'A walk',
      authors: ['Doe, Jane', 'Roe, John'],
      published: '2024-02',
      modified: '2024-02-10',
      description: 'On foot',
    });
  });

  test('JSON-LD goes before meta, meta before HTML', () => {
    const html = `${ld({ '@type': 'Article', datePublished: '2024-01-01' })}
      <meta name="date" content="2024-01-02"><time datetime="2024-01-03" pubdate></time>`;
    expect(metadataOf(html).published).toBe('2024-01-01');
    expect(metadataOf(html.replace('2024-01-01', 'soon')).published).toBe('2024-01-02');
    expect(metadataOf('<time datetime="2024-01-03" pubdate></time><time>2020-01-01</time>').published).toBe(
      '2024-01-03',
    );
  });
});

describe('HTML', () => {
  test('item properties, links of authors, a byline', () => {
    expect(metadataOf('<span itemprop="author">Jane Doe</span>').authors).toEqual(['Jane Doe']);
    expect(metadataOf('<a rel="author" href="/jane">By Jane Doe</a>').authors).toEqual(['Jane Doe']);
    expect(metadataOf('<p class="byline">By Jane Doe</p>').authors).toEqual(['Jane Doe']);
    expect(metadataOf('<meta itemprop="datePublished" content="2024-02-09">').published).toBe('2024-02-09');
  });

  test.each([
    ['Jane Doe', ['Jane Doe']],
    ['Ludwig van Example', ['Ludwig van Example']],
    ['by jane', ['jane']],
    ['More from our writers', []],
    ['3 comments', []],
  ])('who a byline of "%s" names', (text, authors) => {
    expect(metadataOf(`<div class="post-author">${text}</div>`).authors).toEqual(authors);
  });

  test('invents nothing', () => {
    const html = `<title></title><meta name="date" content="soon"><meta name="author" content="https://x.example">
      <time datetime="2024-02-30"></time><time datetime="2024-01-01"></time><p>Written on 3 May 2019 by Jane</p>`;
    expect(metadataOf(html)).toMatchObject({
      authors: [],
      published: '2024-01-01',
      origins: { published: 'html' },
    });
    expect(metadataOf(html.replace(/<time.*<\/time>/, ''))).toEqual({
      isArticle: false,
      authors: [],
      tags: [],
      origins: {},
    });
  });

  test.each([
    ['<title>A walk | The Example</title><meta property="og:site_name" content="The Example">', 'A walk'],
    ['<title>The Example: A walk</title><meta property="og:site_name" content="The Example">', 'A walk'],
    ['<title>A walk - Some blog</title><h1>A walk</h1>', 'A walk'],
    ['<title>A walk - in the rain</title><h1>Other</h1>', 'A walk - in the rain'],
    [
      '<title>Path | Node.js v18 Documentation</title><h1>Node.js v18 documentation</h1><h2>Path#</h2>',
      'Path',
    ],
    ['<title>Some blog | A walk</title><h1>A walk</h1><h2>In the rain</h2>', 'A walk'],
    [
      '<title>Some blog | A walk</title><meta property="og:site_name" content="Some blog"><h2>Some blog</h2><h1>A walk</h1>',
      'A walk',
    ],
    ['<h1>A <em>walk</em></h1>', 'A walk'],
    ['<svg><title>Icon</title></svg>', undefined],
  ])('title of %s', (html, title) => expect(metadataOf(html).title).toBe(title));
});

describe('canonical', () => {
  const link = (href: string): string => `<link rel="canonical" href="${href}">`;

  test.each([
    ['/walk', 'https://www.example.org/walk'],
    ['http://example.org/walk#top', 'http://example.org/walk'],
    ['https://m.example.org/walk', 'https://m.example.org/walk'],
  ])('%s', (href, canonical) => expect(metadataOf(link(href)).canonical).toBe(canonical));

  test.each(['https://other.example/walk', 'https://www.example.org/', 'javascript:void(0)', 'http://['])(
    'not %s',
    (href) => expect(metadataOf(link(href)).canonical).toBeUndefined(),
  );

  test('of a local file: any absolute address', () => {
    expect(readMetadata(gatherFacts(parseTree(link('https://a.example/x'))!), undefined).canonical).toBe(
      'https://a.example/x',
    );
    expect(readMetadata(gatherFacts(parseTree(link('x.html'))!), undefined).canonical).toBeUndefined();
  });

  const og = '<meta property="og:url" content="walk">';
  test.each([
    ['<base href="https://ex.org/dir/">', link('walk'), 'https://ex.org/dir/walk'],
    ['<base href="https://ex.org/dir/">', og, 'https://ex.org/dir/walk'],
    ['<base href="https://ex.org/dir/">', link('https://a.example/x'), 'https://a.example/x'],
    ['<base href="/dir/">', link('https://a.example/x'), 'https://a.example/x'],
    ['<base href="/dir/">', link('walk'), undefined],
    ['<base href="file:///dir/">', link('walk'), undefined],
  ])('of a local file with %s and %s', (base, html, canonical) =>
    expect(readMetadata(gatherFacts(parseTree(base + html)!), undefined).canonical).toBe(canonical),
  );

  test('of a page starts at its base, too', () =>
    expect(metadataOf(`<base href="/dir/">${link('walk')}`).canonical).toBe(
      'https://www.example.org/dir/walk',
    ));
});

test.each([
  ['en_us', 'en-US'],
  ['DE', 'de'],
  ['zh-hant-TW', 'zh-Hant-TW'],
  ['english language', undefined],
  ['en, de', undefined],
  ['und', undefined],
])('language %s', (value, tag) => expect(toLanguageTag(value)).toBe(tag));
