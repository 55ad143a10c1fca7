import type { Ledger } from './types.ts';

/**
 * Opens the ledger in a SQLite file, and makes file and folder at need, for this user alone. Several processes may use one file at
 * once; it must lie on a local disk.
 *
 * A damaged file is never replaced: what was paid would be forgotten, and paid again.
 * @throws {BowerbirdError} `LEDGER_FAILED` when it cannot be opened, is damaged, or a newer version wrote it
 */
export async function openLedger(file: string): Promise<Ledger> {
  // Only here: most runs buy nothing, and do without SQLite.
  const { SqliteLedger } = await import('./sqlite-ledger.ts');
  return SqliteLedger.open(file);
}
