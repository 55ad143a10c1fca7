// One run in a process of its own: what it takes of memory is its own. Takes JSON on standard input, gives JSON on standard output.
import { text } from 'node:stream/consumers';
import { defineCollector, defineSink, ensureOk } from '@bowerbird/core';
import { createRunner, inlineConfig } from '@bowerbird/runner';
// What it is compared with has loaded it before it begins, too.
import 'undici';
import { z } from 'zod';

const { config, base, collector, timeoutMs = 3000 } = JSON.parse(await text(process.stdin));

/** Fetches and keeps nothing else. */
const fetching = defineCollector({
  name: 'fetching',
  summary: 'Fetches an address.',
  revision: 1,
  request: z.strictObject({ url: z.string() }),
  accepts: ({ uri }) => ({ url: uri }),
  create: () => ({
    async collect({ url }, context) {
      const response = ensureOk(await context.fetch(url));
      return [{ id: url, text: String((await response.arrayBuffer()).byteLength) }];
    },
  }),
});
const nowhere = defineSink({
  name: 'nowhere',
  summary: 'Writes nothing.',
  create: () => ({ async write() {}, async close() {} }),
});

const attempts = [];
const runner = await createRunner(
  inlineConfig({
    base,
    config: {
      network: { allowPrivate: true, maxBytes: '10mb' },
      sinks: ['nowhere'],
      timeout: `${timeoutMs}ms`,
      ...config,
    },
  }),
  {
    definitions: [fetching, nowhere],
    plugins: collector === 'web' ? [{ specifier: '@bowerbird/plugin-web', from: import.meta.url }] : [],
    env: { BOWERBIRD_HOME: base },
    retry: { attempts: 1, delayMs: 1 },
    subscribers: [
      (event) => {
        if (event.type === 'attempt-end') attempts.push(event.durationMs);
      },
    ],
  },
);
if (runner.problems.length > 0) throw new Error(JSON.stringify(runner.problems));
const started = performance.now();
const { total, failures } = await runner.run();
const ms = performance.now() - started;
await runner.close();
console.log(
  JSON.stringify({
    ms,
    total,
    failures: failures.map(({ source, code, message }) => ({ source, code, message })),
    longestAttemptMs: Math.max(0, ...attempts),
    peakMb: process.resourceUsage().maxRSS / 1024,
  }),
);
