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
  const rows = [['file', 'pages', 'bowerbird ms', 'langchain ms', 'ratio']];
  for (const path of [...epubs, ...pdfs]) {
    const isEpub = path.endsWith('.epub');
    const pages = isEpub ? '' : (await collect(path)).documents[0].metadata.quality.pages;
    const [own, other] = await inTurn(
      repeats,
      () => collect(path),
      () => (isEpub ? langchainEpub : langchainPdf)(path),
    );
    rows.push([basename(path), pages, Math.round(own), Math.round(other), (other / own).toFixed(2)]);
  }
  // A folder of books, as users have them: as many at once as there are cores.
  const shelf = Array.from({ length: 8 }, () => epubs).flat();
  const [own, other] = await inTurn(
    repeats,
    () => allOf(shelf, cores),
    async () => {
      for (const path of shelf) await langchainEpub(path);
    },
  );
  rows.push([
    `${shelf.length} EPUBs, ${cores} at once`,
    '',
    Math.round(own),
    Math.round(other),
    (other / own).toFixed(2),
  ]);
  const large = await runChild(new URL('large-pdf.mjs', import.meta.url), folder, {});
  return {
    title: 'Speed',
    text: `${table(rows)}\n\nMedians of ${repeats}, in turn, ${cores} cores. A PDF of ${large.pages} pages: ${(large.ms / 1000).toFixed(1)} s, ${large.rssMb} MB at most; one of ${large.small.pages} pages: ${(large.small.ms / 1000).toFixed(1)} s.`,
    figures: { rows, large },
  };
}

async function allOf(paths, width) {
  const left = [...paths];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let path = left.pop(); path; path = left.pop()) await collect(path);
    }),
  );
}

async function inTurn(repeats, ...works) {
  const times = works.map(() => []);
  for (let repeat = 0; repeat <= repeats; repeat++) {
    for (const [index, work] of works.entries()) {
      const started = performance.now();
      await work();
      // The first of each warms up.
      if (repeat > 0) times[index].push(performance.now() - started);
    }
  }
  return times.map(median);
}
