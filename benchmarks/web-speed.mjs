// 1,000 pages of 50 KB from loopback to Markdown, cold: the collector `web` in a run, beside Crawlee's HttpCrawler with Readability and
// Turndown. npm run bench -- web-speed [--pages N]
// Crawlee, @mozilla/readability, jsdom, linkedom and turndown are looked for in the folder BOWERBIRD_PEERS (`npm install` them there):
// they are no dependencies of this project. Without it only the collector is measured.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from './shared/measure.mjs';
import { runChild } from './shared/run-child.mjs';

const { values } = parseArgs({ options: { pages: { type: 'string', default: '1000' } } });
const peers = process.env.BOWERBIRD_PEERS;
const folder = mkdtempSync(join(tmpdir(), 'web-speed-'));
const server = fork(join(import.meta.dirname, 'web-speed/server.mjs'), [values.pages]);
try {
  const [origin] = await new Promise((resolve) => server.once('message', (message) => resolve([message])));
  const sources = Array.from({ length: Number(values.pages) }, (_, index) => `${origin}/page/${index}`);
  const script = (name) => new URL(`./web-speed/${name}.mjs`, import.meta.url);
  const results = [['web', await runChild(script('bird'), folder, { sources })]];
  if (peers === undefined) console.log('BOWERBIRD_PEERS is not set: Crawlee is not measured.');
  else {
    for (const dom of ['linkedom', 'jsdom']) {
      results.push([`Crawlee, ${dom}`, await runChild(script('crawlee'), folder, { sources, peers, dom })]);
    }
  }
  const rows = results.map(([name, { pages, ms, cpu, p95, mb }]) => [
    name,
    pages,
    ((pages / ms) * 1000).toFixed(1),
    (cpu / pages).toFixed(1),
    p95 === undefined ? '' : p95.toFixed(0),
    mb.toFixed(0),
  ]);
  console.log(
    table([
      ['', 'pages', 'pages a second', 'CPU of a page, ms', 'p95 of a page, ms', 'peak memory, MB'],
      ...rows,
    ]),
  );
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
