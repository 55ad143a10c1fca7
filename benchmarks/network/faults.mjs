// Seventeen faults of the network among 200 good pages: what becomes of both, and what it takes of memory.
import { table } from '../shared/measure.mjs';
import { runChild } from '../shared/run-child.mjs';
import { FAULTS, startFaultServer } from './fault-server.mjs';

const CHILD = new URL('./child.mjs', import.meta.url);
const GOOD = 200;
const TIMEOUT_MS = 3000;

export async function faults({ folder }) {
  const server = await startFaultServer();
  try {
    const good = Array.from({ length: GOOD }, (_, index) => server.good(index));
    const bad = Object.keys(FAULTS).map(server.fault);
    // Spread between the others.
    const mixed = good.flatMap((url, index) =>
      index % 10 === 0 && bad[index / 10] ? [bad[index / 10], url] : [url],
    );
    const run = (sources) =>
      runChild(CHILD, folder, {
        timeoutMs: TIMEOUT_MS,
        config: { concurrency: 8, pipelines: { pages: { use: ['fetching'], sources } } },
      });
    const clean = await run(good);
    const hostile = await run(mixed);
    const codes = new Map(hostile.failures.map(({ source, message }) => [source, message]));
    const rows = bad.map((url) => [url.split('/').pop(), (codes.get(url) ?? 'NO ERROR').replace(url, '…')]);
    const figures = {
      good: hostile.total.collected,
      bad: hostile.failures.length,
      longestAttemptMs: hostile.longestAttemptMs,
      memory: hostile.peakMb / clean.peakMb,
    };
    const held =
      figures.good === GOOD &&
      bad.every((url) => codes.has(url)) &&
      figures.longestAttemptMs <= TIMEOUT_MS + 200 &&
      figures.memory <= 2;
    if (!held) process.exitCode = 1;
    return {
      title: `Faults of the network (timeout ${TIMEOUT_MS / 1000} s, network.maxBytes 10mb)${held ? '' : ': NOT HELD'}`,
      text: `${table([['fault', 'what is told'], ...rows])}

Good pages collected: ${figures.good} of ${GOOD}. The longest attempt: ${figures.longestAttemptMs} ms.
Peak memory: ${hostile.peakMb.toFixed(0)} MB, ${figures.memory.toFixed(2)} × that of the good pages alone (${clean.peakMb.toFixed(0)} MB).`,
      figures,
    };
  } finally {
    server.close();
  }
}
