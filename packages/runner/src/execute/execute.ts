import { toErrorData } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { BoundLink } from '../stages/bind.ts';
import type { LinkWork } from './attempt.ts';
import { afterFailure, type LinkFailure } from './chain-failure.ts';
import { type Answer, type BoundTask, type Engine, isFree } from './engine.ts';
import { StillPending, Unbought } from './paid/endings.ts';
import { purchase } from './paid/purchase.ts';
import { policyOf } from './policy.ts';
import { toldBefore } from './refusal.ts';
import { mayPass } from './retry.ts';
import type { Scope } from './scope.ts';
import { withAttempts } from './with-attempts.ts';

/** How to execute a task. */
export interface Execution {
  /** Takes this caller out. */
  readonly scope: Scope;
  /** The collector to ask before the others: its answer, or what it rests on, is here. */
  readonly first?: string | undefined;
  /** The documents of the answer that is there were lost: they are derived again. */
  readonly again?: boolean | undefined;
  /** Called when it has its first turn. */
  readonly begun?: (() => void) | undefined;
}

/**
 * Everything about one task, in one fixed order: for each link of the chain, in the flight of the task: take a slot, look
 * again, compare or collect, keep. The only place with attempts, deadlines and fallback.
 * @throws {ChainFailed} when no link answers; {StillPending} when what was bought is not finished; the reason when the run is stopped
 */
export async function execute(engine: Engine, bound: BoundTask, execution: Execution): Promise<Answer> {
  let led = false;
  // Two pipelines may want the same: the work ends only when nobody wants it any more.
  const key = flightKey(engine, bound);
  const answer = await engine.flights.run(key, execution.scope, (scope) => {
    led = true;
    return engine.parts.turns.take(key, scope, () => throughChain(engine, bound, { ...execution, scope }));
  });
  return led || answer.kind === 'gone' ? answer : { ...answer, from: 'cache', cost: 0 };
}

function firstOf(works: readonly LinkWork[], first: string): readonly LinkWork[] {
  const isFirst = (work: LinkWork) => Number(work.link.collector === first);
  return works.toSorted((a, b) => isFirst(b) - isFirst(a));
}

/** Two tasks share a flight only if it would go the same way: the same requests, to the same instances, with the same patience. */
function flightKey(engine: Engine, { task, pipeline, links }: BoundTask): string {
  return [task.key, pipeline.timeoutMs, ...links.map((via) => wayOf(engine, pipeline, via))].join('\n');
}

function wayOf(engine: Engine, pipeline: Pipeline, { link }: BoundLink): string {
  const { graceMs, negativeTtlMs } = policyOf(pipeline, link.definition.name);
  return `${link.identity} ${engine.isKept(pipeline, link.definition.name)} ${graceMs} ${negativeTtlMs}`;
}

async function throughChain(engine: Engine, bound: BoundTask, execution: Execution): Promise<Answer> {
  const { scope, first, again = false, begun } = execution;
  const works: readonly LinkWork[] = bound.links.flatMap((via, index) => {
    const link = bound.task.links[index];
    return link
      ? [
          {
            bound,
            link,
            via,
            scope,
            again,
            begun,
            cost: 0,
            bought: false,
            traffic: { requests: 0, bytes: 0 },
          },
        ]
      : [];
  });
  const failures: LinkFailure[] = [];
  for (const work of first === undefined ? works : firstOf(works, first)) {
    const told = isFree(work.via) ? await toldBefore(engine, work) : undefined;
    if (told) {
      failures.push(told);
      continue;
    }
    try {
      const answer = isFree(work.via)
        ? await withAttempts(engine, work)
        : await purchase(engine, work, mayBuyAfter(engine, failures));
      return withPassed(answer, failures);
    } catch (error) {
      if (error instanceof StillPending) throw error;
      if (scope.aborted) throw scope.reason;
      if (engine.isDrained(error)) throw error;
      failures.push(failureOf(work, error));
    }
  }
  return afterFailure(engine, failures, bound);
}

/**
 * Whether something may be bought after what has failed. Not in place of a link that may answer at another time, unless that one sells and
 * its provider is down; and not while the cache fails: what it does not show may have been bought already.
 */
function mayBuyAfter(engine: Engine, failures: readonly LinkFailure[]): boolean {
  return !engine.cacheFailed && failures.every(({ mayPass: passes }) => !passes);
}

function failureOf(work: LinkWork, error: unknown): LinkFailure {
  if (!(error instanceof Unbought)) return { work, error: toErrorData(error), mayPass: mayPass(error) };
  const { code, message, price } = error;
  return { work, error: { code, message, hint: HOW_TO_BUY }, mayPass: false, unbought: { price } };
}

const HOW_TO_BUY = 'Say how much a run may spend: --max-cost 5, or budget: { run: 5 usd } in the rc file.';

/** Why the winner won: what stood before it did not answer. */
function withPassed(answer: Answer, failures: readonly LinkFailure[]): Answer {
  if (answer.kind === 'gone' || failures.length === 0) return answer;
  const passed = failures.map(({ work, error }) => ({
    collector: work.link.collector,
    reason: error.message,
  }));
  const cost = failures.reduce((sum, { work }) => sum + work.cost, answer.cost ?? 0);
  return { ...answer, cost, passed };
}
