import { describe, expect, test } from 'vitest';
import { parseTree } from './html-tree.ts';
import { readMetadata } from './metadata.ts';
import { gatherFacts } from './page-facts.ts';

function dateOf(html: string, url?: string): readonly [string | undefined, string | undefined] {
  const { published, origins } = readMetadata(gatherFacts(parseTree(html)!), url);
  return [published, origins.published];
}

const page = (body: string, head = ''): string =>
  `<html lang="en"><head><title>A long walk - The Example</title>${head}</head><body><h1>A long walk</h1>${body}</body></html>`;
const ld = (value: unknown): string => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

describe('a date is published', () => {
  test.each([
    ['where the line says so', page('<p>Published: May 3, 2024</p>'), '2024-05-03'],
    [
      'where the line before it says so, and another tells of a change',
      page('<p>Last updated on:</p><p>May 9, 2025</p><p>Published:</p><p>May 3, 2024</p>'),
      '2024-05-03',
    ],
    ['with its label in an element inside', page('<p><b>Posted on</b> May 3, 2024</p>'), '2024-05-03'],
    ['above the title', `<p>3 May 2024</p>${page('')}`, '2024-05-03'],
    [
      'beside the title, not beside the first heading of all',
      `<h1>Menu</h1><p>2 May 2020</p>${'<p>A line</p>'.repeat(9)}${page('<p>3 May 2024</p>')}`,
      '2024-05-03',
    ],
    [
      'of a thread, whose replies are younger',
      page(['3', '4', '5', '6'].map((day) => `<p>Anna</p><p>${day} May 2024</p>`).join('')),
      '2024-05-03',
    ],
    ['as a month alone', page('<p>May 2024</p>'), '2024-05'],
    [
      'at the beginning of a long paragraph',
      page(`<p>3.5.2024 - ${'They walked on. '.repeat(20)}</p>`),
      '2024-05-03',
    ],
    ['with a year of two digits', page('<p>Published on 05/25/24</p>'), '2024-05-25'],
    [
      'in JSON-LD that a framework wrote into a meta element',
      page('', `<meta name="script:ld+json" content='{"@type":"Article","datePublished":"2024-05-03"}'>`),
      '2024-05-03',
    ],
    [
      'in an item that is not of a related page',
      page(
        '<time itemprop="datePublished">2024-05-03</time><aside><time itemprop="datePublished">2020-01-01</time></aside>',
      ),
      '2024-05-03',
    ],
    [
      'of a question',
      page('', ld({ '@type': 'QAPage', mainEntity: { '@type': 'Question', dateCreated: '2024-05-03' } })),
      '2024-05-03',
    ],
    ['of no date but that of a change', page('<p>Last updated: May 3, 2024</p>'), '2024-05-03'],
  ])('%s', (_, html, date) => expect(dateOf(html)[0]).toBe(date));

  test('on a WordPress page whose address is a title', () => {
    const html = page('', '<meta property="article:published_time" content="2024-05-03">').replace(
      '<body',
      '<body class="page-template-default page page-id-7"',
    );
    expect(dateOf(html, 'https://example.org/how-they-walked-home/')[0]).toBe('2024-05-03');
    expect(dateOf(html, 'https://example.org/about-us/')[0]).toBeUndefined();
  });

  test('by its address, before what stands beside the title', () => {
    const html = page('<p>May 9, 2024</p>');
    expect(dateOf(html, 'https://example.org/2024/05/03/walk')).toEqual(['2024-05-03', 'url']);
  });

  test.each(['blog/a-walk', 'forum/viewtopic.php?t=1', 'news/1'])('on a page of a part of it: /%s', (path) =>
    expect(dateOf(page('<p>3 May 2024</p>'), `https://example.org/${path}`)[0]).toBe('2024-05-03'),
  );

  test('as its language writes it, also in what is meant for machines', () => {
    const head = '<meta property="article:published_time" content="10/05/2024 05:22 pm">';
    expect(dateOf(page('', head).replace('"en"', '"es"'))).toEqual(['2024-05-10', 'opengraph']);
  });
});

const teasers = ['2020-01-01', '2021-01-01', '2022-01-01'].map(
  (date) => `<p>${'A short line about it. '.repeat(3)}</p><time>${date}</time>`,
);

describe('no date is published', () => {
  test.each([
    ['of a page that is no article', page('', ld({ '@type': 'WebPage', datePublished: '2024-05-03' }))],
    ['in a longer line', page(`<p>${'A picture of the mountain '.repeat(4)} of 3 May 2024</p>`)],
    ['where an author joined', page('<p>Joined: May 3, 2017</p>')],
    [
      'where a link shows another page',
      page('<a href="/b"><p>How they walked in the dark, at night</p><time>2020-01-01</time></a>'),
    ],
    ['where others are dated far below the title', page(`${'<p>A line</p>'.repeat(70)}${teasers.join('')}`)],
    [
      'of a WordPress page that nobody signed, which is no post',
      page('', '<meta property="article:published_time" content="2024-05-03">').replace(
        '<body',
        '<body class="page-template-default page page-id-7"',
      ),
    ],
    [
      'of a product',
      page('', `<meta name="date" content="2024-05-03">${ld({ '@type': 'Product', name: 'A tent' })}`),
    ],
    [
      'where others follow, older and newer: those of a list’s items',
      page(
        ['3 May 2024', '1 May 2024', '2 May 2024', '1 April 2024', '1 March 2024']
          .map((date) => `<p>A walk</p><p>${date}</p>`)
          .join(''),
      ),
    ],
    ['where the language does not tell day and month apart', page('<p>3/4/2024</p>')],
  ])('%s', (_, html) => expect(dateOf(html)[0]).toBeUndefined());

  test.each(['', 'blog/', 'news', 'category/walks/', 'tag/walks', 'forums/walks.17/'])(
    'on the front page of a site or of a part of it: /%s',
    (path) => expect(dateOf(page('<p>3 May 2024</p>'), `https://example.org/${path}`)[0]).toBeUndefined(),
  );
});
