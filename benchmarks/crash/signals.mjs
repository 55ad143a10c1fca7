// Signals and streams that close: a run ends in order, says so by its exit code, leaves no process behind, and the next one goes on.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { table } from '../shared/measure.mjs';
import { run, start } from './bird.mjs';
import { faultsOf, readCorpus } from './corpus.mjs';
import { endFaults, finishedIn, prepareList, requestFaults } from './lives.mjs';
import { closeStreams } from './streams.mjs';
import { openWorld, pages } from './world.mjs';

const PAGES = 120;
const AT_ONCE = 8;
const INTERRUPTED = 130;
const STACK = /^ {4}at /m;
// Two signals within 250 ms are one wish.
const APART_MS = 300;
// What has begun may end for so long; then all is called off, and what takes longer to close is ended: sooner where it was asked for twice.
const GRACE_MS = 2000;
const CLOSING_MS = 10_000;
const HANGING_MS = 3000;
const MARGIN_MS = 600;

const random = (most) => Math.random() * most;

/** The processes that a process has left behind: of its group, which is its own. */
function leftBehind(pid) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // After the name, which may hold anything: state, parent, process group.
      const [, , group] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1).split(' ');
      return Number(group) === pid && Number(name) !== pid;
    } catch {
      return false;
    }
  });
}

/** Ways to interrupt a run: the signals with the pauses before them, and what the run does meanwhile. */
const WAYS = [
  { name: 'SIGINT once', signals: ['SIGINT'], times: 20 },
  { name: 'SIGTERM once', signals: ['SIGTERM'], times: 8 },
  { name: 'SIGHUP once', signals: ['SIGHUP'], times: 8 },
  { name: 'SIGINT twice at once (as npm does)', signals: ['SIGINT', 'SIGINT'], apartMs: 50, times: 8 },
  { name: 'SIGINT, no server answers', signals: ['SIGINT'], mute: true, times: 4 },
  { name: 'SIGINT, a sink hangs', signals: ['SIGINT'], hangs: true, times: 1, mostMs: GRACE_MS + CLOSING_MS },
  {
    name: 'SIGINT twice, a sink hangs',
    signals: ['SIGINT', 'SIGINT'],
    apartMs: APART_MS,
    hangs: true,
    times: 6,
  },
  {
    name: 'SIGINT, then SIGTERM, a sink hangs',
    signals: ['SIGINT', 'SIGTERM'],
    apartMs: APART_MS,
    hangs: true,
    times: 4,
  },
];

/** What is wrong with how an interrupted run ended. */
function interruptionFaults({ code, signal, stdout, stderr }, asked, left) {
  const faults = [];
  // Before it listens to signals nothing has been done that could be ended in order.
  const early = asked === 0 && code === null && signal !== null;
  if (!early && code !== INTERRUPTED)
    faults.push(`ended with ${code ?? signal} and not ${INTERRUPTED}: ${stderr.slice(-300)}`);
  if (STACK.test(stderr + stdout)) faults.push(`printed a stack trace: ${stderr.slice(0, 500)}`);
  if (left.length > 0) faults.push(`left processes behind: ${left.join(', ')}`);
  return faults;
}

/** One run that is interrupted, and the one that goes on after it. */
async function interrupt(folder, world, way) {
  const paths = pages(PAGES, `${basename(folder)}/`);
  const hanging = fileURLToPath(new URL('./hanging-sink.mjs', import.meta.url));
  const sinks = ['markdown', 'jsonl', ...(way.hangs ? ['hanging'] : [])];
  prepareList(folder, world, paths, { concurrency: AT_ONCE, plugins: [hanging], sinks });
  const first = world.requests.length;
  const usual = world.delayMs;
  if (way.mute) world.delayMs = (path) => (paths.indexOf(path) > PAGES / 2 ? undefined : 5);
  const life = start(folder, ['run', '--log', 'json', '--verbose', '--grace', `${GRACE_MS}ms`], {
    detached: true,
    env: { HANG: way.hangs ? '1' : '' },
  });
  if (way.mute || way.hangs) while (world.requests.length - first < PAGES / 2) await sleep(5);
  await sleep(random(way.mute || way.hangs ? 1500 : 1200));
  const startedMs = performance.now();
  let sentMs = startedMs;
  for (const [index, signal] of way.signals.entries()) {
    if (index > 0) await sleep(way.apartMs);
    sentMs = performance.now();
    life.child.kill(signal);
  }
  const ended = await life.ended;
  const tookMs = performance.now() - sentMs;
  const left = leftBehind(life.child.pid);
  await world.quiet();
  world.delayMs = usual;
  const asked = world.requests.slice(first);
  const complete = ended.code === 0 && /"type":"run-end","status":"done"/.test(ended.stderr);
  const faults = complete ? [] : interruptionFaults(ended, asked.length, left);
  const mostMs = way.mostMs ?? (way.hangs ? HANGING_MS : GRACE_MS);
  if (tookMs > mostMs + MARGIN_MS) faults.push(`ended ${tookMs.toFixed(0)} ms after its last signal`);
  const finished = await finishedIn(folder, world, readCorpus(folder, world), ended.stderr);
  faults.push(...(await goOn(folder, world, paths, finished)));
  return { tookMs, complete, faults };
}

/** The next run, which completes. @returns what was wrong with it */
async function goOn(folder, world, paths, finished) {
  const first = world.requests.length;
  const ended = await run(folder, ['run', '--log', 'json', '--verbose']);
  await world.quiet();
  const asked = world.requests.slice(first).map(({ path }) => path);
  return [
    ...endFaults(ended),
    ...requestFaults(asked, finished).map(([, text]) => text),
    ...faultsOf(readCorpus(folder, world), paths),
  ].map((fault) => `the next run: ${fault}`);
}

export async function signals({ folder, rounds }) {
  const world = await openWorld();
  const failures = [];
  const lines = [];
  const figures = {};
  for (const way of WAYS) {
    const times = rounds ?? way.times;
    const results = [];
    for (let round = 1; round <= times; round++) {
      const own = join(folder, `${WAYS.indexOf(way) + 1}-${round}`);
      const result = await interrupt(own, world, way);
      results.push(result);
      failures.push(...result.faults.map((fault) => `${way.name}, ${own}: ${fault}`));
      if (result.faults.length === 0) rmSync(own, { recursive: true });
    }
    const mostMs = Math.max(...results.map(({ tookMs }) => tookMs));
    const complete = results.filter((result) => result.complete).length;
    const failed = results.filter(({ faults }) => faults.length > 0).length;
    figures[way.name] = { times, complete, failed, mostMs };
    lines.push([way.name, times, complete, failed, mostMs.toFixed(0)]);
  }
  const streams = await closeStreams(folder, world);
  failures.push(...streams.failures);
  figures.streams = streams.lines;
  world.close();
  const text = [
    table([['interrupted by', 'times', 'too late', 'failed', 'ended after, ms at most'], ...lines]),
    `${streams.lines} ways to close a stream: ${streams.failures.length} faults`,
  ].join('\n\n');
  return { title: 'Signals and closed streams', text, figures, failures };
}
