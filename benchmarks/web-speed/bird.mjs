// One run of the collector `web`, in a process of its own.
import { text } from 'node:stream/consumers';
import { defineSink } from '@bowerbird/core';
import { createRunner, inlineConfig } from '@bowerbird/runner';
import { percentile } from '../shared/measure.mjs';

const { base, sources } = JSON.parse(await text(process.stdin));
let pages = 0;
const counting = defineSink({
  name: 'counting',
  summary: 'Counts pages with text.',
  create: () => ({
    async write(documents) {
      pages += documents.filter(({ text: markdown }) => markdown.length > 5000).length;
    },
    async close() {},
  }),
});
const attempts = [];
const runner = await createRunner(
  inlineConfig({
    base,
    config: {
      network: { allowPrivate: true },
      cache: { enabled: false },
      sinks: ['counting'],
      concurrency: 4,
      pipelines: { pages: { use: ['web'], sources } },
    },
  }),
  {
    definitions: [counting],
    plugins: [{ specifier: '@bowerbird/plugin-web', from: import.meta.url }],
    env: { BOWERBIRD_HOME: base },
    subscribers: [(event) => event.type === 'attempt-end' && attempts.push(event.durationMs)],
  },
);
if (runner.problems.length > 0) throw new Error(JSON.stringify(runner.problems));
const cpu = process.cpuUsage();
const started = performance.now();
const { failures } = await runner.run();
const ms = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
await runner.close();
if (failures.length > 0) throw new Error(JSON.stringify(failures[0]));
console.log(
  JSON.stringify({
    pages,
    ms,
    cpu: (user + system) / 1000,
    p95: percentile(attempts, 0.95),
    mb: process.resourceUsage().maxRSS / 1024,
  }),
);
