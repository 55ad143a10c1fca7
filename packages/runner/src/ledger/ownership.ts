import type { LedgerDatabase } from './ledger-database.ts';
import { LEASE_MS, newOwner, RENEW_MS } from './owner.ts';
import { ownerLives, purchaseById } from './purchases.ts';

const DAY_MS = 86_400_000;

const REGISTER = `INSERT INTO owner (id, host, pid, started, until) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (id) DO UPDATE SET until = excluded.until`;
// Those that were killed.
const TIDY_UP =
  'DELETE FROM owner WHERE until < ? AND id NOT IN (SELECT owner FROM purchase WHERE owner IS NOT NULL)';
const ADOPT = "UPDATE purchase SET owner = ?3 WHERE id = ?1 AND state IN ('held', 'started') AND owner IS ?2";
const UNREGISTER = 'DELETE FROM owner WHERE id = ?';

/** What one instance of the ledger owns, and the lease that it renews as long as it owns anything. */
export class Ownership {
  readonly #database: LedgerDatabase;
  readonly #self = newOwner();
  readonly #owned = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(database: LedgerDatabase) {
    this.#database = database;
  }

  get id(): string {
    return this.#self.id;
  }

  /** In a transaction: makes this instance known, and renews its lease. */
  register(): string {
    const { id, host, pid, started } = this.#self;
    const now = Date.now();
    if (this.#owned.size === 0) this.#database.run(TIDY_UP, now - DAY_MS);
    this.#database.run(REGISTER, id, host, pid, started, now + LEASE_MS);
    return id;
  }

  /** In a transaction: takes over an open purchase that nobody alive owns. */
  adopt(purchase: number): boolean {
    const owner = purchaseById(this.#database, purchase)?.owner;
    if (ownerLives(this.#database, owner)) return false;
    return this.#database.run(ADOPT, purchase, owner ?? null, this.register()) > 0;
  }

  add(purchase: number): void {
    this.#owned.add(purchase);
    this.#timer ??= setInterval(() => this.#renew(), RENEW_MS).unref();
  }

  remove(purchase: number): void {
    this.#owned.delete(purchase);
    if (this.#owned.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** In a transaction: all that it still owns is left. This process lives on, and nobody would take it over. */
  unregister(): void {
    this.#database.run(UNREGISTER, this.id);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #renew(): void {
    // One that fails is made up for by the next: a lease outlives several.
    this.#database.write(() => this.register()).catch(() => {});
  }
}
