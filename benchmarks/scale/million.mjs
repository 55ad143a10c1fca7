// Whether memory is flat: ten times the sources in a heap that holds neither.
import { table } from '../shared/measure.mjs';
import { runChild } from '../shared/run-child.mjs';
import { writeList } from './list.mjs';

const CHILD = new URL('./child.mjs', import.meta.url);
const COUNTS = [100_000, 1_000_000];
const HEAP_MB = 96;
const MOST_RATIO = 1.25;
const STORES = { 'no cache': [], SQLite: ['sqlite'] };

export async function million({ folder }) {
  const figures = {};
  const rows = [];
  const failures = [];
  for (const [name, stores] of Object.entries(STORES)) {
    const peaks = [];
    for (const count of COUNTS) {
      const list = await writeList(folder, count);
      const input = { list, passes: [{ stores }], concurrency: 16, batchSize: 1000 };
      const { results, peakMb } = await runChild(CHILD, folder, input, [`--max-old-space-size=${HEAP_MB}`]);
      if (results[0].total.collected !== count) throw new Error(JSON.stringify(results[0].total));
      peaks.push(peakMb);
      rows.push([name, count.toLocaleString('en'), (results[0].ms / 1000).toFixed(1), peakMb.toFixed(0)]);
    }
    const ratio = peaks[1] / peaks[0];
    figures[name] = { peaks, ratio };
    rows.at(-1)[3] += ` (${ratio.toFixed(2)} ×)`;
    if (ratio > MOST_RATIO) failures.push(`${name}: a million sources take ${ratio.toFixed(2)} × the memory`);
  }
  return {
    title: `A million sources, --max-old-space-size=${HEAP_MB}`,
    text: table([['cache', 'sources', 'seconds', 'most memory, MB'], ...rows]),
    figures,
    failures,
  };
}
