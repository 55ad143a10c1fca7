import { CollectError, isBowerbirdError, type JsonValue, type Price, toErrorData } from '@bowerbird/core';
import { showDollars, showMost, toDollars, toMicro } from '../../ledger/money.ts';
import type { HoldResult, Purchase } from '../../ledger/types.ts';
import { aborted, type LinkWork } from '../attempt.ts';
import type { Answer, Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { Attempts, mayPass } from '../retry.ts';
import { tellAttempt, throwIfStopped } from '../with-attempts.ts';
import { readPaid } from './answer.ts';
import { callPaid, paidDefinition, providerOf } from './call.ts';
import { Unbought } from './endings.ts';
import { finishPurchase } from './finish.ts';
import { type Desk, providerDown, recoverHeld, startHeld, unconfirmed } from './start.ts';

/**
 * A link that buys: looks, takes a slot, looks again, price, prepare, hold, start, poll, answer and settle, read. The slot is kept to the end.
 * What is begun is written down before it is done, so another process can go on with it.
 * @param mayBuy whether something new may be bought; what is here or under way already is free
 */
export function purchase(engine: Engine, work: LinkWork, mayBuy: boolean): Promise<Answer> {
  return engine.spending.during(throughLedger(engine, work, mayBuy));
}

async function throughLedger(engine: Engine, work: LinkWork, mayBuy: boolean): Promise<Answer> {
  const ledger = await engine.spending.ledger;
  const desk: Desk = { engine, work, ledger };
  const { order = '' } = work.link;
  engine.spending.wanted.add(order);
  const open = engine.parts.mode.offline ? undefined : await ledger.open(order);
  if (open)
    return tellAttempt(engine, work, () => afterwards(desk, order, mayBuy, () => goOn(desk, open, mayBuy)));
  const here = await inSlot(desk, () => answerOf(desk, order));
  if (here) return here;
  if (engine.parts.mode.offline) throw offline(work);
  return tellAttempt(engine, work, () => afterwards(desk, order, mayBuy, () => buyNow(desk, order, mayBuy)));
}

/** Runs `turn` when it has its turn among those of its collector. */
async function inSlot<T>({ engine, work }: Desk, turn: () => Promise<T>): Promise<T> {
  const limit = engine.limit(work.bound.pipeline, work.via.link);
  return limit(async () => {
    work.begun?.();
    if (work.scope.aborted) throw work.scope.reason;
    if (engine.parts.drain.aborted) throw aborted();
    throwIfStopped(engine, work);
    return turn();
  });
}

/** The answer that is there after `settle`. What nobody can tell the end of is bought once more where that is wished. */
async function afterwards(
  desk: Desk,
  order: string,
  mayBuy: boolean,
  settle: () => Promise<void>,
): Promise<Answer> {
  const { work } = desk;
  await settle().catch((error: unknown) => {
    // Once: what cannot be told twice in a row will not be told the third time.
    if (mayBuyTwice(desk) && isUnconfirmed(error)) return buyNow(desk, order, mayBuy);
    throw error;
  });
  const bought = await answerOf(desk, order, true);
  if (bought) return bought;
  const message = `${work.link.collector} sold it, and the answer is not there`;
  throw new CollectError('COLLECTOR_FAILED', message, { recovery: 'retry' });
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

/** Buys, and tries again what certainly was not bought. Waiting takes no slot. */
async function buyNow(desk: Desk, order: string, mayBuy: boolean): Promise<void> {
  const { engine, work, ledger } = desk;
  if (!mayBuy) throw notNow(work);
  const provider = providerOf(paidDefinition(work));
  const attempts = new Attempts(engine.parts.retry);
  for (;;) {
    const failed = await inSlot(desk, async () => {
      const held = await holdNow(desk, order, provider);
      if (held === undefined) return undefined;
      if (held.state === 'open') return held;
      const started = await startHeld(desk, held.purchase);
      if (!('notBought' in started)) return finishPurchase(desk, held.purchase, started);
      await ledger.close(
        held.purchase.id,
        'released',
        engine.parts.scrub(toErrorData(started.notBought).message),
      );
      return started;
    });
    if (!failed) return;
    if ('state' in failed) return goOn(desk, failed, mayBuy);
    const { notBought: error } = failed;
    if (engine.spending.breaker(provider).waitMs > 0 && mayPass(error)) throw providerDown(provider);
    const waitMs = attempts.failed(error);
    if (waitMs === undefined) throw error;
    await pause(engine, waitMs, work.scope);
  }
}

type Held = Extract<HoldResult, { state: 'held' | 'open' }>;

/** Price, prepare, hold. `undefined`: it was bought meanwhile. @throws {Unbought} */
async function holdNow(desk: Desk, order: string, provider: string): Promise<Held | undefined> {
  const { engine, work, ledger } = desk;
  const definition = paidDefinition(work);
  await refuseDoubtful(desk, order);
  const price = await priceOf(desk);
  const limits = engine.spending.limitsFor(work.bound.pipeline.name, provider);
  if (limits.length === 0)
    throw new Unbought('NOT_APPROVED', notApproved(definition.name, price), price.most);
  if (engine.spending.breaker(provider).waitMs > 0) throw providerDown(provider);
  const call = { doing: 'prepare', timeoutMs: Math.max(PREPARE_MS, work.bound.pipeline.timeoutMs) };
  const prepared = await repeated(desk, () =>
    callPaid<JsonValue>(engine, work, call, async (instance, context) =>
      instance.prepare ? instance.prepare(work.via.request, context) : null,
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
    { again: engine.spending.isBoughtAgain(order), doubtful: mayBuyTwice(desk) },
  );
  if (held.state === 'answered') return undefined;
  if (held.state === 'unconfirmed') throw doubt(desk, held.purchase);
  if (held.state === 'refused') throw noRoom(held, price);
  return held;
}

/** Before anything is uploaded for nothing; `hold` looks again. */
async function refuseDoubtful(desk: Desk, order: string): Promise<void> {
  const [doubtful] = await desk.ledger.list({ order, states: ['unconfirmed'] });
  if (doubtful && !mayBuyTwice(desk)) throw doubt(desk, doubtful);
}

function mayBuyTwice({ engine }: Desk): boolean {
  return engine.spending.parts.budget.onAmbiguous === 'retry';
}

function doubt(
  { work }: Desk,
  { id, reason = 'the process that bought it is gone' }: Purchase,
): CollectError {
  return unconfirmed(work.link.collector, id, reason);
}

function noRoom({ limit, spent }: Extract<HoldResult, { state: 'refused' }>, price: Price): Unbought {
  const used = showDollars(toDollars(spent));
  const message = `${limit.name} is ${showDollars(toDollars(limit.most))}, of which ${used} is spent or reserved: ${showMost(price.most)} more does not fit`;
  return new Unbought('BUDGET_REACHED', message, price.most);
}

const LOOK_AGAIN_MS = 250;

/** An open purchase: of somebody who is at it, who is waited for, or of somebody who is gone, whose place is taken. Waiting takes no slot. */
async function goOn(
  desk: Desk,
  found: { readonly purchase: Purchase; readonly ownerAlive: boolean },
  mayBuy: boolean,
): Promise<void> {
  const { engine, work, ledger } = desk;
  work.begun?.();
  const { order } = found.purchase;
  for (let open: typeof found | undefined = found; open; open = await ledger.open(order)) {
    if (!open.ownerAlive && (await ledger.adopt(open.purchase.id)))
      return resume(desk, open.purchase, mayBuy);
    await pause(engine, LOOK_AGAIN_MS, work.scope);
  }
  // It came to its end. Where that was none, it is this one's turn.
  if (!(await ledger.answered([order])).has(order)) return buyNow(desk, order, mayBuy);
}

async function resume(desk: Desk, purchase: Purchase, mayBuy: boolean): Promise<void> {
  const { ledger } = desk;
  const { id, operation, order } = purchase;
  if (operation !== undefined)
    return inSlot(desk, () =>
      finishPurchase(desk, purchase, { state: 'pending', operation, pollAfterMs: 0 }),
    );
  const found = await recoverHeld(desk, purchase);
  if (found === undefined) {
    await ledger.close(id, 'released', 'the provider’s list does not have it');
    return buyNow(desk, order, mayBuy);
  }
  return inSlot(desk, async () => {
    const started = found === 'ask again' ? await startHeld(desk, purchase, true) : found;
    if ('notBought' in started) throw started.notBought;
    return finishPurchase(desk, purchase, started);
  });
}

// The least there is: a limit that has no room left, or none at all, refuses it like anything else.
export const UNKNOWN: Price = { most: 1e-6, expected: 1e-6 };

/** What it will cost; `UNKNOWN` where nobody can say and that is allowed. @throws {Unbought} `PRICE_UNKNOWN` */
export async function priceOf({ engine, work }: Pick<Desk, 'engine' | 'work'>): Promise<Price> {
  const price = await repeated({ engine, work }, () =>
    callPaid<Price | undefined>(engine, work, { doing: 'price', recorded: true }, (instance, context) =>
      instance.price(work.via.request, context),
    ),
  );
  if (price) return price;
  if (engine.spending.parts.budget.unknownPrices === 'allow') return UNKNOWN;
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
