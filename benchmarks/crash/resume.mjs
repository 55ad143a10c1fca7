// How soon a run goes on that was killed near its end, and that it does nothing again.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectedIn, prepare, run, start } from './bird.mjs';
import { faultsOf, readCorpus } from './corpus.mjs';
import { openWorld, pages } from './world.mjs';

const TASKS = 10_000;
const DONE = 9_900;
const LONGEST_MS = 1000;
// The first resumes a run that was killed while it worked, the others one that was killed while it waited for its first answer.
const ROUNDS = 3;
const BOTH = ['markdown', 'jsonl'];
const WAYS = [
  { name: 'markdown and jsonl', sinks: BOTH, args: ['run'] },
  { name: 'markdown', sinks: ['markdown'], args: ['run'] },
  { name: 'jsonl', sinks: ['jsonl'], args: ['run'] },
  // What the sinks take no part in.
  { name: 'cache warm', sinks: BOTH, args: ['cache', 'warm'] },
];

/** Milliseconds that Node takes to start and end without doing anything. */
function bareStartMs() {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

const configure = (folder, world, paths, sinks) =>
  prepare(
    folder,
    { concurrency: 8, sinks, pipelines: { pages: [{ list: 'pages.txt' }] } },
    { 'pages.txt': paths.map((path) => world.url + path) },
  );

async function kill({ child, ended }, world) {
  child.kill('SIGKILL');
  const { stderr } = await ended;
  await world.quiet();
  return stderr;
}

/** Collects all but the last hundred, which are not answered, and kills the run. @returns the paths that had ended */
async function fill(folder, world) {
  const life = start(folder, ['run', '--log', 'json', '--verbose']);
  const endedSoFar = () => life.said.stderr.split('"type":"task-end"').length - 1;
  while (endedSoFar() < DONE && life.child.exitCode === null) await sleep(200);
  const log = await kill(life, world);
  return new Set(collectedIn(log).map((source) => source.slice(world.url.length)));
}

/** Starts the run again, up to its first request. @returns how long that took, and what it asked for */
async function resumeOnce(folder, world, args) {
  const first = world.requests.length;
  const life = start(folder, args);
  while (world.requests.length === first && life.child.exitCode === null) await sleep(1);
  const ms = world.requests.length > first ? world.requests[first].at - life.startedAt : undefined;
  await kill(life, world);
  return { ms, asked: world.requests.slice(first).map(({ path }) => path) };
}

/** Resumes with some sinks until all is collected, and says what was wrong. */
async function resumeOften(folder, world, paths, done, { name, sinks, args }) {
  configure(folder, world, paths, sinks);
  const [times, failures] = [[], []];
  const again = (asked) => asked.filter((path) => done.has(path));
  let redone = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const { ms, asked } = await resumeOnce(folder, world, args);
    redone += again(asked).length;
    times.push(ms);
    if (ms === undefined || ms > LONGEST_MS)
      failures.push(
        `${name}, resumed for the ${round}. time: the first new request after ${ms?.toFixed(0)} ms`,
      );
  }
  const first = world.requests.length;
  world.delayMs = () => 5;
  const { code, stderr, ms } = await run(folder, ['run']);
  redone += again(world.requests.slice(first).map(({ path }) => path)).length;
  if (code !== 0) failures.push(`${name}: the last run ended with ${code}: ${stderr.slice(-500)}`);
  if (redone > 0) failures.push(`${name}: ${redone} finished pages were asked for again`);
  const corpus = readCorpus(folder, world);
  // The sink that is not configured keeps what it had.
  const [held] = sinks;
  const whole = { markdown: corpus[held], jsonl: corpus[held], broken: corpus.broken, hidden: [] };
  failures.push(...faultsOf(whole, paths).map((fault) => `${name}: ${fault}`));
  return { name, times, redone, wholeMs: ms, failures };
}

export async function resume({ folder }) {
  const paths = pages(TASKS);
  const rest = new Set(paths.slice(DONE));
  const world = await openWorld();
  const delays = (path) => (rest.has(path) ? undefined : 1);
  world.delayMs = delays;
  const filled = configure(join(folder, 'filled'), world, paths, BOTH);
  const done = await fill(filled, world);
  const results = [];
  for (const way of WAYS) {
    const own = join(folder, way.name.replaceAll(' ', '-'));
    cpSync(filled, own, { recursive: true });
    world.delayMs = delays;
    results.push(await resumeOften(own, world, paths, done, way));
    rmSync(own, { recursive: true });
  }
  world.close();
  const bareMs = bareStartMs();
  const failures = results.flatMap((result) => result.failures);
  if (done.size < DONE) failures.push(`only ${done.size} pages had ended before the kill`);
  const text = [
    `${TASKS} pages, of which ${done.size} were collected before kill -9; node -e 0 takes ${bareMs.toFixed(0)} ms`,
    ...results.map(
      ({ name, times, redone, wholeMs }) =>
        `${name}: first new request after ${times.map((ms) => ms?.toFixed(0)).join(', ')} ms; the run that ends it takes ${wholeMs.toFixed(0)} ms; finished pages redone ${redone}`,
    ),
  ].join('\n');
  return {
    title: 'Resuming',
    text,
    figures: { bareMs, results: results.map(({ failures: _, ...rest }) => rest) },
    failures,
  };
}
