import { CollectError, type CollectorDefinition } from '@bowerbird/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bench, pageCollector, temporaryFolder } from './support.ts';
import { tillCollector } from './till-collector.ts';
import { startTill, type Till, type TillClass, type TillOptions } from './till-server.ts';

const SOURCE = 'https://till.example/talk';

async function tillWith(options: TillOptions = {}): Promise<Till> {
  const till = await startTill(options);
  onTestFinished(() => till.close());
  return till;
}

function pipelineOf(till: Till, kind: TillClass, more: object = {}) {
  return { use: [{ collector: `till-${kind}`, options: { url: till.url } }], sources: [SOURCE], ...more };
}

async function shop(
  till: Till,
  kind: TillClass,
  config: object = {},
  options: object = {},
  definitions: readonly CollectorDefinition[] = [],
) {
  return bench(
    { pipelines: { p: pipelineOf(till, kind) }, ...config },
    [tillCollector(kind) as CollectorDefinition, ...definitions],
    { findForMs: 300, ...options },
  );
}

describe('what is bought', () => {
  it('is bought once, kept, and free from then on', async () => {
    const till = await tillWith();
    const base = temporaryFolder();
    const { runner, kept } = await shop(till, 'list', {}, { base });
    const summary = await runner.run({ maxCost: 1 });
    expect(summary.failures).toEqual([]);
    expect(summary.total).toMatchObject({ collected: 1, cost: 0.1, saved: 0, purchases: 1 });
    expect(summary.bought).toEqual([
      { pipeline: 'p', source: SOURCE, collector: 'till-list', provider: 'till-list', cost: 0.1 },
    ]);
    expect(summary.providers).toEqual([{ name: 'till-list', purchases: 1, cost: 0.1, saved: 0 }]);
    expect(kept.get('till:talk')?.text).toBe('All about talk.');
    const again = await runner.run({ maxCost: 1 });
    expect(again.total).toMatchObject({ collected: 1, cost: 0, saved: 0.1, hitRate: 1 });
    // Without the cache it comes from the ledger.
    const fresh = await shop(till, 'list', {}, { base });
    expect((await fresh.runner.run()).total).toMatchObject({
      collected: 1,
      from: { evidence: 1 },
      cost: 0,
      saved: 0.1,
    });
    expect(till.charges).toHaveLength(1);
  });

  it('is told before: what it would cost, and nothing that is here', async () => {
    const till = await tillWith();
    const { runner } = await shop(till, 'list');
    const plan = await runner.plan();
    expect(runner).toMatchObject({ paid: ['p'], budgeted: false });
    expect(plan).toMatchObject({
      price: { purchases: 1, most: 0.2, expected: 0.1, unpriced: 0 },
    });
    expect(plan.pipelines[0]?.items[0]).toMatchObject({ route: ['till-list'], price: { most: 0.2 } });
    await runner.run({ maxCost: 1 });
    expect(await runner.plan()).toMatchObject({ price: { purchases: 0, most: 0 } });
  });

  it('is told with what each budget has left for it', async () => {
    const till = await tillWith();
    const base = temporaryFolder();
    const budget = { run: '1 usd', day: '2 usd', pipelines: { p: { day: '0.25 usd' } } };
    const { runner } = await shop(till, 'list', { budget }, { base });
    const left = async () => {
      const { budgets } = await runner.plan({ refresh: true, buyAgain: true });
      return budgets.map(({ name, most, spent }) => `${name}: ${spent} of ${most}`);
    };
    const [perRun, perDay, own] = [
      'the budget for a run',
      'the budget for a day',
      'the budget of pipeline p for a day',
    ];
    expect(await left()).toEqual([`${perRun}: 0 of 1`, `${perDay}: 0 of 2`, `${own}: 0 of 0.25`]);
    await runner.run();
    expect(await left()).toEqual([`${perRun}: 0 of 1`, `${perDay}: 0.1 of 2`, `${own}: 0.1 of 0.25`]);
    // Where nothing is to be bought, nobody asks.
    expect((await runner.plan()).budgets).toEqual([]);
  });

  it('is not bought when nobody has approved, and says for how much it would be', async () => {
    const till = await tillWith();
    const { runner } = await shop(till, 'list');
    const summary = await runner.run();
    expect(summary).toMatchObject({ status: 'done', total: { skipped: 1, unbought: 1, cost: 0 } });
    expect(summary.unbought).toMatchObject([{ source: SOURCE, price: 0.2 }]);
    expect(till.charges).toEqual([]);
  });

  it('is not bought beyond a budget', async () => {
    const till = await tillWith();
    const sources = [1, 2, 3, 4, 5].map((number) => `https://till.example/${number}`);
    const config = {
      budget: { run: '0.45 usd' },
      pipelines: { p: { ...pipelineOf(till, 'list'), sources, concurrency: 5 } },
    };
    const { runner } = await shop(till, 'list', config);
    const summary = await runner.run();
    expect(summary.total.collected).toBeGreaterThanOrEqual(2);
    expect(summary.total.cost).toBeLessThanOrEqual(0.45);
    expect(summary.unbought[0]?.reason).toContain('the budget for a run is $0.45');
  });

  it('is bought again only when that is asked for', async () => {
    const till = await tillWith();
    const { runner } = await shop(till, 'list');
    await runner.run({ maxCost: 1 });
    await runner.run({ maxCost: 1, refresh: true });
    expect(till.charges).toHaveLength(1);
    expect(await runner.plan({ buyAgain: true })).toMatchObject({ price: { purchases: 1 } });
    expect((await runner.run({ maxCost: 1, buyAgain: true })).total).toMatchObject({ cost: 0.1, saved: 0 });
    expect(till.charges).toHaveLength(2);
    expect((await runner.costs.list()).map(({ cost, state }) => [cost, state])).toEqual([
      [0.1, 'done'],
      [0.1, 'done'],
    ]);
  });

  it('is changed after the purchase at no cost', async () => {
    const till = await tillWith();
    const base = temporaryFolder();
    await (await shop(till, 'list', {}, { base })).runner.run({ maxCost: 1 });
    const loud = { pipelines: { p: pipelineOf(till, 'list', { with: { loud: true } }) } };
    const changed = await shop(
      till,
      'list',
      { ...loud, pipelines: { p: { ...pipelineOf(till, 'list'), sources: [{ what: 'talk', loud: true }] } } },
      { base },
    );
    expect((await changed.runner.run()).total).toMatchObject({ collected: 1, cost: 0, saved: 0.1 });
    expect(changed.kept.get('till:talk')?.text).toBe('ALL ABOUT TALK.');
    expect(till.charges).toHaveLength(1);
  });
});

describe('a chain', () => {
  const failing = (recovery: 'retry' | 'next') =>
    pageCollector({
      async collect() {
        throw new CollectError('SOURCE_UNAVAILABLE', 'the connection was reset', { recovery });
      },
    });
  const chain = (till: Till) => ({
    pipelines: {
      p: {
        ...pipelineOf(till, 'list'),
        use: ['page', { collector: 'till-list', options: { url: till.url } }],
      },
    },
  });

  it('buys nothing in place of a free collector that may answer at another time', async () => {
    const till = await tillWith();
    const { runner } = await shop(till, 'list', chain(till), {}, [failing('retry')]);
    const summary = await runner.run({ maxCost: 1 });
    expect(summary.total).toMatchObject({ failed: 1, cost: 0 });
    expect(till.charges).toEqual([]);
  });

  it('buys where a free collector has said that it cannot, and tells why', async () => {
    const till = await tillWith();
    const { runner, events } = await shop(till, 'list', chain(till), {}, [failing('next')]);
    expect((await runner.run({ maxCost: 1 })).total).toMatchObject({ collected: 1, cost: 0.1 });
    const end = events.find((event) => event.type === 'task-end');
    expect(end).toMatchObject({
      outcome: { by: 'till-list', passed: [{ collector: 'page', reason: 'the connection was reset' }] },
    });
  });

  it('does not buy the first choice where the answer of a later one is here', async () => {
    const till = await tillWith();
    const base = temporaryFolder();
    const links = (...kinds: TillClass[]) =>
      kinds.map((kind) => ({ collector: `till-${kind}`, options: { url: till.url } }));
    const definitions = [tillCollector('id') as CollectorDefinition];
    const later = { pipelines: { p: { use: links('id'), sources: [SOURCE] } } };
    await (await shop(till, 'list', later, { base }, definitions)).runner.run({ maxCost: 1 });
    const both = { pipelines: { p: { use: links('list', 'id'), sources: [SOURCE] } } };
    const { runner } = await shop(till, 'list', both, { base }, definitions);
    expect((await runner.run({ maxCost: 1 })).total).toMatchObject({ collected: 1, cost: 0, saved: 0.1 });
    expect(till.charges).toHaveLength(1);
  });

  it('buys one thing once, whichever chains and pipelines name it', async () => {
    const till = await tillWith({ polls: 5 });
    const link = { collector: 'till-list', options: { url: till.url } };
    const { runner } = await shop(
      till,
      'list',
      { pipelines: { a: { use: ['page', link], sources: [SOURCE] }, b: { use: [link], sources: [SOURCE] } } },
      {},
      [failing('next')],
    );
    const summary = await runner.run({ maxCost: 1 });
    expect(summary.total).toMatchObject({ collected: 2, failed: 0, cost: 0.1 });
    expect(till.charges).toHaveLength(1);
  });
});

describe('an answer that is lost', () => {
  const dropOnce = () => {
    let dropped = false;
    return {
      answerAfterMs: () => 0,
      fault: undefined as TillOptions['fault'],
      once: (method: string) => {
        if (dropped || method === 'GET') return false;
        dropped = true;
        return true;
      },
    };
  };

  it.each(['key', 'list', 'id'] as const)('is paid once where the provider can tell: %s', async (kind) => {
    const { once } = dropOnce();
    // The till charges, and its answer comes after the deadline.
    let first = true;
    const till = await tillWith({ answerAfterMs: () => (first && once('POST') ? 3000 : 0) });
    const { runner } = await shop(till, kind, { timeout: '1500ms' });
    const summary = await runner.run({ maxCost: 5 });
    first = false;
    expect(summary.failures).toEqual([]);
    expect(summary.total).toMatchObject({ collected: 1, cost: 0.1 });
    expect(till.charges).toHaveLength(1);
  });

  it('is left for a person to decide where nobody can tell', async () => {
    let slow = true;
    const till = await tillWith({ answerAfterMs: () => (slow ? 3000 : 0) });
    const { runner } = await shop(till, 'none', { timeout: '1500ms' });
    const summary = await runner.run({ maxCost: 5 });
    expect(summary.failures).toMatchObject([
      { code: 'PURCHASE_UNCONFIRMED', hint: expect.stringContaining('bowerbird costs resolve 1') },
    ]);
    slow = false;
    expect((await runner.run({ maxCost: 5 })).failures).toMatchObject([{ code: 'PURCHASE_UNCONFIRMED' }]);
    expect(till.charges).toHaveLength(1);
    await runner.costs.resolve(1, 'not-bought');
    expect((await runner.run({ maxCost: 5 })).total).toMatchObject({ collected: 1, cost: 0.1 });
  });
});

describe('what is not finished', () => {
  it('is pending when the run is stopped, and gone on with by the next one', async () => {
    const till = await tillWith({ polls: 1e9 });
    const base = temporaryFolder();
    const { runner } = await shop(till, 'list', {}, { base });
    const drain = new AbortController();
    runner.subscribe((event) => {
      if (event.type === 'operation-start') setTimeout(() => drain.abort(), 20);
    });
    const summary = await runner.run({ maxCost: 1, drain: drain.signal });
    expect(summary.total).toMatchObject({ pending: 1, failed: 0 });
    expect(summary.pending[0]?.reason).toContain('the run was stopped');
    const [open] = await runner.costs.list();
    expect(open).toMatchObject({ state: 'started', answered: false });
    expect(till.charges).toHaveLength(1);
  });
});
