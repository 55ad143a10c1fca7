import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { hold, newFile, openLedger, order } from '../../test/ledger-support.ts';
import type { SqliteLedger } from './sqlite-ledger.ts';

let file: string;
let ledger: SqliteLedger;

beforeEach(async () => {
  file = newFile();
  ledger = await openLedger(file);
});

describe('the lease', () => {
  it('is renewed while anything is owned, and only then', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const database = new DatabaseSync(file);
    onTestFinished(() => database.close());
    const until = () => database.prepare('SELECT until FROM owner').get()?.until;
    const id = await hold(ledger, 'a');
    const start = Number(until());
    // Each of these is written after what the timer has asked for.
    await vi.advanceTimersByTimeAsync(10_000);
    await ledger.forget([]);
    expect(until()).toBe(start + 10_000);
    await ledger.leave(id);
    expect(vi.getTimerCount()).toBe(0);
    await ledger.adopt(id);
    expect(vi.getTimerCount()).toBe(1);
    await ledger.end();
    expect(vi.getTimerCount()).toBe(0);
    expect(until()).toBeUndefined();
  });

  it('decides on other hosts, and on this one does not: a clock that jumps takes nothing away', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const another = await openLedger(file);
    const id = await hold(ledger, 'a');
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await another.open('a')).toMatchObject({ ownerAlive: true });
    expect(await another.adopt(id)).toBe(false);
    vi.setSystemTime(Date.now() - 3_600_000);
    const database = new DatabaseSync(file);
    database.exec("UPDATE owner SET host = 'elsewhere'");
    database.close();
    expect(await another.open('a')).toMatchObject({ ownerAlive: true });
    expect(await another.adopt(id)).toBe(false);
    vi.setSystemTime(Date.now() + 30_000);
    expect(await another.hold(order('a'), [])).toMatchObject({ state: 'open', ownerAlive: false });
    expect(await another.adopt(id)).toBe(true);
    await expect(ledger.attach(id, 'x')).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await another.attach(id, 'y');
  });

  it('of those who were killed is tidied away after a day, unless they left something', async () => {
    const database = new DatabaseSync(file);
    onTestFinished(() => database.close());
    database.exec("INSERT INTO owner VALUES ('old', 'here', 1, '', 0), ('older', 'here', 1, '', 0)");
    const id = await hold(ledger, 'a');
    database.exec(`UPDATE purchase SET owner = 'old'; INSERT INTO owner VALUES ('third', 'here', 1, '', 0)`);
    await ledger.adopt(id);
    await ledger.leave(id);
    await hold(ledger, 'b');
    expect(database.prepare('SELECT count(*) AS count FROM owner').get()).toEqual({ count: 1 });
  });
});

describe('writes that are asked for together', () => {
  it('share a transaction, and none is lost', async () => {
    const before = ledger.transactions;
    const results = await Promise.all(
      Array.from({ length: 500 }, (_, number) => ledger.hold(order(`${number}`), [])),
    );
    expect(ledger.transactions - before).toBe(1);
    await Promise.all(
      results.map(
        (result) => result.state === 'held' && ledger.attach(result.purchase.id, result.purchase.id),
      ),
    );
    expect(ledger.transactions - before).toBe(2);
    expect(await ledger.list({ states: ['started'] })).toHaveLength(500);
  });

  it('see each other: a limit holds among them, and an order is bought once', async () => {
    const limit = { name: 'run', most: 250 };
    const results = await Promise.all(['a', 'b', 'a', 'c'].map((name) => ledger.hold(order(name), [limit])));
    expect(results.map(({ state }) => state)).toEqual(['held', 'held', 'open', 'refused']);
  });

  it('fail alone', async () => {
    const id = await hold(ledger, 'a');
    const before = ledger.transactions;
    const ends = await Promise.allSettled([
      ledger.hold(order('b'), []),
      ledger.attach(99, 'x'),
      ledger.attach(id, 'x'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ledger.transactions - before).toBe(1);
    expect(await ledger.list()).toMatchObject([{ state: 'held' }, { state: 'started' }]);
  });
});
