import { sha256 } from '@bowerbird/cache';
import { CollectError, type JsonValue, type OperationState, toErrorData } from '@bowerbird/core';
import type { Ledger, Purchase } from '../../ledger/types.ts';
import { BusyError, isUnsent } from '../../network/failures.ts';
import type { LinkWork } from '../attempt.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { Attempts, mayPass } from '../retry.ts';
import { callPaid, paidDefinition, unending } from './call.ts';
import { StillPending } from './endings.ts';

/** Whether something was bought by a start that failed. */
type Bought = 'no' | 'maybe';

interface Failed {
  readonly error: unknown;
  readonly bought: Bought;
}

/** What a purchase is made with. */
export interface Desk {
  readonly engine: Engine;
  readonly work: LinkWork;
  readonly ledger: Ledger;
}

/**
 * The purchase: one request, and whatever it takes to know whether it was made. What certainly was not is tried again, as a free call
 * is; what may have been is looked for in the provider's list, or asked for again under the same key, or left for a person to decide.
 */
export async function startPurchase(desk: Desk, purchase: Purchase): Promise<OperationState> {
  const { engine, work, ledger } = desk;
  const breaker = engine.spending.breaker(purchase.provider);
  const attempts = new Attempts(engine.parts.retry);
  for (;;) {
    const tried = await tryStart(desk, purchase);
    if ('state' in tried) {
      breaker.succeeded();
      return tried;
    }
    const { error, bought } = tried;
    if (mayPass(error)) breaker.failed();
    const waitMs = breaker.waitMs > 0 ? undefined : attempts.failed(error);
    if (bought === 'maybe') {
      const found = await confirm(desk, purchase, error);
      if (found) return found;
    } else if (waitMs === undefined) {
      await ledger.close(purchase.id, 'released', toErrorData(error).message);
      throw breaker.waitMs > 0 && mayPass(error) ? providerDown(purchase.provider) : error;
    }
    try {
      await pause(engine, waitMs ?? 0, work.scope);
    } catch (stopped) {
      if (bought === 'no')
        await ledger.close(purchase.id, 'released', 'the run was stopped before it was bought');
      else await ledger.leave(purchase.id);
      throw stopped;
    }
    if (waitMs !== undefined) continue;
    await ledger.leave(purchase.id);
    throw new StillPending(work.link.collector, `it could not be bought yet: ${toErrorData(error).message}`);
  }
}

/** After a crash between hold and operation: was it started? `undefined`: certainly not, or it does not matter. */
export async function recoverStart(desk: Desk, purchase: Purchase): Promise<OperationState | undefined> {
  return confirm(desk, purchase, new Error('the process that bought it is gone'));
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
    return { error, bought: !sent || refused ? 'no' : 'maybe' };
  }
}

/** The same for one purchase in all processes, and another one when the same is bought anew. */
async function keyOf({ ledger }: Desk, { order }: Purchase): Promise<string> {
  const { length } = await ledger.list({ order, states: ['done', 'failed'] });
  return length === 0 ? order : sha256(`${order} ${length}`);
}

const FIRST_FIND_MS = 250;
const LONGEST_FIND_MS = 5_000;

/** Finds out whether it was bought. `undefined`: it may be started (again). */
async function confirm(desk: Desk, purchase: Purchase, cause: unknown): Promise<OperationState | undefined> {
  const { engine, work, ledger } = desk;
  const definition = paidDefinition(work);
  const instance = await engine.instance(work.via.link);
  if ('find' in instance) return findLate(desk, purchase);
  if (definition.idempotent) return undefined;
  const { message } = toErrorData(cause);
  await ledger.close(purchase.id, 'unconfirmed', message);
  throw unconfirmed(definition.name, purchase.id, message);
}

/** Asks the provider's list until the hold is old enough that it would be there. */
async function findLate(desk: Desk, purchase: Purchase): Promise<OperationState | undefined> {
  const { engine, work } = desk;
  const { findForMs } = engine.spending.parts;
  const definition = paidDefinition(work);
  const order: JsonValue = definition.order(work.via.request);
  const began = performance.now();
  for (let waitMs = FIRST_FIND_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_FIND_MS)) {
    let sure = true;
    const found = await callPaid(engine, work, { doing: 'find' }, (instance, context) =>
      instance.find?.(order, purchase.prepared, purchase.since, context),
    ).catch(async (error: unknown) => {
      if (!mayPass(error) || work.scope.aborted) throw await leaving(desk, purchase, error);
      sure = false;
      return undefined;
    });
    if (found) return found;
    // A clock that was put back would make it wait for ever.
    const isOld = Date.now() - purchase.since >= findForMs || performance.now() - began >= findForMs;
    if (sure && isOld) return undefined;
    if (isOld && performance.now() - began >= 2 * findForMs)
      throw await leaving(desk, purchase, 'the provider does not answer');
    await pause(engine, waitMs, work.scope).catch(async () => {
      throw await leaving(desk, purchase, 'the run was stopped');
    });
  }
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
