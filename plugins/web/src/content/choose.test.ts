import { describe, expect, test } from 'vitest';
import { cleanTree, parseTree } from '../html-tree.ts';
import { outline } from './blocks.ts';
import { choose } from './choose.ts';
import { bodyOf } from './content.ts';
import { type PageHints, readPage } from './page.ts';
import { isThread } from './page-constants.ts';

const HINTS: PageHints = {
  title: undefined,
  body: undefined,
  description: undefined,
  isArticle: false,
  isProduct: false,
  isForum: false,
  url: undefined,
};

/** The verdicts on blocks, whatever a model would think: each is as likely as its text says in square brackets, else content. */
function verdictsOf(html: string, hints: Partial<PageHints> = {}): readonly (readonly [string, string])[] {
  const tree = parseTree(html)!;
  cleanTree(tree);
  const page = readPage(outline(bodyOf(tree)!), { ...HINTS, ...hints });
  const likely = Float64Array.from(page.blocks, ({ text }) => Number(/\[(.*?)\]/.exec(text)?.[1] ?? 0.9));
  return choose(page, likely, 'balanced').map((why, at) => [
    page.blocks[at]?.text.slice(0, 12) ?? '',
    why ?? 'kept',
  ]);
}

const LONG = 'A paragraph with so many words in it that nobody writes it twice without a reason';
const FILLING = Array.from({ length: 8 }, (_, at) => `<p>Number ${at}: ${LONG}.</p>`).join('');
const kept = (html: string, hints?: Partial<PageHints>): readonly string[] =>
  verdictsOf(html, hints)
    .filter(([, why]) => why === 'kept')
    .map(([text]) => text);

describe('what a page holds twice', () => {
  test('in two boxes is taken once', () => {
    const html = `${FILLING}<div class="narrow"><p>Wide and narrow. ${LONG}.</p></div><div class="wide"><p>Wide and narrow. ${LONG}.</p></div>`;
    const verdicts = verdictsOf(html).filter(([text]) => text === 'Wide and nar');
    expect(verdicts.map(([, why]) => why)).toEqual(['kept', 'repeated']);
  });

  test.each([
    ['side by side', `<div><p>${LONG}</p><p>${LONG}</p></div>`],
    ['as code', `<div><pre>${LONG}</pre></div><section><pre>${LONG}</pre></section>`],
  ])('%s is taken twice', (_, html) =>
    expect(kept(`${FILLING}${html}`).filter((text) => text === LONG.slice(0, 12))).toHaveLength(2),
  );

  test('in few words is taken twice', () => {
    const html = `${FILLING}<div><p>Yes, often.</p></div><section><p>Yes, often.</p></section>`;
    expect(kept(html).filter((text) => text === 'Yes, often.')).toHaveLength(2);
  });
});

test('a listing that is most of a page is its text, however unlikely', () => {
  const listing = `<pre>draw curve [0.01] ${'and a line # of points\n'.repeat(60)}</pre>`;
  expect(kept(`<p>Number 0: ${LONG}.</p>${listing}`)).toContain('draw curve [');
  expect(kept(`${FILLING.repeat(9)}${listing}`)).not.toContain('draw curve [');
});

describe('what stands beside a picture', () => {
  const picture = '<img src="/p.png" alt="">';

  test.each([
    ['its caption', `<figure>${picture}<figcaption>The old mill</figcaption></figure>`],
    ['its caption by its class', `<div>${picture}<p class="wp-caption-text">The old mill</p></div>`],
    ['whose it is', `<div>${picture}<div class="photo-credit"><span>The old mill</span></div></div>`],
  ])('is no text of the article: %s', (_, html) =>
    expect(kept(`${FILLING}${html}`)).not.toContain('The old mill'),
  );

  test.each([
    ['over code', '<figure><figcaption>The old mill</figcaption><pre>mill()</pre></figure>'],
    ['of a page about credit', `<div class="category-credit"><p>The old mill</p>${FILLING}</div>`],
  ])('is text %s', (_, html) => expect(kept(`${FILLING}${html}`)).toContain('The old mill'));
});

describe('a heading whose text is gone', () => {
  const html = `<article><h1>Title</h1>${FILLING}<h2>Kept</h2><p>${LONG}</p><h2>Other</h2><ul><li>Story [0.01]</li><li>Story [0.02]</li></ul></article>`;

  test.each([
    ['that says it is one', { isArticle: true }],
    ['that is one for the most', {}],
  ])('goes, too, in an article %s', (_, hints) => {
    const headings = kept(html, hints);
    expect(headings).toContain('Kept');
    expect(headings).not.toContain('Other');
  });

  test('stays on another page', () => expect(kept(html, { isForum: true })).toContain('Other'));
});

test('a page with nothing but a link to its own content has no text', () => {
  expect(verdictsOf('<a href="#main">Skip to main content</a><div id="main">...</div>')[0]?.[1]).toBe(
    'frame',
  );
});

test.each([
  ['https://example.org/threads/oak-or-beech.17/', true],
  ['https://forum.example.org/a-long-title', true],
  ['https://example.org/2018/09/10/september-2018-open-thread/', false],
  ['https://example.org/blog/questions-for-a-gardener', false],
])('%s is a thread: %s', (url, is) => expect(isThread({ ...HINTS, url })).toBe(is));
