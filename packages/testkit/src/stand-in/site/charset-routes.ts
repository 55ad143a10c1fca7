import { CHARSET_SAMPLES, type CharsetSample, sampleAt } from './charset-samples.ts';
import { encodeText } from './encode.ts';
import { articleNow, articlePage } from './pages.ts';
import { etagOf, sendResource } from './resource.ts';
import type { Route, Visit } from './visit.ts';

/** Pages in charsets of many kinds. */
export const charsetRoutes = Object.fromEntries(
  Object.keys(CHARSET_SAMPLES).map((path) => [path, sendSample]),
) as Readonly<Record<keyof typeof CHARSET_SAMPLES, Route>>;

function sendSample(visit: Visit): void {
  const { site, url } = visit;
  const sample = sampleAt(url.pathname) as CharsetSample;
  const article = articleNow(site, url.pathname);
  const page = articlePage(article, site, sample.meta ?? '');
  const body = encodeText(`${sample.mark === true ? '\ufeff' : ''}${page}`, sample.charset);
  const type = sample.header === undefined ? 'text/html' : `text/html; charset=${sample.header}`;
  sendResource(visit, { type, body, etag: etagOf(body), modified: article.modified });
}
