// A chain of three providers that fail now and then, the first of them down at the beginning.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { table } from '../shared/measure.mjs';
import { run } from './shop.mjs';
import { openTill } from './till.mjs';
import { sourceOf } from './till-collector.mjs';

const COUNT = 10_000;
const AT_ONCE = 256;
const DOWN_MS = 4000;
const LEAST = 0.999;
// Cut off before and after the work, failed before it, refused.
const FAULTS = ['drop', 'lose', 500, 429];
const FAULT_SHARE = 0.075 / FAULTS.length;
const KINDS = ['key', 'list', 'id'];
const WAYS = ['refuses connections', 'answers 503'];

function faultNow() {
  const drawn = Math.random();
  return FAULTS.find((_, index) => drawn < (index + 1) * FAULT_SHARE);
}

function inputOf(home, tills) {
  const use = KINDS.map((kind, index) => ({
    collector: `till-${kind}`,
    options: { url: tills[index].url, price: 0.2 },
  }));
  const sources = Array.from({ length: COUNT }, (_, index) => sourceOf(`${index}`));
  return {
    home,
    tills: KINDS.map((kind) => ({ kind })),
    // Longer than it is down: what may have been bought is asked for so long.
    findForMs: 2 * DOWN_MS,
    config: { concurrency: AT_ONCE, pipelines: { p: { use, sources } } },
    options: { maxCost: COUNT },
  };
}

/** Opens the tills. The first answers 503 until some time after it was first asked. */
async function openTills(isDown) {
  let upAt = isDown ? undefined : 0;
  const first = () => {
    upAt ??= performance.now() + DOWN_MS;
    return performance.now() < upAt ? 503 : faultNow();
  };
  return Promise.all(KINDS.map((_, index) => openTill({ polls: 1, fault: index === 0 ? first : faultNow })));
}

/** Refuses connections until some time after another one was asked in its place. */
async function refuse(till, next) {
  till.close();
  while (next.requests.length === 0) await sleep(20);
  await sleep(DOWN_MS);
  till.open();
}

async function inWay(folder, way) {
  const refuses = way === WAYS[0];
  const tills = await openTills(!refuses);
  const input = inputOf(join(folder, way.replaceAll(' ', '-')), tills);
  const [{ summary }] = await Promise.all([run(input), refuses && refuse(tills[0], tills[1])]);
  // What was left goes on.
  const again = await run(input);
  for (const till of tills) till.close();
  return { way, tills, summary, again: again.summary };
}

/** The figures of one way, by what they are called. */
function figuresOf({ tills, summary, again }) {
  const times = Map.groupBy(
    tills.flatMap(({ charges }) => charges),
    ({ what }) => what,
  );
  return {
    'answered by one run': summary.total.collected,
    'not finished after it': summary.total.pending,
    'failed in it': summary.total.failed,
    'answered after a second run': again.total.collected,
    'bought of the first, second, third': tills.map(({ charges }) => charges.length).join(', '),
    'paid twice': [...times.values()].filter(({ length }) => length > 1).length,
    requests: tills.reduce((sum, { requests }) => sum + requests.length, 0),
    'seconds of the first run': (summary.durationMs / 1000).toFixed(1),
  };
}

function faultsOf({ way, tills, summary, again }, figures) {
  const fault = (wrong, text) => (wrong ? [`the first ${way}: ${text}`] : []);
  const { total, failures, pending } = summary;
  const charged = tills.reduce((sum, till) => sum + till.total(), 0);
  const told = total.cost + again.total.cost;
  const why = JSON.stringify([failures[0], pending[0]]);
  return [
    ...fault(figures['paid twice'] > 0, `${figures['paid twice']} sources were paid twice`),
    ...fault(total.collected < LEAST * COUNT, `${total.collected} of ${COUNT} were answered: ${why}`),
    ...fault(Math.abs(told - charged) > 1e-6, `$${told} was told, and $${charged} charged`),
  ];
}

export async function down({ folder }) {
  const results = [];
  for (const way of WAYS) results.push(await inWay(folder, way));
  const figures = results.map(figuresOf);
  const rows = Object.keys(figures[0]).map((name) => [name, ...figures.map((own) => own[name])]);
  return {
    title: `${COUNT} sources, three providers that fail 7.5 % of calls, the first one down for ${DOWN_MS / 1000} s`,
    text: table([['', ...WAYS.map((way) => `the first ${way}`)], ...rows]),
    figures: Object.fromEntries(WAYS.map((way, index) => [way, figures[index]])),
    failures: results.flatMap((result, index) => faultsOf(result, figures[index])),
  };
}
