// A process that may open few files, and wants to do much at once: slower is right, failing is not.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { table } from '../shared/measure.mjs';
import { collectedIn, prepare, run } from './bird.mjs';
import { faultsOf, readCorpus } from './corpus.mjs';
import { endFaults, prepareList } from './lives.mjs';
import { openWorld, pages } from './world.mjs';

const PAGES = 400;
const AT_ONCE = 200;
const LIMITS = [undefined, 64];
// Of the default, and of as many as are under way.
const BATCHES = [10, 200];

const limited = (limit) =>
  limit === undefined ? [] : ['bash', '-c', `ulimit -n ${limit} && exec "$@"`, 'bash'];

/** What is collected: how it is set up, and what is wrong with what came of it. */
const SOURCES = {
  'pages of a server': (folder, world, rc) => {
    const paths = pages(PAGES, `${basename(folder)}/`);
    prepareList(folder, world, paths, rc);
    return () => faultsOf(readCorpus(folder, world), paths);
  },
  'files of a folder': (folder, _, rc) => {
    const sources = Array.from({ length: PAGES }, (_, index) => `pages/${index}.html`);
    prepare(
      folder,
      { ...rc, sinks: ['markdown', 'jsonl'], pipelines: { pages: [{ list: 'pages.txt' }] } },
      { 'pages.txt': sources },
    );
    mkdirSync(join(folder, 'pages'));
    for (const [index, source] of sources.entries())
      writeFileSync(join(folder, source), `<title>Page ${index}</title><p>The text of page ${index}.</p>`);
    return ({ stderr }) => {
      const collected = new Set(collectedIn(stderr)).size;
      return collected === PAGES ? [] : [`${collected} of ${PAGES} files were collected`];
    };
  },
};

/** The same failure of many sources is one. */
function summed(faults) {
  const groups = Map.groupBy(faults, (fault) => fault.replace(/\S*\d+\S*/g, '…'));
  return [...groups.values()].map(([first, ...rest]) =>
    rest.length > 0 ? `${first} (and ${rest.length} like it)` : first,
  );
}

export async function files({ folder }) {
  const world = await openWorld();
  const failures = [];
  const figures = {};
  const rows = [];
  for (const [source, setUp] of Object.entries(SOURCES))
    for (const batchSize of BATCHES) {
      const name = `${source}, in batches of ${batchSize}`;
      const times = [];
      for (const limit of LIMITS) {
        const own = join(folder, `${source.split(' ')[0]}-${batchSize}-${limit ?? 'many'}`);
        const faultsIn = setUp(own, world, { concurrency: AT_ONCE, batchSize });
        const ended = await run(own, ['run', '--log', 'json', '--verbose'], { wrap: limited(limit) });
        await world.quiet();
        times.push(ended.ms);
        const faults = summed([...endFaults(ended), ...faultsIn(ended)]);
        failures.push(
          ...faults.map((fault) => `${name}, ulimit -n ${limit ?? 'as it is'}, ${own}: ${fault}`),
        );
      }
      figures[name] = Object.fromEntries(LIMITS.map((limit, index) => [limit ?? 'many', times[index]]));
      rows.push([
        name,
        ...times.map((ms) => `${(ms / 1000).toFixed(1)} s (${(ms / times[0]).toFixed(1)} ×)`),
      ]);
    }
  world.close();
  const heads = LIMITS.map((limit) => (limit === undefined ? 'as it is' : `ulimit -n ${limit}`));
  const text = table([[`${PAGES} sources, ${AT_ONCE} at once`, ...heads], ...rows]);
  return { title: 'Few files', text, figures, failures };
}
