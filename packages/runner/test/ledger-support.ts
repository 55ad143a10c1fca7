import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SqliteLedger } from '../src/ledger/sqlite-ledger.ts';
import type { NewPurchase } from '../src/ledger/types.ts';
import { temporaryFolder } from './support.ts';

/** What is to be bought, for 60 and at most 100 micro-dollars. */
export function order(name: string, parts: Partial<NewPurchase> = {}): NewPurchase {
  const who = { collector: 'ears', provider: 'listeners', pipeline: 'talks', run: 'first' };
  return {
    ...who,
    order: name,
    source: `${name}.mp3`,
    prepared: { at: name },
    price: 100,
    expected: 60,
    ...parts,
  };
}

/** Reserves, and gives the number of the purchase. */
export async function hold(
  ledger: SqliteLedger,
  name: string,
  parts: Partial<NewPurchase> = {},
): Promise<number> {
  const result = await ledger.hold(order(name, parts), []);
  if (result.state !== 'held') throw new Error(result.state);
  return result.purchase.id;
}

/** A file for a ledger. It goes with the test, and its folder is not there yet. */
export function newFile(): string {
  return join(temporaryFolder(), 'data', 'ledger.sqlite');
}

/** Opens a ledger till the end of the test. Two at one file are as good as two processes of this host. */
export async function openLedger(file: string): Promise<SqliteLedger> {
  const ledger = await SqliteLedger.open(file);
  onTestFinished(() => ledger.end());
  return ledger;
}
