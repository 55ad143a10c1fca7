import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError, type ErrorData, isBowerbirdError, isCollectError, toErrorData } from '@bowerbird/core';
import type { Entry } from '../store/answers.ts';
import { attempt, type LinkWork } from './attempt.ts';
import { Deadline } from './deadline.ts';
import { type Answer, type BoundTask, type Engine, isFree } from './engine.ts';
import { Attempts } from './retry.ts';

/** No link of a chain could answer: `data` is what is told. */
export class ChainFailed extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.message);
    this.data = data;
  }
}

/** How to execute a task. */
export interface Execution {
  /** Takes this caller out. */
  readonly signal: AbortSignal;
  /** The collector to ask before the others: its answer, or what it rests on, is here. */
  readonly first?: string | undefined;
  /** The documents of the answer that is there were lost: they are derived again. */
  readonly again?: boolean | undefined;
}

/**
 * Everything about one task, in one fixed order: for each link of the chain, in the flight of the task: take a slot, look
 * again, compare or collect, keep. The only place with attempts, deadlines and fallback.
 * @throws {ChainFailed} when no link answers; the signal's reason when the run is stopped
 */
export async function execute(engine: Engine, bound: BoundTask, execution: Execution): Promise<Answer> {
  let led = false;
  // Two pipelines may want the same: the work ends only when nobody wants it any more.
  const answer = await engine.flights.run(flightKey(engine, bound), execution.signal, (signal) => {
    led = true;
    return throughChain(engine, bound, { ...execution, signal });
  });
  return led || answer.kind === 'gone' ? answer : { ...answer, from: 'cache' };
}

/** Two tasks share a flight only if it would go the same way: the same requests, to the same instances, with the same patience. */
function flightKey(engine: Engine, { task, pipeline, links }: BoundTask): string {
  const ways = links.map(({ link }) => [link.identity, engine.isKept(pipeline, link.definition.name)]);
  return JSON.stringify([task.key, pipeline.timeoutMs, ways]);
}

async function throughChain(engine: Engine, bound: BoundTask, execution: Execution): Promise<Answer> {
  const { signal, first, again = false } = execution;
  const works: readonly LinkWork[] = bound.links.flatMap((via, index) => {
    const link = bound.task.links[index];
    return link ? [{ bound, link, via, signal, again }] : [];
  });
  const failures: { readonly work: LinkWork; readonly error: unknown }[] = [];
  const isFirst = (work: LinkWork) => Number(work.link.collector === first);
  for (const work of works.toSorted((a, b) => isFirst(b) - isFirst(a))) {
    // A link that buys takes another way from here: price, prepare, hold, start, poll, answer and settle, read. Not while
    // `engine.cacheFailed`: what a broken cache does not show may have been bought already.
    if (!isFree(work.via)) continue;
    try {
      return await withAttempts(engine, work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failures.push({ work, error });
    }
  }
  const gone = failures.every(({ error }) => isNotFound(error))
    ? await noteGone(engine, failures)
    : undefined;
  if (gone) return gone;
  throw new ChainFailed(joined(failures, bound));
}

/** What was there before, and is nowhere in the chain now, is gone, which is no failure. */
async function noteGone(
  engine: Engine,
  failures: readonly { readonly work: LinkWork; readonly error: unknown }[],
): Promise<Answer | undefined> {
  let reason: string | undefined;
  for (const { work, error } of failures) {
    const { answers } = engine.stores(work.bound.pipeline, work.link.collector);
    const [entry] = await answers.readEntries([work.link]);
    if (!entry) continue;
    reason ??= toErrorData(error).message;
    const gone: Entry = {
      ...entry,
      gone: reason,
      checked: entry.gone === undefined ? Date.now() : entry.checked,
    };
    await answers.touch(work.link, gone);
  }
  return reason === undefined ? undefined : { kind: 'gone', reason };
}

function joined(
  failures: readonly { readonly work: LinkWork; readonly error: unknown }[],
  { task }: BoundTask,
): ErrorData {
  const errors = failures.map(({ work, error }) => ({
    collector: work.link.collector,
    ...toErrorData(error),
  }));
  const [first] = errors;
  if (!first) {
    const hint = 'Name a free collector for it with "use", or add the plugin that has one.';
    return { code: 'SOURCE_UNSUPPORTED', message: `no free collector takes ${task.source}`, hint };
  }
  const { collector: _, ...data } = first;
  if (errors.length === 1) return data;
  return { ...data, message: errors.map(({ collector, message }) => `${collector}: ${message}`).join('; ') };
}

/** Asks one link until it answers, or cannot, or was asked often enough. A waiting attempt holds no slot. */
async function withAttempts(engine: Engine, work: LinkWork): Promise<Answer> {
  const { signal } = work;
  const attempts = new Attempts(engine.parts.retry);
  for (let number = 1; ; number++) {
    const limit = engine.limit(work.bound.pipeline, work.via.link);
    const tried = await limit(() => reported(engine, work, number, attempts));
    if ('answer' in tried) return tried.answer;
    if (tried.retryAfterMs === undefined) throw tried.error;
    await sleep(tried.retryAfterMs, undefined, { signal }).catch(() => {
      throw signal.reason;
    });
  }
}

/** `retryAfterMs` absent: do not ask again. */
interface Refused {
  readonly error: unknown;
  readonly retryAfterMs?: number | undefined;
}

type Tried = { readonly answer: Answer } | Refused;

/** One attempt with its deadline, told in events. */
async function reported(engine: Engine, work: LinkWork, number: number, attempts: Attempts): Promise<Tried> {
  const { bound, link } = work;
  const { emit } = engine.parts;
  // While this waited for its slot, the run may have been stopped, or the collector.
  if (work.signal.aborted) throw work.signal.reason;
  throwIfStopped(engine, work);
  const about = {
    pipeline: bound.pipeline.name,
    key: bound.task.key,
    collector: link.collector,
    attempt: number,
  };
  const started = performance.now();
  const deadline = deadlineOf(work);
  const { signal } = deadline;
  const recorderFor = (derived?: Entry) =>
    engine.recorder(
      bound.pipeline,
      { collector: link.collector, request: link.key },
      signal,
      derived?.evidence,
    );
  let recorder = recorderFor();
  emit({ type: 'attempt-start', ...about, source: bound.task.source });
  let tried: Tried;
  try {
    const make = (derived?: Entry) => {
      recorder = recorderFor(derived);
      return recorder;
    };
    tried = { answer: await attempt(engine, work, { signal, clock: deadline, recorder: make }) };
  } catch (error) {
    tried = judged(engine, work, error, attempts);
    if (tried.retryAfterMs === undefined && !signal.aborted) await recorder.doubt();
  } finally {
    deadline.clear();
  }
  const durationMs = Math.round(performance.now() - started);
  emit({ type: 'attempt-end', ...about, durationMs, ...recorder.traffic, ...failureOf(tried) });
  return tried;
}

function failureOf(tried: Tried) {
  if ('answer' in tried) return {};
  const { error, retryAfterMs } = tried;
  return { error: toErrorData(error), ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function deadlineOf({ bound, link, signal }: LinkWork): Deadline {
  const { timeoutMs } = bound.pipeline;
  const message = `${link.collector} did not end within ${timeoutMs / 1000} s`;
  const options = { recovery: 'retry', hint: 'Raise "timeout" if it needs longer.' } as const;
  return new Deadline(timeoutMs, () => new CollectError('TIMED_OUT', message, options), signal);
}

/** Whether and when to ask again after an error. */
function judged(engine: Engine, { via, signal }: LinkWork, error: unknown, attempts: Attempts): Refused {
  if (signal.aborted) return { error };
  if (isCollectError(error) && error.recovery === 'stop')
    engine.stopped.set(via.link.identity, toErrorData(error));
  return { error, retryAfterMs: attempts.failed(error) };
}

function throwIfStopped(engine: Engine, { via }: LinkWork): void {
  const reason = engine.stopped.get(via.link.identity);
  if (!reason) return;
  const message = `${via.link.definition.name} is out for this run: ${reason.message}`;
  throw new CollectError('COLLECTOR_STOPPED', message, { recovery: 'next', hint: reason.hint });
}

function isNotFound(error: unknown): boolean {
  return isBowerbirdError(error) && error.code === 'SOURCE_NOT_FOUND';
}
