import { randomUUID } from 'node:crypto';
import { escapeMarkup as text } from './markup.ts';
import { articleNow, articlePage, articlesNow, HTML, sitePage } from './pages.ts';
import type { SitePath } from './paths.ts';
import { etagOf, sendResource } from './resource.ts';
import { type Route, send, type Visit } from './visit.ts';

const PER_LIST = 10;

/** Sends the article of the path that was asked for, with both validators. */
export function sendArticle(visit: Visit): void {
  sendResource(visit, resourceOf(visit));
}

/** Answers that nothing is there. */
export function sendMissing(visit: Visit, status: 404 | 410 = 404): void {
  const title = status === 404 ? 'Not found' : 'No longer here';
  send(visit, status, { 'content-type': HTML }, sitePage({ title, main: `<h1>${title}</h1>` }));
}

/** Pages, lists, and pages whose validators are special. */
export const pageRoutes = {
  '/': (visit) => sendPage(visit, 'Home', homeMarkup(visit)),
  '/articles/': (visit) => sendList(visit, 1),
  '/articles/page/{n}': (visit) => sendList(visit, Number(visit.parameter)),
  '/articles/{n}': numbered,
  '/private/{n}': numbered,
  '/private/open': sendArticle,
  '/validators/etag': (visit) => sendResource(visit, { ...resourceOf(visit), modified: undefined }),
  '/validators/weak': (visit) => {
    const resource = resourceOf(visit);
    sendResource(visit, { ...resource, modified: undefined, etag: `W/${resource.etag}` });
  },
  '/validators/modified': (visit) => sendResource(visit, { ...resourceOf(visit), etag: undefined }),
  '/validators/none': (visit) =>
    sendResource(visit, { ...resourceOf(visit), etag: undefined, modified: undefined }),
  '/validators/ignored': (visit) => {
    const { type, body, etag, modified } = resourceOf(visit);
    send(visit, 200, { 'content-type': type, etag, 'last-modified': modified.toUTCString() }, body);
  },
  '/validators/restless': (visit) =>
    sendResource(visit, { ...resourceOf(visit), modified: undefined, etag: `"${randomUUID()}"` }),
} satisfies Partial<Record<SitePath, Route>>;

/** Whether there is a page at a path that can be changed. */
export function canChange(path: string, pages: number): boolean {
  const number = /^\/(?:articles|private)\/([1-9]\d*)$/.exec(path)?.[1];
  if (number !== undefined) return Number(number) <= pages;
  return path === '/private/open' || (path in pageRoutes && path.startsWith('/validators/'));
}

function numbered(visit: Visit): void {
  if (canChange(visit.url.pathname, visit.site.pages)) sendArticle(visit);
  else sendMissing(visit);
}

function resourceOf({ site, url }: Visit) {
  const article = articleNow(site, url.pathname);
  const body = articlePage(article, site);
  return { type: HTML, body, etag: etagOf(body), modified: article.modified };
}

function sendPage(visit: Visit, title: string, main: string, head = ''): void {
  const body = sitePage({ title, head, main });
  sendResource(visit, { type: HTML, body, etag: etagOf(body) });
}

function homeMarkup({ site }: Visit): string {
  return `<h1>Home</h1>
<ul>
<li><a href="articles/">All articles</a></li>
<li><a href="${site.url}/articles/1#what-was-found">The first one, at its second heading</a></li>
<li><a href="/articles/1?utm_source=home">The same, with a parameter that says nothing</a></li>
<li><a href="./articles/../articles/2">The second one</a></li>
<li><a href="/private/1">A page that programs must not read</a></li>
<li><a href="${site.otherUrl}/articles/3">A page of another origin</a></li>
<li><a href="/status/404">A page that is not there</a></li>
<li><a href="mailto:editor@example.org">Write to us</a></li>
<li><a href="/sitemap.xml">Sitemap</a></li>
</ul>`;
}

function sendList(visit: Visit, page: number): void {
  const articles = [...articlesNow(visit.site)];
  const last = Math.max(1, Math.ceil(articles.length / PER_LIST));
  if (!(page >= 1 && page <= last)) {
    sendMissing(visit);
    return;
  }
  const items = articles
    .slice((page - 1) * PER_LIST, page * PER_LIST)
    .map(({ path, title, summary }) => `<li><a href="${path}">${text(title)}</a>: ${text(summary)}</li>`);
  const near = [
    ...(page > 1 ? [{ rel: 'prev', href: page === 2 ? '/articles/' : `/articles/page/${page - 1}` }] : []),
    ...(page < last ? [{ rel: 'next', href: `/articles/page/${page + 1}` }] : []),
  ];
  const links = near.map(({ rel, href }) => `<a rel="${rel}" href="${href}">${rel}</a>`).join(' ');
  const head = near.map(({ rel, href }) => `<link rel="${rel}" href="${href}">`).join('\n');
  const main = `<h1>Articles, page ${page} of ${last}</h1>\n<ul>\n${items.join('\n')}\n</ul>\n<p>${links}</p>`;
  sendPage(visit, `Articles, page ${page}`, main, head);
}
