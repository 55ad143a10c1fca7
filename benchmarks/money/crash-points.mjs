// Numbered moments at which a process can be killed: before and after each commit of the ledger, and before and after each request to
// a till. `BOWERBIRD_CRASH_AT=n` kills this process at the n-th.
import { DatabaseSync } from 'node:sqlite';

const crashAt = Number(process.env.BOWERBIRD_CRASH_AT);
let passed = 0;

/** Passes a numbered moment. */
export function point() {
  if (++passed === crashAt) process.kill(process.pid, 'SIGKILL');
}

/** Makes commits of the ledger such moments. */
export function watchCommits() {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (sql) {
    const counts = sql === 'COMMIT' && this.location()?.endsWith('ledger.sqlite');
    if (counts) point();
    exec.call(this, sql);
    if (counts) point();
  };
}
