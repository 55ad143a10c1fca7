import { existsSync } from 'node:fs';
import { openLedger } from '../ledger/open-ledger.ts';
import type { Finding, Probe } from './examine.ts';

/** Whether the record of what was bought can be read, and whether something in it waits for a person. None where nothing was ever bought. */
export function ledgerProbes(file: string): readonly Probe[] {
  if (!existsSync(file)) return [];
  return [
    {
      name: 'ledger',
      hint: 'Bring the file back from a backup: without it what was paid for would be bought again.',
      look: () => readLedger(file),
    },
  ];
}

async function readLedger(file: string): Promise<Finding> {
  const ledger = await openLedger(file);
  try {
    const purchases = await ledger.list();
    const open = purchases.filter(({ state }) => state === 'held' || state === 'started');
    const found = await Promise.all(open.map(({ order }) => ledger.open(order)));
    const left = found.filter((each) => each?.ownerAlive === false).length;
    const unknown = purchases.filter(({ state }) => state === 'unconfirmed').length;
    const message = `${purchases.length} ${purchases.length === 1 ? 'purchase' : 'purchases'} in ${file}, ${open.length} under way`;
    if (left > 0)
      return {
        status: 'warning',
        message: `${message}, of which ${left} ${left === 1 ? 'waits' : 'wait'} for a run to go on`,
        hint: 'Run again. What stays unfinished then: `bowerbird costs list --state held started`.',
      };
    if (unknown === 0) return { status: 'ok', message };
    return {
      status: 'warning',
      message: `${message}, and of ${unknown} nobody can tell whether they were made`,
      hint: 'See them with `bowerbird costs list --state unconfirmed`, and say what the account of the provider shows with `bowerbird costs resolve`.',
    };
  } finally {
    await ledger.end();
  }
}
