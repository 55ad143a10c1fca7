import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import type { NewPurchase } from './types.ts';

let file: string;
let ledger: SqliteLedger;

/** Another instance at the same file: as good as another process of this host. */
async function openAnother(): Promise<SqliteLedger> {
  const another = await SqliteLedger.open(file);
  onTestFinished(() => another.end());
  return another;
}

beforeEach(async () => {
  file = join(temporaryFolder(), 'data', 'ledger.sqlite');
  ledger = await openAnother();
});

function order(name: string, parts: Partial<NewPurchase> = {}): NewPurchase {
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

async function held(name: string, parts: Partial<NewPurchase> = {}, at = ledger): Promise<number> {
  const result = await at.hold(order(name, parts), []);
  if (result.state !== 'held') throw new Error(result.state);
  return result.purchase.id;
}

describe('hold', () => {
  it('reserves, and tells what it has written', async () => {
    const before = Date.now();
    const result = await ledger.hold(order('a'), []);
    expect(result).toEqual({
      state: 'held',
      purchase: { ...order('a'), id: 1, state: 'held', since: expect.any(Number) },
    });
    const [purchase] = await ledger.list();
    expect(purchase).toEqual(result.state === 'held' && result.purchase);
    expect(purchase?.since).toBeGreaterThanOrEqual(before);
    expect(await ledger.spent({})).toBe(100);
  });

  it('finds what is open already, here and elsewhere', async () => {
    await held('a');
    const another = await openAnother();
    for (const at of [ledger, another]) {
      expect(await at.hold(order('a'), [], { again: true })).toMatchObject({
        state: 'open',
        purchase: { id: 1, state: 'held' },
        ownerAlive: true,
      });
      expect(await at.open('a')).toMatchObject({ purchase: { id: 1 }, ownerAlive: true });
      expect(await at.open('b')).toBeUndefined();
    }
  });

  it('finds what is answered already, unless it is to be bought again', async () => {
    await ledger.settle(await held('a'), 'first', 40);
    expect(await ledger.hold(order('a'), [])).toEqual({ state: 'answered' });
    const again = await ledger.hold(order('a'), [], { again: true });
    expect(again).toMatchObject({ state: 'held', purchase: { id: 2 } });
    // Until the new answer is here, the old one is good.
    expect(await ledger.hold(order('a'), [])).toEqual({ state: 'answered' });
    expect(await ledger.readAnswer('a')).toBe('first');
    await ledger.settle(2, 'second', 50);
    expect(await ledger.readAnswer('a')).toBe('second');
    expect(await ledger.answered(['a'])).toEqual(
      new Map([['a', { purchase: 2, cost: 50, settled: expect.any(Number) }]]),
    );
    expect(await ledger.spent({})).toBe(90);
  });

  it('buys again what failed, was released, or cannot be known', async () => {
    for (const state of ['failed', 'released', 'unconfirmed'] as const) {
      await ledger.close(await held('a'), state, 'for a reason');
    }
    expect(await held('a')).toBe(4);
  });

  it.each([
    ['a price that is no number', { price: Number.NaN }],
    ['a fraction', { expected: 0.5 }],
    ['less than nothing', { price: -1 }],
  ])('refuses %s', async (_, parts) => {
    await expect(ledger.hold(order('a', parts), [])).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    expect(await ledger.list()).toEqual([]);
  });
});

describe('limits', () => {
  it('are reached and not passed; the first that would be is named', async () => {
    const run = { name: 'run', most: 200, run: 'first' };
    const provider = { name: 'provider', most: 150, provider: 'listeners' };
    expect(await ledger.hold(order('a'), [run, provider])).toMatchObject({ state: 'held' });
    expect(await ledger.hold(order('b'), [run, provider])).toEqual({
      state: 'refused',
      limit: provider,
      spent: 100,
    });
    expect(await ledger.hold(order('b', { provider: 'readers' }), [run, provider])).toMatchObject({
      spent: 100,
    });
    expect(await ledger.hold(order('b'), [run])).toMatchObject({ state: 'held' });
    expect(await ledger.hold(order('c', { price: 1 }), [run])).toEqual({
      state: 'refused',
      limit: run,
      spent: 200,
    });
    expect(await ledger.hold(order('c', { price: 0, expected: 0 }), [run])).toMatchObject({ state: 'held' });
    expect(await ledger.hold(order('d'), [{ name: 'all', most: Number.POSITIVE_INFINITY }])).toMatchObject({
      state: 'held',
    });
    expect(await ledger.hold(order('e'), [{ name: 'odd', most: Number.NaN }])).toMatchObject({
      state: 'refused',
    });
  });

  it('count what they are for', async () => {
    const now = Date.now();
    await held('a', { price: 1, run: 'one' });
    await held('b', { price: 10, pipeline: 'books' });
    await held('c', { price: 100, provider: 'readers' });
    expect(await ledger.spent({})).toBe(111);
    expect(await ledger.spent({ run: 'one' })).toBe(1);
    expect(await ledger.spent({ pipeline: 'talks' })).toBe(101);
    expect(await ledger.spent({ provider: 'listeners', run: 'first' })).toBe(10);
    expect(await ledger.spent({ since: now })).toBe(111);
    expect(await ledger.spent({ since: Date.now() + 1_000_000 })).toBe(0);
    expect(await ledger.spent({ run: 'none' })).toBe(0);
  });

  it('count the cost where it is known, and else the price', async () => {
    const spentAfter = async (name: string, close: (id: number) => Promise<void>) => {
      const before = await ledger.spent({});
      await close(await held(name));
      return (await ledger.spent({})) - before;
    };
    expect(await spentAfter('started', (id) => ledger.attach(id, 'operation'))).toBe(100);
    expect(await spentAfter('left', (id) => ledger.leave(id))).toBe(100);
    expect(await spentAfter('done', (id) => ledger.settle(id, null, 7))).toBe(7);
    expect(await spentAfter('for nothing', (id) => ledger.settle(id, null, 0))).toBe(0);
    expect(await spentAfter('more than told', (id) => ledger.settle(id, null, 130))).toBe(130);
    expect(await spentAfter('untold', (id) => ledger.settle(id, null, undefined))).toBe(60);
    expect(await spentAfter('failed', (id) => ledger.close(id, 'failed', 'noise'))).toBe(100);
    expect(await spentAfter('failed at a cost', (id) => ledger.close(id, 'failed', 'noise', 3))).toBe(3);
    expect(await spentAfter('released', (id) => ledger.close(id, 'released', 'off', 9))).toBe(0);
    expect(await spentAfter('unconfirmed', (id) => ledger.close(id, 'unconfirmed', 'cut', 9))).toBe(100);
  });

  it('sum over an index alone', () => {
    const database = new DatabaseSync(file);
    for (const where of [
      'run = ?',
      'run = ? AND provider = ? AND pipeline = ?',
      'provider = ? AND since >= ?',
      'provider = ? AND pipeline = ?',
      'pipeline = ? AND since >= ?',
      'since >= ?',
    ]) {
      const [step] = database
        .prepare(`EXPLAIN QUERY PLAN SELECT sum(counted) FROM purchase WHERE ${where}`)
        .all();
      expect(step?.detail).toContain('USING COVERING INDEX');
    }
    database.close();
  });
});

describe('answers', () => {
  it.each([
    ['nothing', null],
    ['a text', 'wörter 👂 \u0000 \ud800'],
    ['a short one', { words: [1, 2.5, { deep: ['x', false] }] }],
    ['a long one', { text: 'again and again '.repeat(10_000) }],
  ])('are kept: %s', async (_, answer) => {
    await ledger.settle(await held('a'), answer, 5);
    const another = await openAnother();
    expect(await another.readAnswer('a')).toEqual(answer);
    expect(await another.readAnswer('b')).toBeUndefined();
    expect(await another.list()).toMatchObject([{ state: 'done', cost: 5, settled: expect.any(Number) }]);
  });

  it('are compressed when they are long', async () => {
    await ledger.settle(await held('a'), 'again '.repeat(100_000), 5);
    const database = new DatabaseSync(file);
    expect(database.prepare('SELECT packed, length(body) < 10000 AS small FROM answer').get()).toEqual({
      packed: 1,
      small: 1,
    });
    database.close();
  });

  it.each([
    ['a byte of a short one', 'short', "UPDATE answer SET body = CAST(replace(body, 's', 'S') AS BLOB)"],
    [
      'the end of a long one',
      'long '.repeat(9000),
      'UPDATE answer SET body = substr(body, 1, length(body) - 9)',
    ],
    ['whose it is', 'other', 'UPDATE answer SET purchase = 1'],
    ['its digest', 'digest', "UPDATE answer SET digest = x'00'"],
  ])('that are damaged are told, and not bought again: %s', async (_, answer, sql) => {
    await held('first');
    await ledger.settle(await held('a'), answer, 5);
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
    await expect(ledger.readAnswer('a')).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      message: expect.stringMatching(/the answer of purchase \d in the ledger .* is damaged/),
      hint: expect.stringContaining('not bought again by itself'),
    });
    expect(await ledger.hold(order('a'), [])).toEqual({ state: 'answered' });
  });

  it('are told for many orders at once', async () => {
    for (const name of ['a', 'b', 'c']) await ledger.settle(await held(name), name, 5);
    await held('d');
    const asked = ['c', 'a', 'd', 'e', ...Array.from({ length: 5000 }, (_, number) => `none ${number}`)];
    expect([...(await ledger.answered(asked)).keys()].sort()).toEqual(['a', 'c']);
    expect(await ledger.answered([])).toEqual(new Map());
  });

  it('can be thrown away; the cost stays, and the order can be bought again', async () => {
    for (const name of ['a', 'b']) await ledger.settle(await held(name), name, 5);
    expect(await ledger.forget(['a', 'c'])).toBe(1);
    expect(await ledger.forget(['a'])).toBe(0);
    expect(await ledger.readAnswer('a')).toBeUndefined();
    expect(await ledger.readAnswer('b')).toBe('b');
    expect(await ledger.list({ order: 'a' })).toMatchObject([{ state: 'done', cost: 5 }]);
    expect(await ledger.spent({})).toBe(10);
    expect(await held('a')).toBe(3);
  });

  it('of one settled twice is the first', async () => {
    const id = await held('a');
    await ledger.settle(id, 'first', 5);
    await ledger.settle(id, 'second', 7);
    expect(await ledger.readAnswer('a')).toBe('first');
    expect(await ledger.spent({})).toBe(5);
  });

  it('are kept when the purchase was closed or taken over meanwhile', async () => {
    const another = await openAnother();
    const [closed, taken] = [await held('closed'), await held('taken')];
    await ledger.close(closed, 'released', 'not in the list');
    await ledger.leave(taken);
    expect(await another.adopt(taken)).toBe(true);
    for (const id of [closed, taken]) await ledger.settle(id, `answer ${id}`, 5);
    expect(await another.readAnswer('closed')).toBe(`answer ${closed}`);
    expect(await another.list()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect((await another.list())[1]).not.toHaveProperty('reason');
  });

  it('that come late do not replace newer ones', async () => {
    const late = await held('a');
    await ledger.close(late, 'released', 'not in the list');
    await ledger.settle(await held('a'), 'newer', 5);
    await ledger.settle(late, 'older', 6);
    expect(await ledger.readAnswer('a')).toBe('newer');
    expect(await ledger.spent({})).toBe(11);
  });

  it('of no purchase are an error', async () => {
    await expect(ledger.settle(9, 'x', 5)).rejects.toMatchObject({ message: 'there is no purchase 9' });
    await expect(ledger.settle(await held('a'), 'x', 0.1)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
  });
});

describe('an open purchase', () => {
  it('gets its operation, and another one in its place', async () => {
    const id = await held('a');
    await ledger.attach(id, { id: 'x1' });
    expect(await ledger.open('a')).toMatchObject({ purchase: { state: 'started', operation: { id: 'x1' } } });
    await ledger.attach(id, { id: 'x2' });
    expect(await ledger.open('a')).toMatchObject({ purchase: { operation: { id: 'x2' } } });
    await ledger.settle(id, 'answer', 5);
    expect(await ledger.list()).toMatchObject([{ state: 'done', operation: { id: 'x2' } }]);
  });

  it('is closed once, with a reason', async () => {
    const id = await held('a');
    await ledger.close(id, 'failed', 'too noisy', 2);
    expect(await ledger.list()).toMatchObject([{ state: 'failed', reason: 'too noisy', cost: 2 }]);
    for (const change of [
      () => ledger.close(id, 'released', 'no'),
      () => ledger.attach(id, 'x'),
      () => ledger.leave(id),
    ]) {
      await expect(change()).rejects.toMatchObject({
        code: 'LEDGER_FAILED',
        message: 'purchase 1 is failed, so this cannot be done with it',
      });
    }
    await expect(ledger.leave(7)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    expect(await ledger.adopt(id)).toBe(false);
    expect(await ledger.adopt(7)).toBe(false);
  });

  it('that was left is taken over once', async () => {
    const another = await openAnother();
    const id = await held('a');
    expect(await another.adopt(id)).toBe(false);
    await ledger.leave(id);
    expect(await another.open('a')).toMatchObject({ purchase: { state: 'held' }, ownerAlive: false });
    expect((await Promise.all([another, ledger, another].map((at) => at.adopt(id)))).sort()).toEqual([
      false,
      false,
      true,
    ]);
    expect(await ledger.open('a')).toMatchObject({ ownerAlive: true });
  });

  it('is not changed by those who do not own it', async () => {
    const another = await openAnother();
    const id = await held('a');
    for (const change of [
      () => another.close(id, 'released', 'no'),
      () => another.attach(id, 'x'),
      () => another.leave(id),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'LEASE_LOST', hint: expect.any(String) });
    }
    expect(await ledger.open('a')).toMatchObject({ purchase: { state: 'held' } });
  });

  it('is left when the ledger ends', async () => {
    const another = await openAnother();
    await held('a', {}, another);
    // Nobody waits for these: they are paid for all the same.
    const id = await held('b', {}, another);
    const settling = another.settle(id, 'long '.repeat(10_000), 5);
    await Promise.all([another.end(), another.end(), settling]);
    expect(await ledger.open('a')).toMatchObject({ ownerAlive: false });
    expect(await ledger.readAnswer('b')).toContain('long');
    for (const use of [() => another.list(), () => another.hold(order('c'), []), () => another.adopt(1)]) {
      await expect(use()).rejects.toMatchObject({
        code: 'LEDGER_FAILED',
        message: expect.stringContaining('is closed'),
      });
    }
    expect(await ledger.adopt(1)).toBe(true);
  });
});

describe('what is unconfirmed', () => {
  it.each([
    ['bought', 'failed', 100],
    ['not-bought', 'released', 0],
  ] as const)('turns out %s', async (as, state, cost) => {
    const id = await held('a');
    await expect(ledger.resolve(id, as)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    await ledger.close(id, 'unconfirmed', 'the connection was cut');
    await ledger.resolve(id, as);
    expect(await ledger.list()).toMatchObject([
      { state, cost, reason: expect.stringMatching(/bought.*: the connection was cut/) },
    ]);
    expect(await ledger.spent({})).toBe(cost);
    await expect(ledger.resolve(id, as)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    await expect(ledger.resolve(99, as)).rejects.toMatchObject({ message: 'there is no purchase 99' });
    expect(await held('a')).toBe(2);
  });
});

describe('list', () => {
  it('gives the newest first, and what all filters let through', async () => {
    await ledger.settle(await held('a'), 'x', 1);
    await held('b', { pipeline: 'books', collector: 'eyes' });
    await ledger.close(await held('c', { run: 'second' }), 'failed', 'no');
    const ids = async (filter: Parameters<typeof ledger.list>[0]) =>
      (await ledger.list(filter)).map(({ id }) => id);
    expect(await ids(undefined)).toEqual([3, 2, 1]);
    expect(await ids({ ids: [1, 3, 9] })).toEqual([3, 1]);
    expect(await ids({ ids: [] })).toEqual([]);
    expect(await ids({ order: 'b' })).toEqual([2]);
    expect(await ids({ states: ['done', 'held'] })).toEqual([2, 1]);
    expect(await ids({ states: [] })).toEqual([]);
    expect(await ids({ run: 'first', pipeline: 'talks' })).toEqual([1]);
    expect(await ids({ collector: 'eyes' })).toEqual([2]);
    expect(await ids({ since: 0, run: undefined })).toEqual([3, 2, 1]);
    expect(await ids({ since: Date.now() + 1_000_000 })).toEqual([]);
    expect(await ids({ ids: [1, 2], states: ['done'], collector: 'eyes' })).toEqual([]);
  });
});

describe('the lease', () => {
  it('is renewed while anything is owned, and only then', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const database = new DatabaseSync(file);
    onTestFinished(() => database.close());
    const until = () => database.prepare('SELECT until FROM owner').get()?.until;
    const id = await held('a');
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
    const another = await openAnother();
    const id = await held('a');
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
    const id = await held('a');
    database.exec(`UPDATE purchase SET owner = 'old'; INSERT INTO owner VALUES ('third', 'here', 1, '', 0)`);
    await ledger.adopt(id);
    await ledger.leave(id);
    await held('b');
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
    const id = await held('a');
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
