// What it takes to show a run: the processor time of `bowerbird run` over many sources that take none, watched in several ways, against the
// same run that nobody watches; when nothing is here yet, and once more when everything is.
//
//     npm run bench -- watch [--repeats N] [--json FILE]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeList } from './scale/list.mjs';
import { median, table } from './shared/measure.mjs';
import { runChild } from './shared/run-child.mjs';
import { runSections } from './shared/sections.mjs';

const CHILD = new URL('./watch/child.mjs', import.meta.url);
const COUNT = 100_000;
const MOST_SHARE = 0.05;
const RC =
  'sinks: [nowhere]\nconcurrency: 16\npipelines: { items: { use: [trivial], sources: [{ list: 100000.txt }] } }\n';

const WAYS = [
  { name: 'nobody watches', watched: false },
  { name: 'record and lines, no terminal', watched: true },
  { name: 'record and board on a terminal', watched: true, terminal: true },
  { name: 'record and log of JSON', watched: true, args: ['--log', 'json'] },
  { name: 'the same with --metrics', watched: true, args: ['--log', 'json', '--metrics', 'm.json'] },
];

const AGES = ['cold', 'again'];

async function watch({ folder, repeats }) {
  const times = new Map(WAYS.map(({ name }) => [name, { cold: [], again: [] }]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [index, { name, watched, terminal = false, args = [] }] of WAYS.entries()) {
      const base = join(folder, `${repeat}-${index}`);
      mkdirSync(base, { recursive: true });
      await writeList(base, COUNT);
      writeFileSync(join(base, '.bowerbirdrc.yaml'), RC);
      const given = { base, args: ['run', ...args], watched, terminal };
      for (const age of AGES) {
        const { code, cpuMs } = await runChild(CHILD, base, given);
        if (code !== 0) throw new Error(`${name}: ended with ${code}`);
        times.get(name)[age].push(cpuMs);
      }
      rmSync(base, { recursive: true });
    }
  }
  const middle = (name, age) => median(times.get(name)[age]);
  const rows = WAYS.flatMap(({ name }) =>
    AGES.map((age) => {
      const cpuMs = middle(name, age);
      return { name, age, cpuMs, share: cpuMs / middle(WAYS[0].name, age) - 1 };
    }),
  );
  const cells = rows.map(({ name, age, cpuMs, share }) => [
    name,
    age,
    (cpuMs / 1000).toFixed(2),
    `${(share * 100).toFixed(1)} %`,
  ]);
  return {
    title: `Watching ${COUNT.toLocaleString('en-US')} sources that take no time`,
    text: table([['', '', 'processor, s', 'more than nobody'], ...cells]),
    figures: rows,
    failures: rows
      .filter(({ share }) => share > MOST_SHARE)
      .map(
        ({ name, age, share }) =>
          `${name}, ${age}: ${(share * 100).toFixed(1)} % more, the most is ${MOST_SHARE * 100} %`,
      ),
  };
}

await runSections({ watch }, { repeats: 3 });
