import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { serveLoopback } from '../loopback.ts';
import type { Article } from './article.ts';
import { brokenRoutes } from './broken-routes.ts';
import { charsetRoutes } from './charset-routes.ts';
import { codingRoutes } from './coding-routes.ts';
import { feedRoutes } from './feed-routes.ts';
import { hostileRoutes } from './hostile-routes.ts';
import { oddRoutes } from './odd-routes.ts';
import { canChange, pageRoutes, sendMissing } from './page-routes.ts';
import { articleNow } from './pages.ts';
import { SITE_PATHS, type SitePath } from './paths.ts';
import { podcastRoutes } from './podcast-routes.ts';
import { redirectRoutes } from './redirect-routes.ts';
import { robotsRoutes } from './robots-routes.ts';
import { createRouter } from './router.ts';
import { sitemapRoutes } from './sitemap-routes.ts';
import { slowRoutes } from './slow-routes.ts';
import { statusRoutes } from './status-routes.ts';
import { type Robots, type Route, type SiteHandler, type SiteState, send, type Visit } from './visit.ts';

/** How a site is to be. */
export interface SiteOptions {
  /** How many articles it has, from 0 on. Default: 20. */
  readonly pages?: number;
  /** What `/robots.txt` answers. Default: `rules`. */
  readonly robots?: Robots;
}

/** A request as it came, and what became of it. */
export interface SiteRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Of the answer; `undefined` while there is none. */
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A web site on loopback. What it has is in `SITE_PATHS`. */
export interface Site {
  /** Its address without a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The same site at another port, so another origin. */
  readonly otherUrl: string;
  /** Every request so far, of both origins, in the order in which they came. */
  requests(): readonly SiteRequest[];
  /** What the page at a path says now. */
  article(path: string): Article;
  /** Changes an article or a page below `/validators/`: its text, and with it ETag and Last-Modified. @throws {RangeError} for other paths */
  change(path: string): void;
  /** Takes away what is at a path: from now on 410, or 404. Articles are no more in lists, sitemaps and feeds either. */
  remove(path: string, status?: 404 | 410): void;
  /** Answers a path in a way of its own, also one that is in the table. With a query it is for that query alone. */
  respond(path: string, handler: SiteHandler): void;
  /** Switches what `/robots.txt` answers. */
  robots(robots: Robots): void;
  /** Ends it, with every answer that is still on its way. May be called twice. */
  close(): Promise<void>;
}

const ROUTES: Readonly<Record<SitePath, Route>> = {
  ...pageRoutes,
  ...robotsRoutes,
  ...sitemapRoutes,
  ...feedRoutes,
  ...podcastRoutes,
  ...redirectRoutes,
  ...charsetRoutes,
  ...codingRoutes,
  ...statusRoutes,
  ...slowRoutes,
  ...brokenRoutes,
  ...hostileRoutes,
  ...oddRoutes,
};

const find = createRouter(Object.keys(SITE_PATHS) as SitePath[]);

/**
 * Starts a web site that speaks real HTTP, for collectors and tests of whole runs: pages, feeds and sitemaps, and next to everything
 * that goes wrong on the web, one kind a path.
 */
export async function startSite({ pages = 20, robots = 'rules' }: SiteOptions = {}): Promise<Site> {
  const state: SiteState = {
    url: '',
    otherUrl: '',
    robots,
    pages,
    changes: new Map(),
    removed: new Map(),
    own: new Map(),
    asked: new Map(),
  };
  const log: (() => SiteRequest)[] = [];
  const serve = () => serveLoopback((request, response) => answer(state, log, request, response));
  const [main, other] = await Promise.all([serve(), serve()]);
  state.url = main.url;
  state.otherUrl = other.url;
  let closed: Promise<unknown> | undefined;
  return {
    url: main.url,
    otherUrl: other.url,
    requests: () => log.map((read) => read()),
    article: (path) => articleNow(state, path),
    change: (path) => change(state, path),
    remove(path, status = 410) {
      state.own.delete(path);
      state.removed.set(path, status);
    },
    respond(path, handler) {
      state.removed.delete(path);
      state.own.set(path, handler);
    },
    robots(next) {
      state.robots = next;
    },
    async close() {
      closed ??= Promise.all([main.close(), other.close()]);
      await closed;
    },
  };
}

function change(state: SiteState, path: string): void {
  if (!canChange(path, state.pages)) {
    const what = `/articles/1 to /articles/${state.pages}, and what is below /private/ and /validators/`;
    throw new RangeError(
      `nothing at ${path} can be changed: only ${what}; give it an answer of its own with respond()`,
    );
  }
  state.changes.set(path, (state.changes.get(path) ?? 0) + 1);
}

async function answer(
  site: SiteState,
  log: (() => SiteRequest)[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url: path = '/', headers } = request;
  let written: number | undefined;
  // Read when it is asked for: the answer may still be on its way.
  const status = () => written ?? (response.headersSent ? response.statusCode : undefined);
  log.push(() => ({ method, path, headers, status: status() }));
  const url = new URL(site.url + path);
  const own = site.own.get(path) ?? site.own.get(url.pathname);
  if (own) return own(request, response);
  const match = find(url.pathname);
  const noteStatus = (noted: number) => {
    written = noted;
  };
  const visit: Visit = { request, response, url, parameter: match?.parameter ?? '', site, noteStatus };
  const removed = site.removed.get(url.pathname);
  if (removed !== undefined || !match) return sendMissing(visit, removed);
  const isRedirect = match.path.startsWith('/redirect/');
  if (method !== 'GET' && method !== 'HEAD' && !isRedirect) return send(visit, 405, { allow: 'GET, HEAD' });
  return ROUTES[match.path](visit);
}
