import { toErrorData } from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import type { BoundLink } from '../stages/bind.ts';
import type { LinkWork } from './attempt.ts';
import { afterFailure, type LinkFailure } from './chain-failure.ts';
import { type Answer, type BoundTask, type Engine, isFree } from './engine.ts';
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
 * @throws {ChainFailed} when no link answers; the reason when the run is stopped
 */
export async function execute(engine: Engine, bound: BoundTask, execution: Execution): Promise<Answer> {
  let led = false;
  // Two pipelines may want the same: the work ends only when nobody wants it any more.
  const answer = await engine.flights.run(flightKey(engine, bound), execution.scope, (scope) => {
    led = true;
    return throughChain(engine, bound, { ...execution, scope });
  });
  return led || answer.kind === 'gone' ? answer : { ...answer, from: 'cache' };
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
    return link ? [{ bound, link, via, scope, again, begun }] : [];
  });
  const failures: LinkFailure[] = [];
  for (const work of first === undefined ? works : firstOf(works, first)) {
    // A link that buys takes another way from here: price, prepare, hold, start, poll, answer and settle, read. Not while
    // `engine.cacheFailed`: what a broken cache does not show may have been bought already.
    if (!isFree(work.via)) continue;
    const told = await toldBefore(engine, work);
    if (told) {
      failures.push(told);
      continue;
    }
    try {
      return await withAttempts(engine, work);
    } catch (error) {
      if (scope.aborted) throw scope.reason;
      if (engine.isDrained(error)) throw error;
      failures.push({ work, error: toErrorData(error), mayPass: mayPass(error) });
    }
  }
  return afterFailure(engine, failures, bound);
}
