import { CollectError, isBowerbirdError, type JsonValue, type Price } from '@bowerbird/core';
import { showDollars, showMost, toDollars, toMicro } from '../../ledger/money.ts';
import type { HoldResult, Purchase } from '../../ledger/types.ts';
import { aborted, type LinkWork } from '../attempt.ts';
import type { Answer, Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { Attempts } from '../retry.ts';
import { tellAttempt, throwIfStopped } from '../with-attempts.ts';
import { readPaid } from './answer.ts';
import { callPaid, paidDefinition, providerOf } from './call.ts';
import { Unbought } from './endings.ts';
import { finishPurchase } from './finish.ts';
import { type Desk, providerDown, recoverStart, startPurchase, unconfirmed } from './start.ts';

/**
 * A link that buys, with its slot taken to the end: looks again, price, prepare, hold, start, poll, answer and settle, read.
 * What is begun is written down before it is done, so another process can go on with it.
 * @param mayBuy whether something new may be bought; what is here or under way already is free
 */
export async function purchase(engine: Engine, work: LinkWork, mayBuy: boolean): Promise<Answer> {
  const limit = engine.limit(work.bound.pipeline, work.via.link);
  return engine.spending.during(
    limit(async () => {
      work.begun?.();
      if (work.scope.aborted) throw work.scope.reason;
      if (engine.parts.drain.aborted) throw aborted();
      const ledger = await engine.spending.ledger;
      return throughLedger({ engine, work, ledger }, mayBuy);
    }),
  );
}

async function throughLedger(desk: Desk, mayBuy: boolean): Promise<Answer> {
  const { engine, work, ledger } = desk;
  const { order = '' } = work.link;
  const here = await answerOf(desk, order);
  if (here) return here;
  if (engine.parts.mode.offline) throw offline(work);
  throwIfStopped(engine, work);
  const open = await ledger.open(order);
  return tellAttempt(engine, work, async () => {
    await (open ? goOn(desk, open) : mayBuy ? buy(desk, order) : Promise.reject(notNow(work))).catch(
      (error: unknown) => {
        const mayBuyTwice = engine.spending.parts.budget.onAmbiguous === 'retry' && isUnconfirmed(error);
        // Once: what cannot be told twice in a row will not be told the third time.
        if (mayBuyTwice) return buy(desk, order);
        throw error;
      },
    );
    const bought = await answerOf(desk, order, true);
    if (bought) return bought;
    throw new CollectError(
      'COLLECTOR_FAILED',
      `${work.link.collector} sold it, and the answer is not there`,
      { recovery: 'retry' },
    );
  });
}

function isUnconfirmed(error: unknown): boolean {
  return isBowerbirdError(error) && error.code === 'PURCHASE_UNCONFIRMED';
}

/** What is there already. @param now it has just been settled: what was to be bought again is here */
async function answerOf(desk: Desk, order: string, now = false): Promise<Answer | undefined> {
  if (!now && desk.engine.spending.isBoughtAgain(order)) return undefined;
  const found = (await desk.ledger.answered([order])).get(order);
  return found && readPaid(desk, order, found);
}

// An upload of gigabytes takes its time, and nothing is paid for yet.
const PREPARE_MS = 30 * 60_000;

async function buy(desk: Desk, order: string): Promise<void> {
  const { engine, work, ledger } = desk;
  const definition = paidDefinition(work);
  const provider = providerOf(definition);
  const [doubtful] = await ledger.list({ order, states: ['unconfirmed'] });
  if (doubtful && engine.spending.parts.budget.onAmbiguous === 'hold')
    throw unconfirmed(definition.name, doubtful.id, doubtful.reason ?? 'the process that bought it is gone');
  const price = await priceOf(desk);
  const limits = engine.spending.limitsFor(work.bound.pipeline.name, provider);
  if (limits.length === 0)
    throw new Unbought('NOT_APPROVED', notApproved(definition.name, price), price.most);
  if (engine.spending.breaker(provider).waitMs > 0) throw providerDown(provider);
  const prepared = await repeated(desk, () =>
    callPaid<JsonValue>(
      engine,
      work,
      { doing: 'prepare', timeoutMs: Math.max(PREPARE_MS, work.bound.pipeline.timeoutMs) },
      async (instance, context) => (instance.prepare ? instance.prepare(work.via.request, context) : null),
    ),
  );
  const held = await ledger.hold(
    {
      order,
      collector: definition.name,
      provider,
      pipeline: work.bound.pipeline.name,
      run: engine.spending.parts.run,
      source: engine.parts.scrub(work.bound.task.source),
      prepared,
      price: toMicro(price.most),
      expected: toMicro(price.expected ?? price.most),
    },
    limits,
    { again: engine.spending.isBoughtAgain(order) },
  );
  await afterHold(desk, held, price);
}

async function afterHold(desk: Desk, held: HoldResult, price: Price): Promise<void> {
  switch (held.state) {
    case 'answered':
      return;
    case 'open':
      return goOn(desk, held);
    case 'refused': {
      const { name, most } = held.limit;
      const spent = showDollars(toDollars(held.spent));
      const message = `${name} is ${showDollars(toDollars(most))}, of which ${spent} is spent or reserved: ${showMost(price.most)} more does not fit`;
      throw new Unbought('BUDGET_REACHED', message, price.most);
    }
    case 'held':
      return finishPurchase(desk, held.purchase, await startPurchase(desk, held.purchase));
  }
}

const LOOK_AGAIN_MS = 250;

/** An open purchase: of somebody who is at it, who is waited for, or of somebody who is gone, whose place is taken. */
async function goOn(
  desk: Desk,
  found: { readonly purchase: Purchase; readonly ownerAlive: boolean },
): Promise<void> {
  const { engine, work, ledger } = desk;
  for (let open: typeof found | undefined = found; open; open = await ledger.open(found.purchase.order)) {
    if (!open.ownerAlive && (await ledger.adopt(open.purchase.id))) return resume(desk, open.purchase);
    await pause(engine, LOOK_AGAIN_MS, work.scope);
  }
}

async function resume(desk: Desk, purchase: Purchase): Promise<void> {
  const { operation } = purchase;
  if (operation !== undefined)
    return finishPurchase(desk, purchase, { state: 'pending', operation, pollAfterMs: 0 });
  const started = (await recoverStart(desk, purchase)) ?? (await startPurchase(desk, purchase));
  return finishPurchase(desk, purchase, started);
}

/** What it will cost. @throws {Unbought} `PRICE_UNKNOWN` */
export async function priceOf({ engine, work }: Pick<Desk, 'engine' | 'work'>): Promise<Price> {
  const price = await repeated({ engine, work }, () =>
    callPaid<Price | undefined>(engine, work, { doing: 'price', recorded: true }, (instance, context) =>
      instance.price(work.via.request, context),
    ),
  );
  if (price) return price;
  if (engine.spending.parts.budget.unknownPrices === 'allow') return { most: 0, expected: 0 };
  throw new Unbought(
    'PRICE_UNKNOWN',
    `${work.link.collector} cannot say what it costs, so it is not bought (budget.unknownPrices: allow would)`,
    undefined,
  );
}

/** What is free is repeated as free collectors are. */
async function repeated<T>(
  { engine, work }: Pick<Desk, 'engine' | 'work'>,
  call: () => Promise<T>,
): Promise<T> {
  const attempts = new Attempts(engine.parts.retry);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const waitMs = work.scope.aborted ? undefined : attempts.failed(error);
      if (waitMs === undefined) throw error;
      await pause(engine, waitMs, work.scope);
    }
  }
}

function notApproved(collector: string, { most }: Price): string {
  return `${collector} would sell it for ${showMost(most)} at most, and nobody has approved of that`;
}

function notNow({ link }: LinkWork): CollectError {
  return new CollectError(
    'NOT_APPROVED',
    `${link.collector} was not asked: a free collector before it may answer at another time`,
    {
      recovery: 'next',
      hint: 'Run again: what fails for want of a connection is not bought instead.',
    },
  );
}

function offline({ link }: LinkWork): CollectError {
  return new CollectError('OFFLINE', `${link.collector} has not sold it yet, and nothing is bought offline`, {
    recovery: 'next',
    hint: 'Run again without --offline.',
  });
}
