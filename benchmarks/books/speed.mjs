import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { median, table } from '../shared/measure.mjs';
import { runChild } from '../shared/run-child.mjs';
import { collect } from './collect.mjs';
import { filesOf } from './corpora.mjs';
import { langchainEpub, langchainPdf } from './peers.mjs';

/** How fast books are read, beside LangChain's loaders on the same files, in turn. */
export async function speed({ folder, repeats }) {
  const cores = availableParallelism();
  const epubs = filesOf(/\.epub$/, 'book/standard-ebooks', 'book/debian-docs');
  const pdfs = filesOf(/\.pdf$/, 'book/debian-docs', 'book/pdf-truth/geotopo');
  const rows = [
    ['file', 'pages', 'ms', 'CPU ms', 'langchain ms', 'CPU ms', 'ratio', 'of CPU', 'of the least'],
  ];
  for (const path of [...epubs, ...pdfs]) {
    const isEpub = path.endsWith('.epub');
    const pages = isEpub ? '' : (await collect(path)).documents[0].metadata.quality.pages;
    const [own, other] = await inTurn(
      isEpub ? often(repeats) : { repeats, warmUp: 1 },
      () => collect(path),
      () => (isEpub ? langchainEpub : langchainPdf)(path),
    );
    rows.push([basename(path), pages, ...cells(own, other)]);
  }
  // A folder of books, as users have them: as many at once as there are cores.
  const shelf = Array.from({ length: 8 }, () => epubs).flat();
  const [own, other] = await inTurn(
    { repeats, warmUp: 1 },
    () => allOf(shelf, cores),
    async () => {
      for (const path of shelf) await langchainEpub(path);
    },
  );
  rows.push([`${shelf.length} EPUBs, ${cores} at once`, '', ...cells(own, other)]);
  const large = await runChild(new URL('large-pdf.mjs', import.meta.url), folder, {});
  return {
    title: 'Speed',
    text: `${table(rows)}\n\nMedians of ${repeats} (of EPUBs by themselves ${often(repeats).repeats}, warm), in turn, ${cores} cores. A PDF of ${large.pages} pages: ${(large.ms / 1000).toFixed(1)} s, ${large.rssMb} MB at most; one of ${large.small.pages} pages: ${(large.small.ms / 1000).toFixed(1)} s.`,
    figures: { rows, large },
  };
}

// An EPUB takes milliseconds: both are warm after some dozens, and more of them tell more.
const often = (repeats) => ({ repeats: repeats * 10, warmUp: 40 });

async function allOf(paths, width) {
  const left = [...paths];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let path = left.pop(); path; path = left.pop()) await collect(path);
    }),
  );
}

const cells = (own, other) => [
  ...[own.ms, own.cpu, other.ms, other.cpu].map(Math.round),
  (other.ms / own.ms).toFixed(2),
  (other.cpu / own.cpu).toFixed(2),
  (other.least / own.least).toFixed(2),
];

/** The medians of wall and CPU time, of all threads, in milliseconds, and the least wall time: what it takes when nobody else wants the cores. */
async function inTurn({ repeats, warmUp }, ...works) {
  const times = works.map(() => ({ ms: [], cpu: [] }));
  for (let repeat = 0; repeat < repeats + warmUp; repeat++) {
    for (const [index, work] of works.entries()) {
      const started = performance.now();
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      if (repeat < warmUp) continue;
      times[index].ms.push(performance.now() - started);
      times[index].cpu.push((user + system) / 1000);
    }
  }
  return times.map(({ ms, cpu }) => ({ ms: median(ms), cpu: median(cpu), least: Math.min(...ms) }));
}
