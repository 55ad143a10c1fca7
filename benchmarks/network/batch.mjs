// A batch against a provider that takes 50 ms, beside a bare p-limit loop with the same HTTP client: what the engine costs in time.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { median, table } from '../shared/measure.mjs';
import { runChild } from '../shared/run-child.mjs';

const [CHILD, BARE] = ['./child.mjs', './bare-loop.mjs'].map((name) => new URL(name, import.meta.url));
const DELAY_MS = 50;
const REPEATS = 5;
const WIDTHS = [
  { concurrency: 64, tasks: 64 * 40 },
  { concurrency: 256, tasks: 256 * 20 },
];

export async function batch({ folder }) {
  const server = fork(join(import.meta.dirname, 'slow-server.mjs'), [String(DELAY_MS)]);
  const [origin] = await new Promise((resolve) => server.once('message', (message) => resolve([message])));
  const figures = {};
  const rows = [];
  try {
    for (const { concurrency, tasks } of WIDTHS) {
      const times = { bare: [], engine: [] };
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const sources = Array.from({ length: tasks }, (_, index) => `${origin}/${repeat}-${index}`);
        const bare = await runChild(BARE, folder, { sources, concurrency });
        times.bare.push(bare.ms);
        const config = { concurrency, pipelines: { pages: { use: ['fetching'], sources } } };
        const engine = await runChild(CHILD, folder, { timeoutMs: 30_000, config });
        if (engine.total.collected !== tasks) throw new Error(JSON.stringify(engine.failures.slice(0, 3)));
        times.engine.push(engine.ms);
      }
      const [bare, engine] = [median(times.bare), median(times.engine)];
      const ideal = (tasks / concurrency) * DELAY_MS;
      figures[concurrency] = bare / engine;
      if (bare / engine < 0.95) process.exitCode = 1;
      rows.push([
        concurrency,
        tasks,
        ideal.toFixed(0),
        bare.toFixed(0),
        engine.toFixed(0),
        (bare / engine).toFixed(3),
      ]);
    }
  } finally {
    server.kill();
  }
  const header = [
    'at a time',
    'pages',
    'least possible, ms',
    'bare p-limit loop, ms',
    'run, cold, ms',
    'of the loop',
  ];
  return {
    title: `A batch against a provider that takes ${DELAY_MS} ms (median of ${REPEATS})`,
    text: table([header, ...rows]),
    figures,
  };
}
