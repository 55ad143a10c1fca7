import { CollectError, type OperationState, toErrorData } from '@bowerbird/core';
import { showDollars, toDollars, toMicro } from '../../ledger/money.ts';
import type { Purchase } from '../../ledger/types.ts';
import { pause } from '../pause.ts';
import { callPaid, pollOnce } from './call.ts';
import { isRefusal, refusedOpen, StillPending } from './endings.ts';
import type { PollCalls } from './poller.ts';
import type { Desk } from './start.ts';

const POLL_AFTER_MS = 3_000;
const MOST_POLL_FAILURES = 5;
const LONGEST_POLL_MS = 60_000;

/** Brings a started operation to its end, and settles. @throws {StillPending} when the run ends before; {CollectError} when it failed */
export async function finishPurchase(desk: Desk, purchase: Purchase, started: OperationState): Promise<void> {
  const { engine, ledger, work } = desk;
  let state = started;
  let written = JSON.stringify(purchase.operation);
  let isTold = written !== undefined;
  while (state.state === 'pending') {
    const operation = JSON.stringify(state.operation);
    if (operation !== written) await ledger.attach(purchase.id, state.operation);
    written = operation;
    if (!isTold) {
      const { pipeline, task } = work.bound;
      engine.parts.emit({
        type: 'operation-start',
        pipeline: pipeline.name,
        key: task.key,
        collector: work.link.collector,
      });
      isTold = true;
    }
    state = await nextState(desk, purchase, state);
  }
  await settle(desk, purchase, state);
}

type Pending = Extract<OperationState, { state: 'pending' }>;

/** The state at the next poll that is answered. */
async function nextState(
  desk: Desk,
  purchase: Purchase,
  { operation, pollAfterMs = POLL_AFTER_MS }: Pending,
): Promise<OperationState> {
  const { engine, work } = desk;
  const breaker = engine.spending.breaker(purchase.provider);
  const poller = engine.spending.poller(work.via.link.identity, () => pollCalls(desk));
  let last: unknown;
  for (let failures = 0; failures < MOST_POLL_FAILURES; failures++) {
    const waitMs =
      failures === 0
        ? poller.waitMs(pollAfterMs)
        : Math.min(Math.max(pollAfterMs, 200) * 2 ** failures, LONGEST_POLL_MS);
    await pause(engine, waitMs, work.scope).catch(async () => {
      throw await leave(desk, purchase, 'the run was stopped');
    });
    try {
      const state = await poller.poll(operation);
      breaker.succeeded();
      return state;
    } catch (error) {
      if (isRefusal(error)) throw await refusedOpen(desk, purchase, error);
      last = error;
      breaker.failed();
    }
  }
  throw await leave(desk, purchase, toErrorData(last).message);
}

/** The calls of one collector are made for whichever of its purchases comes first. */
function pollCalls({ engine, work }: Desk): PollCalls {
  const call: PollCalls['one'] = (operation) =>
    callPaid(engine, work, { doing: 'poll', scope: engine.scope }, (instance, context) =>
      pollOnce(instance, operation, context),
    );
  return {
    one: call,
    many: (operations) =>
      callPaid(engine, work, { doing: 'poll', scope: engine.scope }, async (instance, context) =>
        instance.pollMany ? instance.pollMany(operations, context) : [],
      ),
  };
}

async function leave({ work, ledger }: Desk, { id }: Purchase, reason: string): Promise<StillPending> {
  await ledger.leave(id);
  return new StillPending(work.link.collector, `${work.link.collector} has not finished it: ${reason}`);
}

function charge(
  { engine, work }: Pick<Desk, 'engine' | 'work'>,
  { provider, expected }: Purchase,
  cost: number,
): void {
  work.cost += toDollars(cost);
  work.bought = true;
  const { pipeline, task } = work.bound;
  engine.parts.emit({
    type: 'cost-charge',
    pipeline: pipeline.name,
    key: task.key,
    source: task.source,
    collector: work.link.collector,
    provider,
    cost: toDollars(cost),
    expected: toDollars(expected),
  });
}

/** A limit was kept by the price: where more is charged, it may be passed. */
function warnOfPrice(
  { engine, work }: Pick<Desk, 'engine' | 'work'>,
  { id, price, provider }: Purchase,
  cost: number,
): void {
  const { collector } = work.link;
  engine.parts.emit({
    type: 'warning',
    pipeline: work.bound.pipeline.name,
    message: `${provider} charged ${showDollars(toDollars(cost))} for ${work.bound.task.source}, which ${collector} had priced at ${showDollars(toDollars(price))} at most`,
    hint: `Look at it with: bowerbird costs show ${id}. If the provider has not raised its prices, report it to the author of ${collector}.`,
  });
}

async function settle(
  { engine, work, ledger }: Desk,
  purchase: Purchase,
  state: Exclude<OperationState, Pending>,
): Promise<void> {
  const told = state.cost === undefined ? undefined : toMicro(state.cost);
  if (state.state === 'done') {
    await ledger.settle(purchase.id, state.answer, told);
    engine.spending.bought.add(purchase.order);
  } else await ledger.close(purchase.id, 'failed', engine.parts.scrub(state.reason), told);
  const cost = told ?? (state.state === 'done' ? purchase.expected : purchase.price);
  if (state.state === 'done' || cost > 0) charge({ engine, work }, purchase, cost);
  if (told !== undefined && told > purchase.price) warnOfPrice({ engine, work }, purchase, told);
  if (state.state === 'failed')
    throw new CollectError('PURCHASE_FAILED', `${work.link.collector} could not do it: ${state.reason}`, {
      recovery: 'next',
      hint: 'The provider gives this reason. Another collector behind it in "use" may do better.',
    });
}
