import { STATUS_CODES } from 'node:http';
import { sendArticle, sendMissing } from './page-routes.ts';
import { HTML, sitePage } from './pages.ts';
import type { SitePath } from './paths.ts';
import { queryNumber, type Route, send, type Visit } from './visit.ts';

/** Answers that are no pages yet, and such that never are. */
export const statusRoutes = {
  '/busy/seconds?times=1&wait=1': busy(429, (wait) => String(wait)),
  '/busy/date?times=1&wait=1': busy(429, dateIn),
  '/busy/unavailable?times=1&wait=1': busy(503, (wait) => String(wait)),
  '/busy/failing?times=1': busy(500, () => undefined),
  '/busy/always?wait=1': (visit) => sendStatus(visit, 429, { 'retry-after': queryNumber(visit, 'wait', 1) }),
  '/status/{code}': (visit) => {
    const status = Number(visit.parameter);
    if (!(Number.isInteger(status) && status >= 400 && status <= 599)) return sendMissing(visit);
    sendStatus(visit, status, REQUIRED[status] ?? {});
  },
} satisfies Partial<Record<SitePath, Route>>;

// What RFC 9110 says must go with a status: sections 15.5.2, 15.5.6, 15.5.8.
const REQUIRED: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Basic realm="stand-in"' },
  405: { allow: '' },
  407: { 'proxy-authenticate': 'Basic realm="stand-in"' },
};

/** Refuses an address as often as its query says, and then has a page there. */
function busy(status: number, retryAfter: (waitSeconds: number) => string | undefined): Route {
  return (visit) => {
    const { site, url } = visit;
    const address = url.pathname + url.search;
    const asked = (site.asked.get(address) ?? 0) + 1;
    site.asked.set(address, asked);
    if (asked > queryNumber(visit, 'times', 1)) return sendArticle(visit);
    const wait = retryAfter(queryNumber(visit, 'wait', 1));
    sendStatus(visit, status, wait === undefined ? {} : { 'retry-after': wait });
  };
}

/** A date of HTTP (RFC 9110, section 5.6.7) that is not too early: it is exact to the second. */
function dateIn(seconds: number): string {
  return new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toUTCString();
}

function sendStatus(visit: Visit, status: number, headers: Readonly<Record<string, string | number>>): void {
  const title = STATUS_CODES[status] ?? `Status ${status}`;
  send(visit, status, { 'content-type': HTML, ...headers }, sitePage({ title, main: `<h1>${title}</h1>` }));
}
