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

describe('answers', () => {
  it.each([
    ['nothing', null],
    ['a text', 'wörter 👂 \u0000 \ud800'],
    ['a short one', { words: [1, 2.5, { deep: ['x', false] }] }],
    ['a long one', { text: 'again and again '.repeat(10_000) }],
  ])('are kept: %s', async (_, answer) => {
    await ledger.settle(await hold(ledger, 'a'), answer, 5);
    const another = await openLedger(file);
    expect(await another.readAnswer('a')).toEqual(answer);
    expect(await another.readAnswer('b')).toBeUndefined();
    expect(await another.list()).toMatchObject([{ state: 'done', cost: 5, settled: expect.any(Number) }]);
  });

  it('are compressed when they are long', async () => {
    await ledger.settle(await hold(ledger, 'a'), 'again '.repeat(100_000), 5);
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
    await hold(ledger, 'first');
    await ledger.settle(await hold(ledger, 'a'), answer, 5);
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
    for (const name of ['a', 'b', 'c']) await ledger.settle(await hold(ledger, name), name, 5);
    await hold(ledger, 'd');
    const asked = ['c', 'a', 'd', 'e', ...Array.from({ length: 5000 }, (_, number) => `none ${number}`)];
    expect([...(await ledger.answered(asked)).keys()].sort()).toEqual(['a', 'c']);
    expect(await ledger.answered([])).toEqual(new Map());
  });

  it('can be thrown away; the cost stays, and the order can be bought again', async () => {
    for (const name of ['a', 'b']) await ledger.settle(await hold(ledger, name), name, 5);
    expect(await ledger.forget([1, 7])).toBe(1);
    expect(await ledger.forget([1])).toBe(0);
    expect(await ledger.readAnswer('a')).toBeUndefined();
    expect(await ledger.readAnswer('b')).toBe('b');
    expect(await ledger.list({ order: 'a' })).toMatchObject([{ state: 'done', cost: 5 }]);
    expect(await ledger.spent({})).toBe(10);
    expect(await hold(ledger, 'a')).toBe(3);
  });

  it('of one settled twice is the first', async () => {
    const id = await hold(ledger, 'a');
    await ledger.settle(id, 'first', 5);
    await ledger.settle(id, 'second', 7);
    expect(await ledger.readAnswer('a')).toBe('first');
    expect(await ledger.spent({})).toBe(5);
  });

  it('are kept when the purchase was closed or taken over meanwhile', async () => {
    const another = await openLedger(file);
    const [closed, taken] = [await hold(ledger, 'closed'), await hold(ledger, 'taken')];
    await ledger.close(closed, 'released', 'not in the list');
    await ledger.leave(taken);
    expect(await another.adopt(taken)).toBe(true);
    for (const id of [closed, taken]) await ledger.settle(id, `answer ${id}`, 5);
    expect(await another.readAnswer('closed')).toBe(`answer ${closed}`);
    expect(await another.list()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect((await another.list())[1]).not.toHaveProperty('reason');
  });

  it('that come late do not replace newer ones', async () => {
    const late = await hold(ledger, 'a');
    await ledger.close(late, 'released', 'not in the list');
    await ledger.settle(await hold(ledger, 'a'), 'newer', 5);
    await ledger.settle(late, 'older', 6);
    expect(await ledger.readAnswer('a')).toBe('newer');
    expect(await ledger.spent({})).toBe(11);
  });

  it('of no purchase are an error', async () => {
    await expect(ledger.settle(9, 'x', 5)).rejects.toMatchObject({ message: 'there is no purchase 9' });
    await expect(ledger.settle(await hold(ledger, 'a'), 'x', 0.1)).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
    });
  });
});
