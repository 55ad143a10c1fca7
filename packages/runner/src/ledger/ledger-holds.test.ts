import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { hold, newFile, openLedger, order } from '../../test/ledger-support.ts';
import type { SqliteLedger } from './sqlite-ledger.ts';

let file: string;
let ledger: SqliteLedger;

beforeEach(async () => {
  file = newFile();
  ledger = await openLedger(file);
});

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
    await hold(ledger, 'a');
    const another = await openLedger(file);
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
    await ledger.settle(await hold(ledger, 'a'), 'first', 40);
    expect(await ledger.hold(order('a'), [])).toEqual({ state: 'answered' });
    // What a run has bought again it does not buy a third time.
    expect(await ledger.hold(order('a'), [], { again: true })).toEqual({ state: 'answered' });
    const again = await ledger.hold(order('a', { run: 'second' }), [], { again: true });
    expect(again).toMatchObject({ state: 'held', purchase: { id: 2 } });
    // Until the new answer is here, the old one is good.
    expect(await ledger.hold(order('a'), [])).toEqual({ state: 'answered' });
    expect(await ledger.readAnswer('a')).toBe('first');
    await ledger.settle(2, 'second', 50);
    expect(await ledger.readAnswer('a')).toBe('second');
    expect(await ledger.answered(['a'])).toEqual(
      new Map([['a', { purchase: 2, cost: 50, since: expect.any(Number), settled: expect.any(Number) }]]),
    );
    expect(await ledger.spent({})).toBe(90);
  });

  it('buys again what failed or was released', async () => {
    for (const state of ['failed', 'released'] as const)
      await ledger.close(await hold(ledger, 'a'), state, 'for a reason');
    expect(await hold(ledger, 'a')).toBe(3);
  });

  it('buys nothing again that may have been bought, unless that is wished', async () => {
    await ledger.close(await hold(ledger, 'a'), 'unconfirmed', 'for a reason');
    for (const options of [{}, { again: true }])
      expect(await ledger.hold(order('a'), [], options)).toMatchObject({
        state: 'unconfirmed',
        purchase: { id: 1, reason: 'for a reason' },
      });
    expect(await ledger.hold(order('a'), [], { doubtful: true })).toMatchObject({ state: 'held' });
    expect(await ledger.list()).toHaveLength(2);
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
    await hold(ledger, 'a', { price: 1, run: 'one' });
    await hold(ledger, 'b', { price: 10, pipeline: 'books' });
    await hold(ledger, 'c', { price: 100, provider: 'readers' });
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
      await close(await hold(ledger, name));
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
