// Eight processes with one budget: what is settled and what is reserved never pass it together, whatever things cost in the end.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { table } from '../shared/measure.mjs';
import { drawnCost, drawnPrice } from './amounts.mjs';
import { ledgerOf, run } from './shop.mjs';
import { openTill } from './till.mjs';
import { sourceOf } from './till-collector.mjs';

const PROCESSES = 8;
const AT_ONCE = 64;
const EACH = 160;
const DOLLARS = 100;
const KINDS = ['list', 'none'];

// The database itself notes every change of what counts, in the order in which it is made.
const AUDIT = `CREATE TABLE audit (number INTEGER PRIMARY KEY, change INTEGER NOT NULL);
  INSERT INTO audit (change) SELECT counted FROM purchase;
  CREATE TRIGGER audit_new AFTER INSERT ON purchase BEGIN INSERT INTO audit (change) VALUES (NEW.counted); END;
  CREATE TRIGGER audit_changed AFTER UPDATE ON purchase
  BEGIN INSERT INTO audit (change) VALUES (NEW.counted - OLD.counted); END`;

const micro = (dollars) => Math.round(dollars * 1e6);
const dollars = (micros) => `$${(micros / 1e6).toFixed(2)}`;

/** After each change of the ledger: settled and reserved, in micro-dollars. */
function sumsIn(home) {
  const database = new DatabaseSync(ledgerOf(home));
  const changes = database.prepare('SELECT change FROM audit ORDER BY number').all();
  const [{ counted }] = database.prepare('SELECT sum(counted) AS counted FROM purchase').all();
  database.close();
  let sum = 0;
  const sums = changes.map(({ change }) => {
    sum += change;
    return sum;
  });
  return { sums, counted };
}

async function together(folder, kind) {
  const till = await openTill({ costOf: drawnCost });
  const home = join(folder, kind);
  const use = [{ collector: `till-${kind}`, options: { url: till.url } }];
  const runOf = (sources) =>
    run({
      home,
      tills: [{ kind }],
      findForMs: 300,
      config: {
        concurrency: AT_ONCE,
        budget: { day: `${DOLLARS} usd` },
        pipelines: { p: { use, sources } },
      },
    });
  await runOf([sourceOf('first')]);
  const database = new DatabaseSync(ledgerOf(home));
  database.exec(AUDIT);
  database.close();
  const names = Array.from({ length: PROCESSES }, (_, process) =>
    Array.from({ length: EACH }, (_, index) => `${process}-${index}`),
  );
  const ended = await Promise.all(names.map((own) => runOf(own.map(sourceOf))));
  till.close();
  const wanted = names.flat();
  return {
    kind,
    ...sumsIn(home),
    charged: micro(till.total()),
    charges: till.charges.length,
    prices: wanted.reduce((sum, what) => sum + micro(drawnPrice(what)), 0),
    costs: wanted.reduce((sum, what) => sum + micro(drawnCost(what)), 0),
    totals: ended.map(({ summary }) => summary.total),
  };
}

function faultsOf({ kind, sums, counted, charged, charges, totals }) {
  const fault = (wrong, text) => (wrong ? [`${kind}: ${text}`] : []);
  const most = Math.max(...sums);
  const bought = totals.reduce((sum, { collected }) => sum + collected, 0);
  return [
    ...fault(most > micro(DOLLARS), `the ledger stood at ${dollars(most)} of ${dollars(micro(DOLLARS))}`),
    ...fault(charged > micro(DOLLARS), `the till charged ${dollars(charged)}`),
    ...fault(
      sums.at(-1) !== counted || counted !== charged,
      `the ledger counts ${counted}, the till ${charged}`,
    ),
    // The first one was bought before.
    ...fault(bought !== charges - 1, `${bought} were collected, ${charges - 1} were charged`),
    ...totals.flatMap((total) =>
      fault(total.collected + total.unbought !== EACH, `a process ended with ${JSON.stringify(total)}`),
    ),
  ];
}

export async function budget({ folder }) {
  const results = [];
  for (const kind of KINDS) results.push(await together(folder, kind));
  const rows = results.map(({ kind, sums, charged, charges, prices, costs }) => [
    kind,
    PROCESSES * EACH,
    dollars(prices),
    dollars(costs),
    sums.length,
    dollars(Math.max(...sums)),
    dollars(charged),
    charges,
  ]);
  const header = [
    'class',
    'wanted',
    'prices',
    'costs',
    'rows',
    'settled + reserved, most',
    'charged',
    'bought',
  ];
  return {
    title: `${PROCESSES} processes × ${AT_ONCE} at once, one budget of $${DOLLARS}`,
    text: table([header, ...rows]),
    figures: results.map(({ sums, totals: _, ...rest }) => ({
      ...rest,
      rows: sums.length,
      most: Math.max(...sums),
    })),
    failures: results.flatMap(faultsOf),
  };
}
