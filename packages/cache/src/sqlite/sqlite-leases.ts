import type { LeaseClaim } from '@bowerbird/core';
import type { SqliteConnection } from './sqlite-connection.ts';

// All processes are on one machine and so have one clock. If it was set back, a lease must not be held for the difference.
const LONGEST_MS = 60 * 60_000;

const TAKE = `INSERT INTO lease (key, owner, until) VALUES (?1, ?2, ?3)
  ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until
  WHERE lease.owner = excluded.owner OR lease.until <= ?4 OR lease.until > ?4 + ${LONGEST_MS}
  RETURNING 1`;
const GIVE_BACK = 'DELETE FROM lease WHERE key = ? AND owner = ?';
const HELD = 'SELECT 1 FROM lease WHERE key = ? AND owner = ?';

/** As `CacheAdapter.lease`: one statement, so only one of many can get it. */
export function takeLease(connection: SqliteConnection, key: string, owner: string, until: number): boolean {
  if (until === 0) {
    connection.run(GIVE_BACK, key, owner);
    return false;
  }
  const now = Date.now();
  return connection.rows(TAKE, key, owner, Math.min(until, now + LONGEST_MS), now).length > 0;
}

/** Whether nobody has taken the lease since. One that has lapsed still holds as long as nobody wants it. */
export function claimHolds(connection: SqliteConnection, { key, owner }: LeaseClaim): boolean {
  return connection.rows(HELD, key, owner).length > 0;
}
