import type { Article } from './article.ts';
import { escapeMarkup as text } from './markup.ts';
import { articleMarkup, articlesNow, SITE_NAME } from './pages.ts';
import type { SitePath } from './paths.ts';
import { etagOf, sendResource } from './resource.ts';
import type { Route, SiteState, Visit } from './visit.ts';

const NEWEST = 20;
const ABOUT = 'Accounts of the northern shore.';

/** The newest articles as feeds: RSS 2.0 (rssboard.org), Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org). */
export const feedRoutes = {
  '/feed.rss': (visit) => sendFeed(visit, 'application/rss+xml; charset=utf-8', rss),
  '/feed.atom': (visit) => sendFeed(visit, 'application/atom+xml; charset=utf-8', atom),
  '/feed.json': (visit) => sendFeed(visit, 'application/feed+json', json),
} satisfies Partial<Record<SitePath, Route>>;

type Write = (articles: readonly Article[], site: SiteState, updated: Date) => string;

function sendFeed(visit: Visit, type: string, write: Write): void {
  const articles = [...articlesNow(visit.site)].slice(-NEWEST).reverse();
  const modified = new Date(
    articles.reduce((latest, article) => Math.max(latest, article.modified.getTime()), Date.UTC(2024, 0, 1)),
  );
  const body = write(articles, visit.site, modified);
  sendResource(visit, { type, body, etag: etagOf(body), modified });
}

const rss: Write = (articles, { url }, updated) => {
  const items = articles.map((article) => {
    const { path, title, author, summary, published } = article;
    return `<item>
<title>${text(title)}</title>
<link>${url}${path}</link>
<guid isPermaLink="true">${url}${path}</guid>
<pubDate>${published.toUTCString()}</pubDate>
<dc:creator>${text(author)}</dc:creator>
<description>${text(summary)}</description>
<content:encoded><![CDATA[${articleMarkup(article)}]]></content:encoded>
</item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${SITE_NAME}</title>
<link>${url}/</link>
<description>${ABOUT}</description>
<language>en</language>
<lastBuildDate>${updated.toUTCString()}</lastBuildDate>
<atom:link href="${url}/feed.rss" rel="self" type="application/rss+xml"/>
${items.join('\n')}
</channel>
</rss>
`;
};

const atom: Write = (articles, { url }, updated) => {
  const entries = articles.map((article) => {
    const { path, title, author, summary, published, modified } = article;
    return `<entry>
<id>${url}${path}</id>
<title>${text(title)}</title>
<link rel="alternate" type="text/html" href="${url}${path}"/>
<published>${published.toISOString()}</published>
<updated>${modified.toISOString()}</updated>
<author><name>${text(author)}</name></author>
<summary>${text(summary)}</summary>
<content type="html">${text(articleMarkup(article))}</content>
</entry>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${url}/</id>
<title>${SITE_NAME}</title>
<subtitle>${ABOUT}</subtitle>
<updated>${updated.toISOString()}</updated>
<link rel="self" type="application/atom+xml" href="${url}/feed.atom"/>
<link rel="alternate" type="text/html" href="${url}/"/>
${entries.join('\n')}
</feed>
`;
};

const json: Write = (articles, { url }) =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: SITE_NAME,
    description: ABOUT,
    home_page_url: `${url}/`,
    feed_url: `${url}/feed.json`,
    language: 'en',
    items: articles.map((article) => ({
      id: `${url}${article.path}`,
      url: `${url}${article.path}`,
      title: article.title,
      summary: article.summary,
      content_html: articleMarkup(article),
      date_published: article.published.toISOString(),
      date_modified: article.modified.toISOString(),
      authors: [{ name: article.author }],
      language: article.language,
    })),
  });
