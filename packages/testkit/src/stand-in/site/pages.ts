import { type Article, articleAt } from './article.ts';
import { sampleAt } from './charset-samples.ts';
import { escapeMarkup as text } from './markup.ts';
import type { SiteState } from './visit.ts';

/** What the site is called. */
export const SITE_NAME = 'The Stand-in Gazette';

/** Media type of pages that say their charset. */
export const HTML = 'text/html; charset=utf-8';

/** The article at a path, as it is now. */
export function articleNow(site: SiteState, path: string): Article {
  return articleAt(path, site.changes.get(path) ?? 0, sampleAt(path));
}

/** The articles of the site that are not removed, in order. */
export function* articlesNow(site: SiteState): Generator<Article> {
  for (let number = 1; number <= site.pages; number++) {
    const path = `/articles/${number}`;
    if (!site.removed.has(path)) yield articleNow(site, path);
  }
}

/**
 * The page of an article: what belongs to it, between what belongs to the site.
 * @param charset what the page says of itself; empty: nothing
 */
export function articlePage(article: Article, { url }: Pick<SiteState, 'url'>, charset = 'utf-8'): string {
  const { title, author, language, summary, path } = article;
  const [published, modified] = [article.published.toISOString(), article.modified.toISOString()];
  const linked = {
    '@context': 'https://schema.org',
    '@type': 'Article',
    headline: title,
    author: { '@type': 'Person', name: author },
    datePublished: published,
    dateModified: modified,
  };
  const head = `<link rel="canonical" href="${url}${path}">
<meta name="author" content="${text(author)}">
<meta name="description" content="${text(summary)}">
<meta property="og:title" content="${text(title)}">
<meta property="og:site_name" content="${SITE_NAME}">
<meta property="article:published_time" content="${published}">
<script type="application/ld+json">${JSON.stringify(linked).replaceAll('<', '\\u003c')}</script>`;
  return sitePage({
    title,
    language,
    charset,
    head,
    main: `<article>\n${articleMarkup(article)}\n</article>`,
  });
}

/** An article as HTML, as it stands in its page and in feeds. */
export function articleMarkup({ title, author, published, sections, table, code }: Article): string {
  const [headRow = [], ...rows] = table;
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`;
  const day = published.toISOString().slice(0, 10);
  return [
    `<h1>${text(title)}</h1>`,
    `<p class="byline">By <a rel="author" href="/">${text(author)}</a>, <time datetime="${published.toISOString()}">${day}</time></p>`,
    ...sections.map(
      ({ heading, paragraphs }) =>
        `<h2>${heading}</h2>\n${paragraphs.map((one) => `<p>${text(one)}</p>`).join('\n')}`,
    ),
    `<table><thead>${cells(headRow, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table>`,
    `<pre><code class="language-javascript">${text(code)}</code></pre>`,
  ].join('\n');
}

interface PageParts {
  readonly title: string;
  readonly language?: string;
  /** Empty: the page does not say it. */
  readonly charset?: string;
  readonly head?: string;
  /** Markup. */
  readonly main: string;
}

/** A page with what stands on every page: feeds in its head, navigation, footer. */
export function sitePage({ title, language = 'en', charset = 'utf-8', head = '', main }: PageParts): string {
  return `<!doctype html>
<html lang="${language}">
<head>
${charset === '' ? '' : `<meta charset="${charset}">\n`}<title>${text(title)} | ${SITE_NAME}</title>
<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed.rss">
<link rel="alternate" type="application/atom+xml" title="Atom" href="/feed.atom">
<link rel="alternate" type="application/feed+json" title="JSON Feed" href="/feed.json">
${head}
</head>
<body>
<header><nav><a href="/">Home</a> <a href="/articles/">Articles</a> <a href="/podcast.rss">Podcast</a></nav></header>
<main>
${main}
</main>
<aside><h2>Read more</h2><ul><li><a href="/articles/1">The first article</a></li><li><a href="/articles/2">The second one</a></li></ul></aside>
<footer><p>${SITE_NAME}. <a href="/imprint" rel="nofollow">Imprint</a></p></footer>
</body>
</html>
`;
}
