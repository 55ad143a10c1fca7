// `kill -9` of runs that buy, at random moments and at each numbered one, for each class of provider.
import { join } from 'node:path';
import { percentile, table } from '../shared/measure.mjs';
import { openTill } from './till.mjs';
import { LONGEST_NEW_MS, Trial } from './trial.mjs';

const KINDS = ['key', 'list', 'id', 'none'];
const KILLS = 125;
// A second where Node starts in 36 ms.
const BARE_MS = 36;
const RANDOM = { count: 40, atOnce: 8 };
const NUMBERED = { count: 3, atOnce: 2 };
const NO_LAG = { findForMs: 300 };
const LAG = { lagMs: 5000, findForMs: 8000 };
const BEHIND = { behindMs: 90_000, findForMs: 300 };

/**
 * Kills at random moments of a life as long as one without a kill, until all is bought; again, until there were enough.
 * @param how.width how many at the same time: they wait for a list that is late
 */
async function atRandom(folder, kind, { findForMs, ...tillOptions }, { wanted, width = 1 }) {
  const trials = [];
  let [kills, lifeMs] = [0, undefined];
  const next = async () => {
    const till = await openTill(tillOptions);
    const home = join(folder, `${kind}-${findForMs}-${trials.length}`);
    const trial = new Trial(home, till, { kind, findForMs, ...RANDOM });
    trials.push(trial);
    // Half of them while it may be waiting for the list.
    const moment = () => lifeMs && Math.random() * (lifeMs + (Math.random() < 0.5 ? findForMs : 0));
    let ended = await trial.live({ killAfterMs: moment() });
    lifeMs ??= ended.ms;
    for (; ended.signal !== null; ended = await trial.live({ killAfterMs: moment() })) kills++;
    await trial.end(ended);
    till.close();
  };
  await next();
  const worker = async () => {
    while (kills < wanted) await next();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return { kills, trials };
}

/** Kills at the n-th moment, for all n until none is left; every second time the next life too, soon after it began. */
async function atEach(folder, kind, { findForMs, ...tillOptions }, width) {
  const trials = [];
  let [kills, points] = [0, 0];
  const next = async (crashAt, secondAt) => {
    const till = await openTill(tillOptions);
    const name = [kind, findForMs, tillOptions.behindMs, 'at', crashAt, secondAt].join('-');
    const home = join(folder, name);
    const trial = new Trial(home, till, { kind, findForMs, ...NUMBERED });
    trials.push(trial);
    let ended = await trial.live({ crashAt });
    const crashed = ended.signal !== null;
    if (crashed) {
      kills++;
      points = Math.max(points, crashAt);
      if (secondAt > 0) ended = await trial.live({ crashAt: secondAt });
      if (secondAt > 0 && ended.signal !== null) kills++;
      if (ended.signal !== null) ended = await trial.live();
    }
    await trial.end(ended);
    till.close();
    return crashed;
  };
  let [crashAt, isDone] = [0, false];
  const worker = async () => {
    while (!isDone) {
      const at = ++crashAt;
      if (!(await next(at, 0))) isDone = true;
      else await next(at, 1 + (at % 12));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return { kills, points, trials };
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Lives that took long, by how long Node alone takes: the machine may be shared. */
function slowOnes({ name, slowest }) {
  const most = LONGEST_NEW_MS / BARE_MS;
  const took = `${slowest.toFixed(0)} × a bare start of Node, which is more than ${most.toFixed(0)}`;
  return slowest > most ? [`${name}: the first new request took ${took}`] : [];
}

function rowOf(name, { kills, points, trials }) {
  const newMs = trials.flatMap((trial) => trial.newMs);
  const shown = (numbers, share) => (numbers.length === 0 ? '' : percentile(numbers, share).toFixed(0));
  return {
    name,
    kills,
    ...(points !== undefined && { points }),
    sources: sum(trials.map(({ sources }) => sources.length)),
    charged: sum(trials.map(({ charged }) => charged)),
    twice: sum(trials.map(({ twice }) => twice ?? 0)),
    unconfirmed: sum(trials.map(({ doubtful }) => doubtful ?? 0)),
    redone: sum(trials.map(({ redone }) => redone)),
    slowest: Math.max(0, ...trials.flatMap(({ newStarts }) => newStarts)),
    newMs: [shown(newMs, 0.5), shown(newMs, 1)],
    failures: trials.flatMap(({ failures }) => failures),
  };
}

export async function kills({ folder, rounds = KILLS }) {
  const random = [];
  for (const kind of KINDS)
    random.push(rowOf(`${kind}, at random`, await atRandom(folder, kind, NO_LAG, { wanted: rounds })));
  const late = await atRandom(folder, 'list', LAG, { wanted: rounds, width: 4 });
  random.push(rowOf('list, 5 s late, at random', late));
  for (const row of random) row.failures.push(...slowOnes(row));
  const each = [];
  for (const kind of KINDS)
    each.push(rowOf(`${kind}, at each moment`, await atEach(folder, kind, NO_LAG, 2)));
  each.push(rowOf('list, 5 s late, at each moment', await atEach(folder, 'list', LAG, 8)));
  each.push(rowOf('list, clock 90 s behind, at each moment', await atEach(folder, 'list', BEHIND, 2)));
  const rows = [...random, ...each];
  const header = [
    '',
    'kills',
    'moments',
    'sources',
    'charged',
    'twice',
    'unconfirmed',
    'redone',
    'new request, ms',
  ];
  const cells = rows.map((row) => [
    row.name,
    row.kills,
    row.points ?? '',
    row.sources,
    row.charged,
    row.twice,
    row.unconfirmed,
    row.redone,
    row.newMs.join(' / '),
  ]);
  return {
    title: 'kill -9 while something is bought',
    text: table([header, ...cells]),
    figures: rows.map(({ failures: _, ...row }) => row),
    failures: rows.flatMap(({ failures }) => failures),
  };
}
