import { BowerbirdError, type JsonValue } from '@bowerbird/core';
import { decodeAnswer, encodeAnswer, type StoredAnswer } from './answers.ts';
import { LedgerDatabase } from './ledger-database.ts';
import { passedLimit, reserve, spentOf } from './limits.ts';
import { Ownership } from './ownership.ts';
import { listPurchases, openPurchase, ownerLives, purchaseById } from './purchases.ts';
import type {
  HoldResult,
  Ledger,
  Limit,
  MicroDollars,
  NewPurchase,
  PaidAnswer,
  Purchase,
  PurchaseFilter,
} from './types.ts';

const ANSWERED = `SELECT answer.key, answer.purchase, purchase.cost, purchase.since, purchase.settled
  FROM json_each(?) j CROSS JOIN answer ON answer.key = j.value JOIN purchase ON purchase.id = answer.purchase`;
const IS_ANSWERED = `SELECT purchase.run FROM answer JOIN purchase ON purchase.id = answer.purchase
  WHERE answer.key = ?`;
const ANSWER = 'SELECT purchase, packed, digest, body FROM answer WHERE key = ?';
const MINE = "WHERE id = ? AND state IN ('held', 'started') AND owner = ?";
const ATTACH = `UPDATE purchase SET state = 'started', operation = ? ${MINE}`;
const CLOSE = `UPDATE purchase SET state = ?1, reason = ?2, cost = ?3, settled = ?4, owner = NULL,
  counted = iif(?1 = 'released', 0, coalesce(?3, price)) WHERE id = ?5 AND state IN ('held', 'started') AND owner = ?6`;
const LEAVE = `UPDATE purchase SET owner = NULL ${MINE}`;
const SETTLE = `UPDATE purchase SET state = 'done', cost = coalesce(?1, min(expected, price)), settled = ?2, owner = NULL, reason = NULL,
  counted = coalesce(?1, min(expected, price)) WHERE id = ?3 AND state <> 'done'`;
// Bought again: the newer answer takes the place of the older one.
const KEEP = `INSERT INTO answer (key, purchase, packed, digest, body) SELECT key, id, ?, ?, ? FROM purchase WHERE id = ?
  ON CONFLICT (key) DO UPDATE SET purchase = excluded.purchase, packed = excluded.packed, digest = excluded.digest, body = excluded.body
  WHERE excluded.purchase >= answer.purchase`;
const BOUGHT = `UPDATE purchase SET state = 'failed', cost = price, settled = ?,
  reason = 'it was bought, and the answer is lost: ' || reason WHERE id = ? AND state = 'unconfirmed'`;
const NOT_BOUGHT = `UPDATE purchase SET state = 'released', cost = 0, counted = 0, settled = ?,
  reason = 'it was not bought: ' || reason WHERE id = ? AND state = 'unconfirmed'`;
const DOUBT = `UPDATE purchase SET state = 'unconfirmed', owner = NULL, counted = price, settled = ?,
  reason = coalesce(reason, 'its provider did not finish it') WHERE id = ?`;
const FORGET = 'DELETE FROM answer WHERE purchase IN (SELECT value FROM json_each(?))';

/** The ledger in a SQLite file. */
export class SqliteLedger implements Ledger {
  readonly #database: LedgerDatabase;
  readonly #ownership: Ownership;
  readonly #settling = new Set<Promise<void>>();
  #ending: Promise<void> | undefined;

  private constructor(database: LedgerDatabase) {
    this.#database = database;
    this.#ownership = new Ownership(database);
  }

  static async open(file: string): Promise<SqliteLedger> {
    return new SqliteLedger(await LedgerDatabase.open(file));
  }

  /** How many transactions were committed. */
  get transactions(): number {
    return this.#database.transactions;
  }

  async answered(orders: readonly string[]): Promise<ReadonlyMap<string, PaidAnswer>> {
    const rows = await this.#database.read(() =>
      this.#database.all<PaidAnswer & { readonly key: string }>(ANSWERED, JSON.stringify(orders)),
    );
    return new Map(rows.map(({ key, ...answer }) => [key, answer]));
  }

  async readAnswer(order: string): Promise<JsonValue | undefined> {
    const stored = await this.#database.read(() => this.#database.one<StoredAnswer>(ANSWER, order));
    return stored && decodeAnswer(stored, this.#database.file);
  }

  async hold(
    purchase: NewPurchase,
    limits: readonly Limit[],
    options: Parameters<Ledger['hold']>[2] = {},
  ): Promise<HoldResult> {
    checkAmount('price', purchase.price);
    checkAmount('expected price', purchase.expected);
    const result = await this.#database.write(() => this.#hold(purchase, limits, options));
    if (result.state === 'held') this.#ownership.add(result.purchase.id);
    return result;
  }

  #hold(
    purchase: NewPurchase,
    limits: readonly Limit[],
    { again = false, doubtful = false }: NonNullable<Parameters<Ledger['hold']>[2]>,
  ): HoldResult {
    const database = this.#database;
    // What this run itself has bought again is not bought a third time.
    const answered = database.one<{ readonly run: string }>(IS_ANSWERED, purchase.order);
    if (answered && (!again || answered.run === purchase.run)) return { state: 'answered' };
    const open = openPurchase(database, purchase.order);
    if (open) return { state: 'open', purchase: open.purchase, ownerAlive: ownerLives(database, open.owner) };
    const [unknown] = listPurchases(database, { order: purchase.order, states: ['unconfirmed'] });
    if (unknown && !doubtful) return { state: 'unconfirmed', purchase: unknown };
    const id = reserve(database, purchase, limits, this.#ownership.register());
    const held = id === undefined ? undefined : purchaseById(database, id);
    if (held) return { state: 'held', purchase: held.purchase };
    const passed = passedLimit(database, purchase.price, limits);
    if (passed) return { state: 'refused', ...passed };
    throw new Error('nothing was reserved, and no limit is passed');
  }

  open(order: string): Promise<{ readonly purchase: Purchase; readonly ownerAlive: boolean } | undefined> {
    return this.#database.read(() => {
      const open = openPurchase(this.#database, order);
      return open && { purchase: open.purchase, ownerAlive: ownerLives(this.#database, open.owner) };
    });
  }

  async adopt(id: number): Promise<boolean> {
    const adopted = await this.#database.write(() => this.#ownership.adopt(id));
    if (adopted) this.#ownership.add(id);
    return adopted;
  }

  async attach(id: number, operation: JsonValue): Promise<void> {
    const text = JSON.stringify(operation);
    await this.#change(id, () => this.#database.run(ATTACH, text, id, this.#ownership.id));
  }

  settle(id: number, answer: JsonValue, cost: MicroDollars | undefined): Promise<void> {
    const settling = this.#settle(id, answer, cost);
    this.#settling.add(settling);
    return settling.finally(() => this.#settling.delete(settling));
  }

  async #settle(id: number, answer: JsonValue, cost: MicroDollars | undefined): Promise<void> {
    if (cost !== undefined) checkAmount('cost', cost);
    const { packed, digest, body } = await encodeAnswer(id, answer);
    await this.#database.write(() => {
      // Whoever owns it, and whatever was thought of it: what was paid for is kept. Once it is settled, that stands.
      const changed = this.#database.run(SETTLE, cost ?? null, Date.now(), id);
      if (changed > 0) this.#database.run(KEEP, packed, digest, body, id);
      else if (!purchaseById(this.#database, id)) throw unsuitable(id, undefined);
    });
    this.#ownership.remove(id);
  }

  async close(
    id: number,
    state: 'failed' | 'released' | 'unconfirmed',
    reason: string,
    cost?: MicroDollars,
  ): Promise<void> {
    if (cost !== undefined) checkAmount('cost', cost);
    const counts = { failed: cost ?? null, released: 0, unconfirmed: null }[state];
    await this.#change(id, () =>
      this.#database.run(CLOSE, state, reason, counts, Date.now(), id, this.#ownership.id),
    );
    this.#ownership.remove(id);
  }

  async leave(id: number): Promise<void> {
    await this.#change(id, () => this.#database.run(LEAVE, id, this.#ownership.id));
    this.#ownership.remove(id);
  }

  list(filter: PurchaseFilter = {}): Promise<readonly Purchase[]> {
    return this.#database.read(() => listPurchases(this.#database, filter));
  }

  spent(limit: Omit<Limit, 'name' | 'most'>): Promise<MicroDollars> {
    return this.#database.read(() => spentOf(this.#database, limit));
  }

  resolve(id: number, as: 'bought' | 'not-bought'): Promise<void> {
    return this.#database.write(() => {
      const state = purchaseById(this.#database, id)?.purchase.state;
      const isOpen = state === 'held' || state === 'started';
      if (isOpen && this.#ownership.adopt(id)) this.#database.run(DOUBT, Date.now(), id);
      const changed = this.#database.run(as === 'bought' ? BOUGHT : NOT_BOUGHT, Date.now(), id);
      if (changed === 0) throw unsuitable(id, purchaseById(this.#database, id)?.purchase);
    });
  }

  forget(ids: readonly number[]): Promise<number> {
    return this.#database.write(() => this.#database.run(FORGET, JSON.stringify(ids)));
  }

  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    // An answer that is still being compressed is paid for.
    while (this.#settling.size > 0) await Promise.allSettled(this.#settling);
    try {
      await this.#database.close(() => this.#ownership.unregister());
    } finally {
      this.#ownership.stop();
    }
  }

  /** Changes one purchase that must be open and in these hands. */
  #change(id: number, update: () => number): Promise<void> {
    return this.#database.write(() => {
      if (update() > 0) return;
      const purchase = purchaseById(this.#database, id)?.purchase;
      throw purchase && purchase.settled === undefined ? lost(id) : unsuitable(id, purchase);
    });
  }
}

function unsuitable(id: number, purchase: Purchase | undefined): BowerbirdError {
  if (!purchase) {
    return new BowerbirdError('LEDGER_FAILED', `there is no purchase ${id}`, {
      hint: '"bowerbird costs list" tells which there are.',
    });
  }
  return new BowerbirdError(
    'LEDGER_FAILED',
    `purchase ${id} is ${purchase.state}, so this cannot be done with it`,
    {
      hint: `What is open can be closed, what is unconfirmed can be resolved. "bowerbird costs show ${id}" tells what is known of it.`,
    },
  );
}

function lost(id: number): BowerbirdError {
  return new BowerbirdError('LEASE_LOST', `purchase ${id} is not in the hands of this process any more`, {
    hint: 'Another process goes on with it, or the next run will: it is paid for once.',
  });
}

/** NaN would be stored as nothing, and a fraction as a mistake. */
function checkAmount(name: string, amount: number): void {
  if (Number.isSafeInteger(amount) && amount >= 0) return;
  throw new BowerbirdError(
    'LEDGER_FAILED',
    `the ${name} of a purchase must be whole micro-dollars, and is ${amount}`,
    {
      hint: 'The price or cost that the collector gives is wrong: report it to its author.',
    },
  );
}
