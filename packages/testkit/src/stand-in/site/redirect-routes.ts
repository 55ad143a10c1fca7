import { HTML } from './pages.ts';
import type { SitePath } from './paths.ts';
import { type Route, type SiteState, send, type Visit } from './visit.ts';

const TARGET = '/articles/1';

/** Redirects of all kinds (RFC 9110, section 15.4). */
export const redirectRoutes = {
  '/redirect/301': redirect(301, atHome),
  '/redirect/302': redirect(302, atHome),
  '/redirect/303': redirect(303, atHome),
  '/redirect/307': redirect(307, atHome),
  '/redirect/308': redirect(308, atHome),
  '/redirect/relative': redirect(302, () => '../articles/1'),
  '/redirect/no-scheme': redirect(302, (site) => `//${new URL(site.url).host}${TARGET}`),
  '/redirect/chain/{n}': (visit) => {
    const left = Number(visit.parameter) - 1;
    sendRedirect(visit, 302, left > 0 ? `/redirect/chain/${left}` : TARGET);
  },
  '/redirect/loop': redirect(302, () => '/redirect/loop'),
  '/redirect/pair': (visit) =>
    sendRedirect(visit, 302, visit.url.search === '' ? '/redirect/pair?back' : '/redirect/pair'),
  '/redirect/other-origin': redirect(302, (site) => `${site.otherUrl}${TARGET}`),
  '/redirect/other-host': redirect(302, (site) => `http://localhost:${new URL(site.url).port}${TARGET}`),
  '/redirect/private': redirect(302, () => 'http://10.0.0.1/'),
  '/redirect/metadata': redirect(302, () => 'http://169.254.169.254/latest/meta-data/'),
  '/redirect/file': redirect(302, () => 'file:///etc/hosts'),
  '/redirect/nowhere': (visit) => sendRedirect(visit, 302, undefined),
} satisfies Partial<Record<SitePath, Route>>;

function atHome({ url }: SiteState): string {
  return `${url}${TARGET}`;
}

function redirect(status: number, to: (site: SiteState) => string): Route {
  return (visit) => sendRedirect(visit, status, to(visit.site));
}

function sendRedirect(visit: Visit, status: number, location: string | undefined): void {
  send(
    visit,
    status,
    { 'content-type': HTML, ...(location !== undefined && { location }) },
    '<!doctype html><title>Elsewhere</title><p>It is elsewhere.',
  );
}
