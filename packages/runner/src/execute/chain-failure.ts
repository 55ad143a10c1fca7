import type { ErrorData } from '@bowerbird/core';
import { type Entry, isAhead } from '../store/answers.ts';
import type { LinkWork } from './attempt.ts';
import type { Answer, BoundTask, Engine } from './engine.ts';
import { ago } from './freshness.ts';
import { policyOf } from './policy.ts';

/** No link of a chain could answer: `data` is what is told. */
export class ChainFailed extends Error {
  readonly data: ErrorData;
  /** What was spent on it all the same, in US dollars. */
  readonly cost: number;
  /** Some link would have sold it: for how much at most, in US dollars, where that is known. */
  readonly unbought: { readonly price: number | undefined } | undefined;

  constructor(data: ErrorData, cost = 0, unbought?: ChainFailed['unbought']) {
    super(data.message);
    this.data = data;
    this.cost = cost;
    this.unbought = unbought;
  }
}

/** Why one link could not answer. */
export interface LinkFailure {
  readonly work: LinkWork;
  readonly error: ErrorData;
  /** Whether it may answer at another time. */
  readonly mayPass: boolean;
  /** It would have sold it: for how much at most, in US dollars, where that is known. */
  readonly unbought?: { readonly price: number | undefined } | undefined;
  /** Epoch milliseconds: when it said so, if it was not asked again. */
  readonly told?: number | undefined;
}

/** What can be said of a task when all its links have failed. @throws {ChainFailed} when it is nothing but that */
export async function afterFailure(
  engine: Engine,
  failures: readonly LinkFailure[],
  bound: BoundTask,
): Promise<Answer> {
  const answer = (await noteGone(engine, failures)) ?? (await keptInGrace(engine, failures));
  if (answer) return answer;
  const cost = failures.reduce((sum, { work }) => sum + work.cost, 0);
  const unbought = failures.findLast((failure) => failure.unbought !== undefined)?.unbought;
  throw new ChainFailed(joined(failures, bound), cost, unbought);
}

/** What was there before, and is nowhere in the chain now, is gone, which is no failure. */
async function noteGone(engine: Engine, failures: readonly LinkFailure[]): Promise<Answer | undefined> {
  if (failures.some(({ error }) => error.code !== 'SOURCE_NOT_FOUND')) return undefined;
  let reason: string | undefined;
  for (const { work, error, told = Date.now() } of failures) {
    const { answers } = engine.stores(work.bound.pipeline, work.link.collector);
    const [entry] = await answers.readEntries([work.link]);
    if (!entry) continue;
    reason ??= engine.parts.scrub(error.message);
    const gone: Entry = { ...entry, gone: reason, checked: entry.gone === undefined ? told : entry.checked };
    await answers.touch(work.link, gone);
  }
  return reason === undefined ? undefined : { kind: 'gone', reason };
}

/** What is here of a source that cannot be reached now, where the policy lets it serve a while longer. */
async function keptInGrace(engine: Engine, failures: readonly LinkFailure[]): Promise<Answer | undefined> {
  if (engine.parts.mode.refresh) return undefined;
  for (const { work, error, mayPass } of failures) {
    const { bound, link, again } = work;
    const { ttlMs, graceMs } = policyOf(bound.pipeline, link.collector);
    if (!mayPass || graceMs === 0 || again) continue;
    const { answers, files } = engine.stores(bound.pipeline, link.collector);
    const [entry] = await answers.readEntries([link]);
    if (!entry || entry.gone !== undefined || isAhead(entry.checked)) continue;
    // That the source could not be reached does not excuse what is known to have changed.
    if (Date.now() - entry.checked >= ttlMs + graceMs || !(await files.areUnchanged(entry.files))) continue;
    const { collector: by } = link;
    return { kind: 'documents', by, entry, from: 'cache', change: 'unchanged', stale: error.message };
  }
  return undefined;
}

function joined(failures: readonly LinkFailure[], { task }: BoundTask): ErrorData {
  const [first] = failures;
  if (!first) {
    const hint = 'Name a free collector for it with "use", or add the plugin that has one.';
    return { code: 'SOURCE_UNSUPPORTED', message: `no free collector takes ${task.source}`, hint };
  }
  const messages = failures.map(({ error, told }) =>
    told === undefined ? error.message : `${error.message} (told ${ago(told)})`,
  );
  const [message = ''] = messages;
  if (failures.length === 1) return { ...first.error, message };
  const named = failures.map(({ work }, index) => `${work.link.collector}: ${messages[index]}`);
  return { ...first.error, message: named.join('; ') };
}
