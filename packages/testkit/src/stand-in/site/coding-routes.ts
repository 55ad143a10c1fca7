import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { articleNow, articlePage, HTML } from './pages.ts';
import type { SitePath } from './paths.ts';
import { etagOf, sendResource } from './resource.ts';
import type { Route, Visit } from './visit.ts';

/** Pages with a content coding (RFC 9110, section 8.4; RFC 7932 for Brotli, RFC 8878 for Zstandard). */
export const codingRoutes = {
  '/coding/gzip': coded('gzip', gzipSync),
  '/coding/deflate': coded('deflate', deflateSync),
  '/coding/br': coded('br', brotliCompressSync),
  '/coding/zstd': coded('zstd', zstdCompressSync),
  '/coding/twice': coded('gzip, br', (page) => brotliCompressSync(gzipSync(page))),
} satisfies Partial<Record<SitePath, Route>>;

/** The page of the path that was asked for, as bytes. */
export function pageBytes({ site, url }: Visit): Buffer {
  return Buffer.from(articlePage(articleNow(site, url.pathname), site));
}

function coded(coding: string, compress: (page: Buffer) => Uint8Array): Route {
  return (visit) => {
    const body = compress(pageBytes(visit));
    sendResource(visit, { type: HTML, coding, body, etag: etagOf(body) });
  };
}
