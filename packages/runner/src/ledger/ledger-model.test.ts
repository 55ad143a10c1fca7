import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import type { Limit, NewPurchase, Purchase, PurchaseState } from './types.ts';

const RUN: Limit = { name: 'run', most: 120, run: 'one' };
const PROVIDER: Limit = { name: 'provider', most: 90, provider: 'p1' };
const ALL: Limit = { name: 'all', most: 200 };
const LIMITS = [RUN, PROVIDER, ALL];

interface Row extends NewPurchase {
  readonly id: number;
  state: PurchaseState;
  operation?: number;
  cost?: number | undefined;
  owner?: number | undefined;
}

/** What a ledger should do, in the plainest words. Two instances of it share the rows. */
class Model {
  readonly rows: Row[] = [];
  readonly answers = new Map<string, { readonly purchase: number; readonly answer: number }>();

  spent({ run, provider }: Pick<Limit, 'run' | 'provider'>): number {
    return this.rows
      .filter((row) => (run ?? row.run) === row.run && (provider ?? row.provider) === row.provider)
      .reduce((sum, { state, cost, price }) => sum + (state === 'released' ? 0 : (cost ?? price)), 0);
  }

  open(order: string): Row | undefined {
    return this.rows.find((row) => row.order === order && isOpen(row));
  }

  hold(
    purchase: NewPurchase,
    limits: readonly Limit[],
    { again, doubtful }: { readonly again: boolean; readonly doubtful: boolean },
    owner: number,
  ): unknown {
    const answer = this.answers.get(purchase.order);
    const bought = answer && this.rows[answer.purchase - 1];
    if (bought && (!again || bought.run === purchase.run)) return { state: 'answered' };
    const open = this.open(purchase.order);
    if (open) return { state: 'open', purchase: shown(open), ownerAlive: open.owner !== undefined };
    const unknown = this.rows.findLast(
      ({ order, state }) => order === purchase.order && state === 'unconfirmed',
    );
    if (unknown && !doubtful) return { state: 'unconfirmed', purchase: shown(unknown) };
    const limit = limits.find((limit) => this.spent(limit) + purchase.price > limit.most);
    if (limit) return { state: 'refused', limit, spent: this.spent(limit) };
    const row: Row = { ...purchase, id: this.rows.length + 1, state: 'held', owner };
    this.rows.push(row);
    return { state: 'held', purchase: shown(row) };
  }
}

const isOpen = ({ state }: Row) => state === 'held' || state === 'started';

/** A row as the ledger shows it, without times and reasons. */
function shown({ owner, cost, operation, ...row }: Row): Partial<Purchase> {
  return { ...row, ...(cost !== undefined && { cost }), ...(operation !== undefined && { operation }) };
}

function withoutTimes({ since, settled, reason, ...purchase }: Purchase): Partial<Purchase> {
  return purchase;
}

const at = fc.nat({ max: 1 });
const order = fc.constantFrom('a', 'b', 'c', 'd');
const target = fc.nat({ max: 12 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('hold' as const),
      at,
      order,
      price: fc.nat({ max: 60 }),
      run: fc.constantFrom('one', 'two'),
      provider: fc.constantFrom('p1', 'p2'),
      again: fc.boolean(),
      doubtful: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('settle' as const),
      at,
      target,
      part: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      answer: fc.nat(),
    }),
  },
  fc.record({ what: fc.constant('attach' as const), at, target, operation: fc.nat() }),
  fc.record({ what: fc.constantFrom('leave' as const, 'adopt' as const), at, target }),
  fc.record({
    what: fc.constant('close' as const),
    at,
    target,
    state: fc.constantFrom('failed' as const, 'released' as const, 'unconfirmed' as const),
    part: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  fc.record({
    what: fc.constant('resolve' as const),
    at,
    target,
    as: fc.constantFrom('bought' as const, 'not-bought' as const),
  }),
  fc.record({ what: fc.constant('forget' as const), at, ids: fc.array(target, { maxLength: 2 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

type ChangeStep =
  | (Step & { what: 'attach' | 'close' })
  | { readonly what: 'leave'; readonly at: number; readonly target: number };

const LOST = { code: 'LEASE_LOST' };
const WRONG = { code: 'LEDGER_FAILED' };

async function takeStep(ledgers: readonly SqliteLedger[], model: Model, step: Step): Promise<void> {
  const ledger = ledgers[step.at]!;
  if (step.what === 'hold') return hold(ledger, model, step);
  if (step.what === 'forget') {
    const gone = [...model.answers].filter(([, { purchase }]) => step.ids.includes(purchase));
    for (const [order] of gone) model.answers.delete(order);
    expect(await ledger.forget(step.ids)).toBe(gone.length);
    return;
  }
  // Numbers that there are not yet are asked for as well.
  const row = model.rows[step.target];
  const id = step.target + 1;
  if (step.what === 'adopt') {
    const free = row !== undefined && isOpen(row) && row.owner === undefined;
    expect(await ledger.adopt(id)).toBe(free);
    if (free) row.owner = step.at;
  } else if (step.what === 'settle') await settle(ledger, model, step, row);
  else if (step.what === 'resolve') {
    const isLeft = row !== undefined && isOpen(row) && row.owner === undefined;
    if (row?.state !== 'unconfirmed' && !isLeft)
      return expect(ledger.resolve(id, step.as)).rejects.toMatchObject(WRONG);
    await ledger.resolve(id, step.as);
    row.owner = undefined;
    row.state = step.as === 'bought' ? 'failed' : 'released';
    row.cost = step.as === 'bought' ? row.price : 0;
  } else await change(ledger, step as ChangeStep, row);
}

async function hold(ledger: SqliteLedger, model: Model, step: Step & { what: 'hold' }): Promise<void> {
  const { order, price, run, provider, again, doubtful } = step;
  const expected = Math.floor(price / 2);
  const purchase = {
    order,
    price,
    expected,
    run,
    provider,
    collector: 'c',
    pipeline: 'p',
    source: 's',
    prepared: { order },
  };
  const limits = LIMITS.filter(
    (limit) => (limit.run ?? run) === run && (limit.provider ?? provider) === provider,
  );
  const result = await ledger.hold(purchase, limits, { again, doubtful });
  const told = 'purchase' in result ? { ...result, purchase: withoutTimes(result.purchase) } : result;
  expect(told).toEqual(model.hold(purchase, limits, { again, doubtful }, step.at));
}

async function settle(
  ledger: SqliteLedger,
  model: Model,
  step: Step & { what: 'settle' },
  row: Row | undefined,
): Promise<void> {
  const id = step.target + 1;
  const cost = step.part === null ? undefined : Math.floor(step.part * (row?.price ?? 0));
  // Only what is open: what is settled after it was released may pass a limit, because it was bought in spite of it.
  if (row && !isOpen(row) && row.state !== 'done') return;
  const settling = ledger.settle(id, step.answer, cost);
  if (!row) return expect(settling).rejects.toMatchObject(WRONG);
  await settling;
  if (row.state === 'done') return;
  Object.assign(row, { state: 'done', cost: cost ?? row.expected, owner: undefined });
  model.answers.set(row.order, { purchase: id, answer: step.answer });
}

async function change(ledger: SqliteLedger, step: ChangeStep, row: Row | undefined): Promise<void> {
  const id = step.target + 1;
  const cost =
    step.what !== 'close' || step.part === null ? undefined : Math.floor(step.part * (row?.price ?? 0));
  const changing =
    step.what === 'attach'
      ? ledger.attach(id, step.operation)
      : step.what === 'leave'
        ? ledger.leave(id)
        : ledger.close(id, step.state, 'for a reason', cost);
  if (!row || !isOpen(row)) return expect(changing).rejects.toMatchObject(WRONG);
  if (row.owner !== step.at) return expect(changing).rejects.toMatchObject(LOST);
  await changing;
  if (step.what === 'attach') Object.assign(row, { state: 'started', operation: step.operation });
  else row.owner = undefined;
  if (step.what !== 'close') return;
  row.state = step.state;
  row.cost = { failed: cost, released: 0, unconfirmed: undefined }[step.state];
}

async function expectSame(ledger: SqliteLedger, model: Model): Promise<void> {
  expect((await ledger.list()).map(withoutTimes)).toEqual(model.rows.map(shown).reverse());
  for (const limit of LIMITS) {
    const spent = await ledger.spent(limit);
    expect(spent).toBe(model.spent(limit));
    expect(spent).toBeLessThanOrEqual(limit.most);
  }
  const answered = await ledger.answered(['a', 'b', 'c', 'd', 'e']);
  expect([...answered.keys()].sort()).toEqual([...model.answers.keys()].sort());
  for (const [order, { purchase, answer }] of model.answers) {
    expect(answered.get(order)).toMatchObject({ purchase, cost: model.rows[purchase - 1]?.cost });
    expect(await ledger.readAnswer(order)).toBe(answer);
  }
}

it('does what its model does, with limits that hold after each step', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const file = join(folder, `${files++}.sqlite`);
      const ledgers = [await SqliteLedger.open(file), await SqliteLedger.open(file)];
      const model = new Model();
      try {
        for (const [number, step] of steps.entries()) {
          await takeStep(ledgers, model, step);
          await expectSame(ledgers[number % 2]!, model);
        }
      } finally {
        await Promise.all(ledgers.map((ledger) => ledger.end()));
      }
      // All that was open was left; the rest is on the disk.
      const after = await SqliteLedger.open(file);
      for (const row of model.rows) row.owner = undefined;
      await expectSame(after, model);
      for (const row of model.rows.filter(isOpen))
        expect(await after.open(row.order)).toMatchObject({ purchase: shown(row), ownerAlive: false });
      await after.end();
    }),
    { numRuns: 40 },
  );
});
