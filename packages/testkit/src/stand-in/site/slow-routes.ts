import { pageBytes } from './coding-routes.ts';
import { sendArticle } from './page-routes.ts';
import { HTML } from './pages.ts';
import type { SitePath } from './paths.ts';
import { pause, queryNumber, type Route, type Visit } from './visit.ts';

const PIECES = 20;
const DEFAULT_MS = 300;

/** Answers that take long, or for ever. */
export const slowRoutes = {
  '/slow/first-byte?ms=300': async (visit) => {
    await pause(visit, queryNumber(visit, 'ms', DEFAULT_MS));
    sendArticle(visit);
  },
  '/slow/drip?ms=300': drip,
  '/slow/for-ever?ms=100': async (visit) => {
    visit.response.writeHead(200, { 'content-type': HTML });
    for (;;) {
      visit.response.write(' ');
      await pause(visit, queryNumber(visit, 'ms', 100));
    }
  },
  '/slow/silent': () => {},
  '/slow/silent-after-headers': ({ response }) => {
    response.writeHead(200, { 'content-type': HTML, 'content-length': 50_000 }).flushHeaders();
  },
} satisfies Partial<Record<SitePath, Route>>;

async function drip(visit: Visit): Promise<void> {
  const page = pageBytes(visit);
  const size = Math.ceil(page.length / PIECES);
  visit.response.writeHead(200, { 'content-type': HTML, 'content-length': page.length });
  for (let start = 0; start < page.length; start += size) {
    visit.response.write(page.subarray(start, start + size));
    await pause(visit, queryNumber(visit, 'ms', DEFAULT_MS) / PIECES);
  }
  visit.response.end();
}
