// Two runs on one rc file at the same time: the second says who is at it and leaves it alone, or they share what they collect.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, start } from './bird.mjs';
import { faultsOf, readCorpus } from './corpus.mjs';
import { endFaults, prepareList, requestFaults } from './lives.mjs';
import { openWorld, pages } from './world.mjs';

const PAGES = 150;
const AT_ONCE = 4;

/** A second run of the same pipeline while the first is at it. */
async function second(folder, world) {
  const paths = pages(PAGES, 'second/');
  prepareList(folder, world, paths, { concurrency: AT_ONCE });
  const first = start(folder, ['run', '--log', 'json', '--verbose']);
  while (world.requests.length < AT_ONCE * 3) await sleep(5);
  const other = await run(folder, ['run']);
  const faults = endFaults(await first.ended);
  for (const words of [
    'another run is writing it',
    `process ${first.child.pid} on ${hostname()}, since 20`,
    'Wait for that run to end',
  ])
    if (!other.stderr.includes(words))
      faults.push(`the second run does not say "${words}": ${other.stderr.slice(-600)}`);
  if (other.code === 0 || other.code === null) faults.push(`the second run ended with ${other.code}`);
  const asked = world.requests.map(({ path }) => path);
  faults.push(
    ...requestFaults(asked, new Map()).map(([, text]) => text),
    ...faultsOf(readCorpus(folder, world), paths),
  );
  const third = await run(folder, ['run', '--log', 'json', '--verbose']);
  return {
    faults: [...faults, ...endFaults(third)],
    text: `a second run of a pipeline ends with ${other.code}: ${other.stderr.match(/another run[^\n]*/)?.[0]}`,
  };
}

/** Two runs that write to different places, and have the same pages and cache. */
async function sharing(folder, world) {
  const paths = pages(PAGES, 'shared/');
  const rc = { concurrency: AT_ONCE };
  const folders = ['one', 'two'].map((name) => prepareList(join(folder, name), world, paths, rc));
  const before = world.requests.length;
  const home = { BOWERBIRD_HOME: join(folder, 'home') };
  const ended = await Promise.all(
    folders.map((own) => run(own, ['run', '--log', 'json', '--verbose'], { env: home })),
  );
  const asked = world.requests.length - before;
  const faults = [
    ...ended.flatMap(endFaults),
    ...folders.flatMap((own) => faultsOf(readCorpus(own, world), paths)),
  ];
  return {
    faults,
    asked,
    text: `two runs of the same ${PAGES} pages at once, with one cache: ${asked} requests`,
  };
}

export async function holders({ folder }) {
  const world = await openWorld();
  const held = await second(join(folder, 'second'), world);
  const shared = await sharing(join(folder, 'sharing'), world);
  world.close();
  return {
    title: 'Two runs at once',
    text: [held.text, shared.text].join('\n'),
    figures: { pages: PAGES, requests: shared.asked },
    failures: [...held.faults, ...shared.faults],
  };
}
