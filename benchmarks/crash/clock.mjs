// The clock of the machine is set by an hour while a run works, either way: the run ends as if nothing were, and so does the next one.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './bird.mjs';
import { faultsOf, readCorpus } from './corpus.mjs';
import { endFaults, prepareList, requestFaults } from './lives.mjs';
import { openWorld, pages } from './world.mjs';

const PAGES = 120;
const AT_ONCE = 8;
const STEPS = { forwards: '+3600', backwards: '-3600' };

/** The library of Debian's package `faketime`. */
const libraries = () => globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');

/** An environment in which the clock is as `file` says, at any moment. What is steady, such as timers, stays so: as on a real machine. */
const faked = (library, file) => ({
  LD_PRELOAD: library,
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  DONT_FAKE_MONOTONIC: '1',
});

/** Whether the clock of Node can be set here; else the section would pass without having tried anything. */
function worksWith(env, file) {
  writeFileSync(file, STEPS.forwards);
  const { stdout } = spawnSync(process.execPath, ['-p', 'Date.now()'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return Number(stdout) > Date.now() + 3_000_000;
}

/** Collects pages, with a step of the clock when half of them are answered; then once more with the clock as it is. */
async function step(folder, world, env, offset) {
  const file = join(folder, '.clock');
  const paths = pages(PAGES, `${basename(folder)}/`);
  prepareList(folder, world, paths, { concurrency: AT_ONCE });
  writeFileSync(file, '+0');
  let answered = 0;
  const stop = world.listen((what) => {
    if (what === 'response' && ++answered === PAGES / 2) writeFileSync(file, offset);
  });
  const first = world.requests.length;
  const stepped = await run(folder, ['run', '--log', 'json', '--verbose'], { env: env(file) });
  stop();
  await world.quiet();
  const asked = world.requests.slice(first).map(({ path }) => path);
  const faults = [...endFaults(stepped), ...faultsOf(readCorpus(folder, world), paths)];
  faults.push(...requestFaults(asked, new Map()).map(([, text]) => text));
  const before = world.requests.length;
  const again = await run(folder, ['run', '--log', 'json', '--verbose']);
  faults.push(...endFaults(again), ...faultsOf(readCorpus(folder, world), paths));
  return { ms: stepped.ms, compared: world.requests.length - before, faults };
}

export async function clock({ folder }) {
  const [library] = libraries();
  const env = (file) => faked(library, file);
  const title = 'A clock that is set';
  const probe = join(folder, '.probe');
  if (library === undefined || !existsSync(library) || !worksWith(env(probe), probe))
    return {
      title,
      text: 'NOT TRIED: there is no faketime here (on Debian: apt-get install faketime).',
      figures: {},
    };
  const world = await openWorld();
  const [figures, failures, lines] = [{}, [], []];
  for (const [name, offset] of Object.entries(STEPS)) {
    const own = join(folder, name);
    const { ms, compared, faults } = await step(own, world, env, offset);
    figures[name] = { ms, compared };
    failures.push(...faults.map((fault) => `${name}, ${own}: ${fault}`));
    lines.push(
      `an hour ${name} in the middle of ${PAGES} pages: all collected once in ${(ms / 1000).toFixed(1)} s; the next run, with the clock right, compared ${compared} of them with their source`,
    );
  }
  world.close();
  return { title, text: lines.join('\n'), figures, failures };
}
