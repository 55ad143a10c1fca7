// The same thing wanted twice at once: by two processes, by two chains, and behind a free link whose connection is cut.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { table } from '../shared/measure.mjs';
import { run } from './shop.mjs';
import { openTill } from './till.mjs';
import { sourceOf } from './till-collector.mjs';

const COUNT = 100;
const KINDS = ['key', 'list', 'id', 'none'];
const sources = Array.from({ length: COUNT }, (_, index) => sourceOf(`${index}`));

/** What the ways have in common. `paid` is the link that buys, `chain` the same behind a free one. */
function shopOf(folder, kind, till, captionsUrl) {
  const paid = { collector: `till-${kind}`, options: { url: till.url, price: 0.2 } };
  const captions = { collector: 'captions', options: captionsUrl === undefined ? {} : { url: captionsUrl } };
  const home = join(folder, kind);
  return {
    paid: { use: [paid], sources },
    chain: { use: [captions, paid], sources },
    run: (pipelines) =>
      run({
        home,
        tills: [{ kind }],
        free: ['captions'],
        findForMs: 300,
        retry: { attempts: 2, delayMs: 10 },
        config: { concurrency: 16, pipelines },
        options: { maxCost: COUNT },
      }),
  };
}

const WAYS = {
  'two processes': ({ run, paid }) => Promise.all([run({ a: paid }), run({ a: paid })]),
  'two chains in one process': async ({ run, paid, chain }) => [await run({ a: chain, b: paid })],
  'two chains in two processes': ({ run, paid, chain }) => Promise.all([run({ a: chain }), run({ b: paid })]),
};

async function inWay(folder, name, kind) {
  const till = await openTill();
  const ended = await WAYS[name](shopOf(join(folder, name.replaceAll(' ', '-')), kind, till));
  till.close();
  const totals = ended.map(({ summary }) => summary.total);
  const twice = [...till.timesCharged().values()].filter((count) => count > 1).length;
  const paid = totals.reduce((sum, { cost }) => sum + cost, 0);
  const told = `${name}, ${kind}: `;
  const failures = [
    ...totals.filter((total) => total.collected !== total.tasks).map((total) => told + JSON.stringify(total)),
    ...(till.charges.length === COUNT && twice === 0 ? [] : [`${told}${till.charges.length} were charged`]),
    ...(Math.abs(paid - till.total()) < 1e-6
      ? []
      : [`${told}$${paid} was told, $${till.total()} was charged`]),
  ];
  return { name, kind, charged: till.charges.length, failures };
}

/** A server that cuts every connection. */
async function openCutter() {
  const server = createServer((request) => request.socket.resetAndDestroy());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function behindReset(folder, kind) {
  const [till, cutter] = [await openTill(), await openCutter()];
  const { run: runIn, chain } = shopOf(join(folder, 'reset'), kind, till, cutter.url);
  const { summary } = await runIn({ a: chain });
  till.close();
  cutter.close();
  const name = 'behind a connection that is reset';
  const isRight = till.requests.length === 0 && summary.total.failed === COUNT;
  return {
    name,
    kind,
    charged: till.charges.length,
    failures: isRight
      ? []
      : [`${name}, ${kind}: ${till.requests.length} requests, ${JSON.stringify(summary.total)}`],
  };
}

export async function twice({ folder }) {
  const results = [];
  for (const kind of KINDS) {
    for (const name of Object.keys(WAYS)) results.push(await inWay(folder, name, kind));
    results.push(await behindReset(folder, kind));
  }
  const ways = [...Map.groupBy(results, ({ name }) => name)];
  return {
    title: `${COUNT} sources, wanted twice at once: charged`,
    text: table([['', ...KINDS], ...ways.map(([name, all]) => [name, ...all.map(({ charged }) => charged)])]),
    figures: results.map(({ failures: _, ...rest }) => rest),
    failures: results.flatMap(({ failures }) => failures),
  };
}
