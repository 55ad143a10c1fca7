import type { SitePath } from './paths.ts';
import { pause, type Robots, type Route, type SiteState, send, type Visit } from './visit.ts';

const SLOW_MS = 1000;
const HUGE_BYTES = 600 * 1024;

/** The rules for programs. */
export const robotsRoutes = { '/robots.txt': answerRobots } satisfies Partial<Record<SitePath, Route>>;

async function answerRobots(visit: Visit): Promise<void> {
  const { robots } = visit.site;
  if (robots === 'silent') return;
  if (robots === 'missing') return send(visit, 404, {});
  if (robots === 'failing') return send(visit, 503, {});
  if (robots === 'slow') await pause(visit, SLOW_MS);
  send(visit, 200, { 'content-type': 'text/plain; charset=utf-8' }, textOf(visit.site, robots));
}

function textOf(site: SiteState, robots: Robots): string {
  if (typeof robots !== 'string') return robots.text;
  const rules = rulesOf(site);
  if (robots !== 'huge') return rules;
  const line = '# A line that says nothing, of which there are very many.\n';
  return `${rules}\n${line.repeat(Math.ceil(HUGE_BYTES / line.length))}\nUser-agent: *\nDisallow: /\n`;
}

function rulesOf({ url }: SiteState): string {
  return `# The Stand-in Gazette
User-agent: *
Allow: /private/open
Disallow: /private/
Disallow: /*?print=

User-agent: hasty-bot
Crawl-delay: 10

User-agent: greedy-bot
User-agent: grabber
Disallow: /

Sitemap: ${url}/sitemap.xml
`;
}
