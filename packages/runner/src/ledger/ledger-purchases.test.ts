import { beforeEach, describe, expect, it } from 'vitest';
import { hold, newFile, openLedger, order } from '../../test/ledger-support.ts';
import type { SqliteLedger } from './sqlite-ledger.ts';

let file: string;
let ledger: SqliteLedger;

beforeEach(async () => {
  file = newFile();
  ledger = await openLedger(file);
});

describe('an open purchase', () => {
  it('gets its operation, and another one in its place', async () => {
    const id = await hold(ledger, 'a');
    await ledger.attach(id, { id: 'x1' });
    expect(await ledger.open('a')).toMatchObject({ purchase: { state: 'started', operation: { id: 'x1' } } });
    await ledger.attach(id, { id: 'x2' });
    expect(await ledger.open('a')).toMatchObject({ purchase: { operation: { id: 'x2' } } });
    await ledger.settle(id, 'answer', 5);
    expect(await ledger.list()).toMatchObject([{ state: 'done', operation: { id: 'x2' } }]);
  });

  it('is closed once, with a reason', async () => {
    const id = await hold(ledger, 'a');
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
    const another = await openLedger(file);
    const id = await hold(ledger, 'a');
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
    const another = await openLedger(file);
    const id = await hold(ledger, 'a');
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
    const another = await openLedger(file);
    await hold(another, 'a');
    // Nobody waits for these: they are paid for all the same.
    const id = await hold(another, 'b');
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
    const id = await hold(ledger, 'a');
    await expect(ledger.resolve(id, as)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    await ledger.close(id, 'unconfirmed', 'the connection was cut');
    await ledger.resolve(id, as);
    expect(await ledger.list()).toMatchObject([
      { state, cost, reason: expect.stringMatching(/bought.*: the connection was cut/) },
    ]);
    expect(await ledger.spent({})).toBe(cost);
    await expect(ledger.resolve(id, as)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    await expect(ledger.resolve(99, as)).rejects.toMatchObject({ message: 'there is no purchase 99' });
    expect(await hold(ledger, 'a')).toBe(2);
  });
});

describe('list', () => {
  it('gives the newest first, and what all filters let through', async () => {
    await ledger.settle(await hold(ledger, 'a'), 'x', 1);
    await hold(ledger, 'b', { pipeline: 'books', collector: 'eyes' });
    await ledger.close(await hold(ledger, 'c', { run: 'second' }), 'failed', 'no');
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
