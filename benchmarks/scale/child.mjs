// Runs over many trivial sources in a process of its own: what they take of memory and time is theirs alone. Takes JSON on standard
// input, gives JSON on standard output.
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { defineCollector, defineSink } from '@bowerbird/core';
import { createRunner, inlineConfig } from '@bowerbird/runner';
import { z } from 'zod';

/** `passes`: the runs, after one another, each with the `stores` of its cache, none for no cache, and the `directory` that it is in. */
const { base, list, passes, concurrency, batchSize } = JSON.parse(await text(process.stdin));

/** Does nothing that takes time, so that all of it is the engine's. */
const trivial = defineCollector({
  name: 'trivial',
  summary: 'Brings a document of a few words.',
  revision: 1,
  request: z.strictObject({ url: z.string() }),
  accepts: ({ uri }) => ({ url: uri }),
  create: () => ({
    async collect({ url }) {
      return [{ id: url, text: 'A few words.' }];
    },
  }),
});
const nowhere = defineSink({
  name: 'nowhere',
  summary: 'Writes nothing.',
  create: () => ({ async write() {}, async close() {} }),
});

/** One run; with the wall clock and the processor, since the machine may be shared. */
async function measure({ stores, directory = 'cache' }) {
  const lookups = { most: 0, calls: 0 };
  const runner = await createRunner(
    inlineConfig({
      base,
      config: {
        sinks: ['nowhere'],
        concurrency,
        batchSize,
        cache: stores.length === 0 ? { enabled: false } : { store: stores, directory: join(base, directory) },
        pipelines: { items: { use: ['trivial'], sources: [{ list }] } },
      },
    }),
    {
      definitions: [trivial, nowhere],
      env: { BOWERBIRD_HOME: base },
      subscribers: [
        (event) => {
          if (event.type !== 'lookup-end') return;
          lookups.calls++;
          lookups.most = Math.max(lookups.most, event.tasks.length);
        },
      ],
    },
  );
  if (runner.problems.length > 0) throw new Error(JSON.stringify(runner.problems));
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const { total } = await runner.run();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  await runner.close();
  return { ms, cpuMs: (user + system) / 1000, total, lookups };
}

const results = [];
for (const pass of passes) results.push(await measure(pass));
console.log(JSON.stringify({ results, peakMb: process.resourceUsage().maxRSS / 1024 }));
