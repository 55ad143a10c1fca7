// One run in a process of its own, to be killed. Takes JSON on standard input; writes to standard output, a file, a line for each source that it tells as collected,
// and a last one with the summary.
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createRunner, inlineConfig } from '@bowerbird/runner';
import { watchCommits } from './crash-points.mjs';
import { nowhere } from './nowhere.mjs';
import { freeCollector, tillCollector } from './till-collector.mjs';

/**
 * `home` is Bowerbird's own folder; `tills` are the collectors to define, `free` the names of free ones; `options` are those of the run,
 * `findForMs` and `retry` those of the runner; `resolve` is what a person has found out of purchases before it: their numbers, and what.
 */
const {
  home,
  config,
  tills = [],
  free = [],
  options = {},
  findForMs,
  retry,
  resolve = [],
} = JSON.parse(await text(process.stdin));
if (process.env.BOWERBIRD_CRASH_AT !== undefined) watchCommits();

// Standard output is a file: what is written is not lost with the process.
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

const runner = await createRunner(
  inlineConfig({ base: home, config: { network: { allowPrivate: true }, sinks: ['nowhere'], ...config } }),
  {
    definitions: [nowhere, ...tills.map(tillCollector), ...free.map(freeCollector)],
    env: { BOWERBIRD_HOME: home },
    findForMs,
    retry,
    subscribers: [
      (event) => {
        if (event.type === 'task-end' && event.outcome.status === 'collected')
          tell({ collected: event.source });
      },
    ],
  },
);
if (runner.problems.length > 0) throw new Error(JSON.stringify(runner.problems));
for (const [id, as] of resolve) await runner.costs.resolve(id, as);
const summary = await runner.run(options);
await runner.close();
tell({ summary });
