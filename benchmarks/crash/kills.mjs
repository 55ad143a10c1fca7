// `kill -9` at random moments, until all is collected: nothing that was finished is done again, nothing is lost, nothing is half.
import { mkdirSync, rmSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { start } from './bird.mjs';
import { faultsOf, LEFT, readCorpus } from './corpus.mjs';
import { endFaults, finishedIn, prepareList, requestFaults } from './lives.mjs';
import { openWorld, pages } from './world.mjs';

const PAGES = 300;
const AT_ONCE = 8;
// A life without a kill takes about 2 s; a third of that is starting.
const LONGEST_LIFE_MS = 1800;
// As long as what comes behind the last answer may take: a batch that does not fill waits for a second.
const LATE_MS = 1500;

const random = (most) => Math.floor(Math.random() * most);

/** Ways to choose the moment. Each kills when it thinks fit, and gives back how to call it off. */
const MOMENTS = {
  time(kill) {
    const timer = setTimeout(kill, random(LONGEST_LIFE_MS));
    return () => clearTimeout(timer);
  },
  /** When some request has come. */
  request: (kill, { world }) => atCount(kill, world, 'request'),
  /** When some answer has just been sent: it may be stored or not. */
  response: (kill, { world }) => atCount(kill, world, 'response'),
  /** When something changes among the documents. */
  file: (kill, { corpus }) => atFile(kill, corpus, () => true, random(PAGES)),
  /** When a batch of lines is appended. */
  journal: (kill, { corpus }) => atFile(kill, corpus, (name) => name.endsWith('.journal'), random(20)),
  /** When the lines are merged into their file, at the end or at the beginning. */
  merge: (kill, { corpus }) =>
    atFile(kill, corpus, (name) => /^\.pages\.jsonl\.\d.*\.tmp$|^pages\.jsonl$/.test(name), random(4)),
  /** When everything has been fetched, and is being delivered and counted. */
  late(kill, { world, paths }) {
    const left = new Set(paths.filter((path) => !world.paths.has(path)));
    const soon = () => setTimeout(kill, random(LATE_MS));
    return world.listen((what, path) => {
      if (what === 'response' && left.delete(path) && left.size === 0) soon();
    });
  },
};
const KILLING = Object.keys(MOMENTS);

function atCount(kill, world, wanted) {
  let left = random(PAGES / 2);
  const stop = world.listen((what) => {
    if (what === wanted && left-- === 0) kill();
  });
  return stop;
}

function atFile(kill, folder, matches, after) {
  let left = after;
  mkdirSync(folder, { recursive: true });
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (name !== null && matches(name) && left-- === 0) kill();
  });
  return () => watcher.close();
}

/** One process, killed at a moment unless it ends before. */
async function live(folder, { world, paths }, moment) {
  const life = start(folder, ['run', '--log', 'json', '--verbose']);
  let killedMs;
  const callOff = MOMENTS[moment]?.(
    () => {
      killedMs ??= performance.now() - life.startedAt;
      life.child.kill('SIGKILL');
    },
    { world, paths, corpus: join(folder, 'corpus') },
  );
  const ended = await life.ended;
  callOff?.();
  await world.quiet();
  return { ...ended, killedMs };
}

/** Lives until all is collected; after `most` kills one that is left alone. */
async function trial(folder, world, most, { note, fail }) {
  const paths = pages(PAGES, `${basename(folder)}/`);
  prepareList(folder, world, paths, { concurrency: AT_ONCE });
  let finished = new Map();
  for (let number = 1; ; number++) {
    const moment = number > most ? 'never' : KILLING[random(KILLING.length)];
    const first = world.requests.length;
    const life = await live(folder, { world, paths }, moment);
    const asked = world.requests.slice(first).map(({ path }) => path);
    const end = life.signal ? `killed at ${moment}, after ${Math.round(life.killedMs)} ms` : 'not killed';
    const failed = (kind, text) => fail(kind, `life ${number} (${end}) ${text}`);
    for (const [kind, text] of requestFaults(asked, finished)) failed(kind, text);
    const corpus = readCorpus(folder, world);
    for (const fault of corpus.broken) failed('half', `left behind: ${fault}`);
    const all = paths.every((path) => world.paths.has(path));
    note({ life, asked: asked.length, hidden: corpus.hidden.length, all });
    if (!life.signal) {
      for (const fault of endFaults(life)) failed('ends', fault);
      for (const fault of faultsOf(corpus, paths)) failed(fault.endsWith(LEFT) ? 'temps' : 'lost', fault);
      return;
    }
    finished = new Map([...finished, ...(await finishedIn(folder, world, corpus, life.stderr))]);
  }
}

export async function kills({ folder, rounds = 100 }) {
  const world = await openWorld();
  const tally = { kills: 0, early: 0, late: 0, trials: 0, requests: 0, mostHidden: 0 };
  const counts = { redone: 0, twice: 0, half: 0, lost: 0, temps: 0, ends: 0 };
  const failures = [];
  function note({ life, asked, hidden, all }) {
    tally.requests += asked;
    if (!life.signal) return;
    tally.kills++;
    if (all) tally.late++;
    else if (asked === 0) tally.early++;
    tally.mostHidden = Math.max(tally.mostHidden, hidden);
  }
  while (tally.kills < rounds) {
    const own = join(folder, `trial-${++tally.trials}`);
    const before = failures.length;
    const fail = (kind, text) => {
      counts[kind]++;
      failures.push(`${own}: ${text}`);
    };
    await trial(own, world, rounds - tally.kills, { note, fail });
    if (failures.length === before) rmSync(own, { recursive: true });
  }
  world.close();
  const text = [
    `${tally.kills} kills (${tally.early} before the first request, ${tally.late} after the last) over ${tally.trials} lists of ${PAGES} pages, ${AT_ONCE} at once`,
    `${tally.requests} requests for ${tally.trials * PAGES} pages; finished items redone ${counts.redone}, asked for twice in one life ${counts.twice}`,
    `half files ${counts.half}; pages lost, doubled or mixed ${counts.lost}; lives that ended badly or warned ${counts.ends}`,
    `hidden files: at most ${tally.mostHidden} after a kill, ${counts.temps} left behind at the end`,
  ].join('\n');
  return { title: 'kill -9', text, figures: { ...tally, ...counts }, failures };
}
