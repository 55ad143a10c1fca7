import { sha256 } from '@bowerbird/cache';
import { CollectError, type JsonValue, type OperationState, toErrorData } from '@bowerbird/core';
import type { Ledger, Purchase } from '../../ledger/types.ts';
import { BusyError, isUnsent } from '../../network/failures.ts';
import type { LinkWork } from '../attempt.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { Attempts, mayPass } from '../retry.ts';
import { callPaid, paidDefinition, unending } from './call.ts';
import { isRefusal, refusedOpen, StillPending } from './endings.ts';

/** Whether something was bought by a start that failed. */
type Bought = 'no' | 'maybe';

interface Failed {
  readonly error: unknown;
  readonly bought: Bought;
  /** The provider did not answer, or not as one that works. */
  readonly isDown: boolean;
}

/** What a purchase is made with. */
export interface Desk {
  readonly engine: Engine;
  readonly work: LinkWork;
  readonly ledger: Ledger;
}

/** It was certainly not bought: why. */
export interface NotBought {
  readonly notBought: unknown;
}

/**
 * The purchase under one hold, and whatever it takes to know whether it was made: what may have been is looked for in the provider's
 * list, or asked for again under the same key, or left for a person to decide.
 * @param doubtful a process before this one may have made it
 */
export async function startHeld(
  desk: Desk,
  purchase: Purchase,
  doubtful = false,
): Promise<OperationState | NotBought> {
  const { engine } = desk;
  const breaker = engine.spending.breaker(purchase.provider);
  const attempts = new Attempts(engine.parts.retry);
  const began = performance.now();
  for (let doubt = doubtful; ; ) {
    const tried = await tryStart(desk, purchase);
    if ('state' in tried) {
      breaker.succeeded();
      return tried;
    }
    if (tried.isDown) breaker.failed();
    doubt ||= tried.bought === 'maybe';
    if (!doubt) return { notBought: tried.error };
    const found = await confirm(desk, purchase, tried.error, performance.now());
    if (found !== 'ask again') return found ?? { notBought: tried.error };
    // Under its key it can be asked for as long as it could be looked for in a list: a short outage passes.
    const isLate = performance.now() - began >= engine.spending.parts.findForMs;
    const waitMs =
      attempts.failed(tried.error) ?? (isLate ? undefined : Math.max(ASK_AGAIN_MS, breaker.waitMs));
    if (waitMs === undefined) throw await leaving(desk, purchase, tried.error);
    await pause(engine, waitMs, desk.work.scope).catch(async () => {
      throw await leaving(desk, purchase, 'the run was stopped');
    });
  }
}

/** After a crash between hold and operation. `undefined`: it was certainly not bought. */
export async function recoverHeld(
  desk: Desk,
  purchase: Purchase,
): Promise<OperationState | undefined | 'ask again'> {
  // As long as the hold is old it has been looked for, in a way: whatever was bought stands in the list by now.
  const heldFor = Math.max(0, Date.now() - purchase.since);
  return confirm(
    desk,
    purchase,
    new Error('the process that bought it is gone'),
    performance.now() - heldFor,
  );
}

async function tryStart(desk: Desk, purchase: Purchase): Promise<OperationState | Failed> {
  const { engine, work } = desk;
  const definition = paidDefinition(work);
  const order = definition.order(work.via.request);
  let answered: number | undefined;
  let sent = false;
  const watch =
    (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
    async (input, init) => {
      // Until the contrary is known: the deadline may end this call while it waits.
      sent = true;
      answered = undefined;
      try {
        // No purchase follows a redirect: nobody knows what stands at its end.
        const response = await fetch(input, { ...init, redirect: 'manual' });
        answered = response.status;
        return response;
      } catch (error) {
        if (error instanceof BusyError) answered = error.status;
        sent = !isUnsent(error);
        throw error;
      }
    };
  try {
    const idempotencyKey = await keyOf(desk, purchase);
    // Nothing but its own deadline ends it: it is paid for.
    return await callPaid(
      engine,
      work,
      { doing: 'start', scope: unending(), watch, idempotencyKey },
      (instance, context) => instance.start(order, purchase.prepared, context),
    );
  } catch (error) {
    // A client error is an answer (RFC 9110, section 15.5): the provider has refused the request. Anything else tells nothing.
    const refused = answered !== undefined && answered >= 300 && answered < 500;
    return { error, bought: !sent || refused ? 'no' : 'maybe', isDown: !refused && mayPass(error) };
  }
}

/** The same for one purchase in all processes, and another one when the same is bought anew. */
async function keyOf({ ledger }: Desk, { order }: Purchase): Promise<string> {
  const { length } = await ledger.list({ order, states: ['done', 'failed'] });
  return length === 0 ? order : sha256(`${order} ${length}`);
}

const ASK_AGAIN_MS = 1_000;
const FIRST_FIND_MS = 250;
const LONGEST_FIND_MS = 5_000;

/**
 * Finds out whether it was bought. `undefined`: it was not. `ask again`: under the same key nothing is bought twice.
 * @param since when it was started last, by `performance.now()`
 */
async function confirm(
  desk: Desk,
  purchase: Purchase,
  cause: unknown,
  since: number,
): Promise<OperationState | undefined | 'ask again'> {
  const { engine, work, ledger } = desk;
  const definition = paidDefinition(work);
  const instance = await engine.instance(work.via.link);
  if ('find' in instance) return findLate(desk, purchase, since);
  if (definition.idempotent) return 'ask again';
  const { message } = toErrorData(cause);
  await ledger.close(purchase.id, 'unconfirmed', engine.parts.scrub(message));
  throw unconfirmed(definition.name, purchase.id, message);
}

/** Asks the provider's list until whatever was started would stand in it. */
async function findLate(desk: Desk, purchase: Purchase, since: number): Promise<OperationState | undefined> {
  const { engine, work } = desk;
  const { findForMs } = engine.spending.parts;
  const definition = paidDefinition(work);
  const order: JsonValue = definition.order(work.via.request);
  const from = await earliest(desk, purchase);
  const began = performance.now();
  engine.parts.emit({
    type: 'log',
    pipeline: work.bound.pipeline.name,
    key: work.bound.task.key,
    collector: work.link.collector,
    message: `asking ${purchase.provider} whether ${work.bound.task.source} was bought: its answer was lost`,
  });
  for (let waitMs = FIRST_FIND_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_FIND_MS)) {
    let sure = true;
    const found = await callPaid(engine, work, { doing: 'find' }, (instance, context) =>
      instance.find?.(order, purchase.prepared, from, context),
    ).catch(async (error: unknown) => {
      if (isRefusal(error)) throw await refusedOpen(desk, purchase, error);
      if (!mayPass(error) || work.scope.aborted) throw await leaving(desk, purchase, error);
      sure = false;
      return undefined;
    });
    if (found) return found;
    const isOld = performance.now() - since >= findForMs;
    if (sure && isOld) return undefined;
    if (isOld && performance.now() - began >= 2 * findForMs)
      throw await leaving(desk, purchase, 'the provider does not answer');
    await pause(engine, waitMs, work.scope).catch(async () => {
      throw await leaving(desk, purchase, 'the run was stopped');
    });
  }
}

// Clocks of providers differ from ours by seconds.
const CLOCK_SKEW_MS = 120_000;

/** From when on a purchase in the provider's list can be this one: not one of the same that was settled before. */
async function earliest({ ledger }: Desk, { order, since }: Purchase): Promise<number> {
  const before = await ledger.list({ order, states: ['done', 'failed'] });
  return Math.max(since - CLOCK_SKEW_MS, ...before.map(({ settled = 0 }) => settled + 1));
}

async function leaving({ work, ledger }: Desk, { id }: Purchase, error: unknown): Promise<StillPending> {
  await ledger.leave(id);
  const reason = typeof error === 'string' ? error : toErrorData(error).message;
  return new StillPending(work.link.collector, `whether it was bought is not known yet: ${reason}`);
}

/** The error of a purchase of which nobody can tell whether it was made. */
export function unconfirmed(collector: string, id: number, reason: string): CollectError {
  return new CollectError(
    'PURCHASE_UNCONFIRMED',
    `${collector} may have sold it, and nobody can tell: ${reason}`,
    {
      // Another one of the chain would be paid a second time.
      recovery: 'retry',
      hint: `Look into the account of the provider, then say: bowerbird costs resolve ${id} bought (or not-bought). Until then it is not bought again.`,
    },
  );
}

/** A provider that is left alone: another one of the chain may be asked, since nothing was bought here. */
export function providerDown(provider: string): CollectError {
  return new CollectError(
    'PROVIDER_DOWN',
    `${provider} has failed several times on end and is left alone for a while`,
    {
      recovery: 'next',
      hint: 'Run again later.',
    },
  );
}
