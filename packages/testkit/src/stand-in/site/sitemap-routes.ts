import { gzipSync } from 'node:zlib';
import type { Article } from './article.ts';
import { escapeMarkup } from './markup.ts';
import { articlesNow } from './pages.ts';
import type { SitePath } from './paths.ts';
import { etagOf, sendResource } from './resource.ts';
import type { Route, SiteState, Visit } from './visit.ts';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';

/** Sitemaps as sitemaps.org 0.9 has them: an index, two sets of addresses, and a list. */
export const sitemapRoutes = {
  '/sitemap.xml': (visit) => sendFile(visit, 'application/xml', indexOf(visit.site)),
  '/sitemaps/first.xml': (visit) =>
    sendFile(visit, 'application/xml', urlSet(visit.site, halves(visit.site)[0])),
  '/sitemaps/second.xml.gz': (visit) =>
    sendFile(visit, 'application/gzip', gzipSync(urlSet(visit.site, halves(visit.site)[1]))),
  '/sitemap.txt': (visit) =>
    sendFile(
      visit,
      'text/plain; charset=utf-8',
      [...articlesNow(visit.site)].map(({ path }) => `${visit.site.url}${path}\n`).join(''),
    ),
} satisfies Partial<Record<SitePath, Route>>;

function sendFile(visit: Visit, type: string, body: string | Uint8Array): void {
  sendResource(visit, { type, body, etag: etagOf(body) });
}

function halves(site: SiteState): readonly [readonly Article[], readonly Article[]] {
  const articles = [...articlesNow(site)];
  const middle = Math.ceil(articles.length / 2);
  return [articles.slice(0, middle), articles.slice(middle)];
}

function indexOf(site: SiteState): string {
  const [first, second] = halves(site).map(latest);
  return document('sitemapindex', 'sitemap', [
    { address: `${site.url}/sitemaps/first.xml`, modified: first },
    { address: `${site.url}/sitemaps/second.xml.gz`, modified: second },
  ]);
}

function urlSet({ url }: SiteState, articles: readonly Article[]): string {
  return document(
    'urlset',
    'url',
    articles.map(({ path, modified }) => ({ address: `${url}${path}`, modified })),
  );
}

function latest(articles: readonly Article[]): Date | undefined {
  const times = articles.map(({ modified }) => modified.getTime());
  return times.length === 0 ? undefined : new Date(times.reduce((one, other) => Math.max(one, other)));
}

interface Entry {
  readonly address: string;
  readonly modified: Date | undefined;
}

function document(root: string, item: string, entries: readonly Entry[]): string {
  const items = entries.map(({ address, modified }) => {
    // W3C Datetime, as the protocol asks for.
    const time = modified === undefined ? '' : `<lastmod>${modified.toISOString()}</lastmod>`;
    return `<${item}><loc>${escapeMarkup(address)}</loc>${time}</${item}>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n${items.join('\n')}\n</${root}>\n`;
}
