// What all stages add to one free source that does nothing, beside a bare p-limit loop over the same, in the same run.
import { median, table } from '../shared/measure.mjs';
import { runChild } from '../shared/run-child.mjs';
import { writeList } from './list.mjs';

const [CHILD, BARE] = ['./child.mjs', './bare-loop.mjs'].map((name) => new URL(name, import.meta.url));
const COUNT = 100_000;
const AT_ONCE = { concurrency: 16, batchSize: 1000 };
// The first pass of a process warms it up.
const PASSES = 4;
// 35 µs where the loop takes 3.5 in a process of its own, and 50,000 sources a second there: the machine may be a slower one.
const LOOP_US = 3.5;
const MOST_FREE = 35 / LOOP_US;
const MOST_CACHED = 20 / LOOP_US;

const passes = (pass) => Array.from({ length: PASSES }, (_, index) => pass(index));
const BOTH = [
  ...passes((index) => ({ stores: ['sqlite'], directory: `cache-${index}` })),
  ...passes(() => ({ stores: ['sqlite'], directory: 'cache-0' })),
];

/** Microseconds of one source. */
const each = ({ ms }) => (ms * 1000) / COUNT;
/** The same of the quickest of some passes that are warmed up, since the machine may be shared. */
const quickest = (results) => Math.min(...results.slice(1).map(each));

export async function overhead({ folder, repeats }) {
  const list = await writeList(folder, COUNT);
  const run = async (given) => (await runChild(CHILD, folder, { list, passes: given, ...AT_ONCE })).results;
  const times = new Map();
  const note = (name, us) => times.set(name, [...(times.get(name) ?? []), us]);
  const lookups = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    note('bare p-limit loop', each(await runChild(BARE, folder, { count: COUNT, ...AT_ONCE })));
    const free = await run(passes(() => ({ stores: [] })));
    note('no cache, first run of a process', each(free[0]));
    note('no cache', quickest(free));
    note('cache in memory', quickest(await run(passes(() => ({ stores: ['memory'] })))));
    const both = await run(BOTH);
    note('cache in SQLite', quickest(both.slice(0, PASSES)));
    const again = both.slice(PASSES);
    if (again.some(({ total }) => total.from.cache !== COUNT)) throw new Error('it was not in the cache');
    note('all found in SQLite', quickest(again));
    lookups.push(...again.map(({ lookups: { most } }) => most));
  }
  return report(new Map([...times].map(([name, all]) => [name, median(all)])), Math.max(...lookups), repeats);
}

function report(times, mostLookups, repeats) {
  const loop = times.get('bare p-limit loop');
  const rows = [...times].map(([name, us]) => [
    name,
    us.toFixed(1),
    (us / loop).toFixed(1),
    Math.round(1e6 / us).toLocaleString('en'),
  ]);
  const failures = [
    ['no cache', MOST_FREE],
    ['all found in SQLite', MOST_CACHED],
  ].flatMap(([name, most]) =>
    times.get(name) > most * loop ? [`${name}: more than ${most.toFixed(1)} × the bare loop`] : [],
  );
  return {
    title: `${COUNT.toLocaleString('en')} sources that take no time (median of ${repeats})`,
    text: `${table([['', 'µs each', '× the loop', 'a second'], ...rows])}

Looked up at once: up to ${mostLookups.toLocaleString('en')} keys`,
    figures: { ...Object.fromEntries(times), mostLookups },
    failures,
  };
}
