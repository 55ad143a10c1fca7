// The same pages with Crawlee's HttpCrawler, Readability and Turndown, in a process of its own.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { percentile } from '../shared/measure.mjs';

const { base, sources, peers, dom } = JSON.parse(await text(process.stdin));
const require = createRequire(join(peers, 'package.json'));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
process.env.CRAWLEE_STORAGE_DIR = base;
process.env.CRAWLEE_LOG_LEVEL = 'OFF';
const { HttpCrawler, Configuration } = await load('@crawlee/http');
const { Readability } = await load('@mozilla/readability');
const Turndown = (await load('turndown')).default;
const parse = await parser();
let pages = 0;
const times = [];
const crawler = new HttpCrawler(
  {
    maxConcurrency: 8,
    requestHandler: async ({ body, request }) => {
      const started = performance.now();
      const document = parse(body.toString(), request.url);
      const article = new Readability(document).parse();
      const markdown = new Turndown().turndown(article.content);
      if (markdown.length > 5000) pages++;
      times.push(performance.now() - started);
    },
  },
  new Configuration({ persistStorage: false }),
);
const cpu = process.cpuUsage();
const started = performance.now();
await crawler.run(sources);
const ms = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    pages,
    ms,
    cpu: (user + system) / 1000,
    p95: percentile(times, 0.95),
    mb: process.resourceUsage().maxRSS / 1024,
  }),
);
process.exit(0);

async function parser() {
  if (dom === 'linkedom') {
    const { parseHTML } = await load('linkedom');
    return (html) => parseHTML(html).document;
  }
  const { JSDOM } = await load('jsdom');
  return (html, url) => new JSDOM(html, { url }).window.document;
}
