// A process of its own at a ledger: `node ledger-process.ts <file> <what> <count> [<limit>]`. Prints one line of JSON
// for each result, and ends with its standard input.
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openLedger } from '../src/ledger/open-ledger.ts';
import type { Ledger, NewPurchase } from '../src/ledger/types.ts';

const [, , file = '', what = '', count = '1', most = ''] = process.argv;
const numbers = Array.from({ length: Number(count) }, (_, number) => number);

/** Buys `count` orders of its own at once, each at a cost between nothing and its price. */
async function spend(ledger: Ledger): Promise<void> {
  const states = await Promise.all(
    numbers.map(async (number) => {
      for (let turn = number % 8; turn > 0; turn--) await nextTurn();
      const price = 1 + Math.floor(Math.random() * 100);
      const result = await ledger.hold(order(`${process.pid}:${number}`, price), [
        { name: 'the budget', most: Number(most) },
        { name: 'the run', most: Number(most), run: 'run' },
      ]);
      if (result.state !== 'held') return result.state;
      const { id } = result.purchase;
      if (number % 3 === 0) await ledger.attach(id, { operation: number });
      if (number % 16 === 5) await ledger.close(id, 'released', 'not needed');
      else await ledger.settle(id, { number }, Math.floor(Math.random() * (price + 1)));
      return result.state;
    }),
  );
  for (const state of states) tell(state);
}

/** Asks for the same `count` orders as all others. */
async function race(ledger: Ledger): Promise<void> {
  for (const result of await Promise.all(numbers.map((number) => ledger.hold(order(`order ${number}`), []))))
    tell(result.state);
}

/** Takes over what all others want to take over too. */
async function adopt(ledger: Ledger): Promise<void> {
  const open = await ledger.list({ states: ['held', 'started'] });
  for (const adopted of await Promise.all(open.map(({ id }) => ledger.adopt(id)))) tell(adopted);
}

/** Has purchases open, the first of them with its operation. */
async function hang(ledger: Ledger): Promise<void> {
  for (const number of numbers) {
    const result = await ledger.hold(order(`order ${number}`), []);
    if (result.state === 'held' && number === 0)
      await ledger.attach(result.purchase.id, { operation: number });
  }
  tell('hanging');
}

/** Writes answers that do not compress until it cannot any more. */
async function fill(ledger: Ledger): Promise<void> {
  for (let number = 1; ; number++) {
    const result = await ledger.hold(order(`${process.pid}:${number}`), []);
    if (result.state !== 'held') throw new Error(result.state);
    await ledger.settle(result.purchase.id, randomBytes(50_000).toString('base64'), 1);
    tell(number);
  }
}

function order(name: string, price = 10): NewPurchase {
  const who = { collector: 'collector', provider: 'provider', pipeline: 'pipeline', run: 'run' };
  return { ...who, order: name, source: name, prepared: null, price, expected: price };
}

function tell(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

const doings: Readonly<Record<string, (ledger: Ledger) => Promise<void>>> = {
  spend,
  race,
  adopt,
  hang,
  fill,
};
const ledger = await openLedger(file);
await doings[what]?.(ledger);
// Until nobody asks for anything any more: what a process owns, others may take when it is dead.
for await (const _ of process.stdin);
await ledger.end();
