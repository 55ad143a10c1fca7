import { setTimeout as sleep } from 'node:timers/promises';
import {
  CollectError,
  type ErrorData,
  isBowerbirdError,
  isCollectError,
  type Recovery,
  toErrorData,
} from '@bowerbird/core';
import type { Entry } from '../store/answers.ts';
import { attempt, type LinkWork } from './attempt.ts';
import { type Answer, type BoundTask, type Engine, isFree } from './engine.ts';

// Longer than this a run does not wait for one source: the next run asks again.
const LONGEST_WAIT_MS = 10 * 60_000;

/** No link of a chain could answer: `data` is what is told. */
export class ChainFailed extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.message);
    this.data = data;
  }
}

/**
 * Everything about one task, in one fixed order: for each link of the chain, in the flight of the task: take a slot, look
 * again, compare or collect, keep. The only place with attempts, deadlines and fallback.
 * @param signal takes this caller out
 * @param first the collector to ask before the others: its evidence is here
 * @throws {ChainFailed} when no link answers; the signal's reason when the run is stopped; `CACHE_FAILED`
 */
export async function execute(
  engine: Engine,
  bound: BoundTask,
  signal: AbortSignal,
  first?: string,
): Promise<Answer> {
  let led = false;
  // Two pipelines may want the same: the work ends only when nobody wants it any more.
  const answer = await engine.flights.run(bound.task.key, signal, (shared) => {
    led = true;
    return throughChain(engine, bound, shared, first);
  });
  return led || answer.kind === 'gone' ? answer : { ...answer, from: 'cache' };
}

async function throughChain(
  engine: Engine,
  bound: BoundTask,
  signal: AbortSignal,
  first?: string,
): Promise<Answer> {
  const errors: ErrorData[] = [];
  let gone: Answer | undefined;
  const works: readonly LinkWork[] = bound.links.flatMap((via, index) => {
    const link = bound.task.links[index];
    return link ? [{ bound, link, via, signal }] : [];
  });
  for (const work of works.toSorted(
    (a, b) => Number(b.link.collector === first) - Number(a.link.collector === first),
  )) {
    // A link that buys takes another way from here: price, prepare, hold, start, poll, answer and settle, read.
    if (!isFree(work.via)) continue;
    try {
      return await withAttempts(engine, work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isBowerbirdError(error) && error.code === 'CACHE_FAILED') throw error;
      gone ??= await goneAnswer(engine, work, error);
      errors.push(toErrorData(error));
    }
  }
  if (gone) return gone;
  throw new ChainFailed(joined(errors, bound));
}

/** What was there before and is not there now is gone, which is no failure. */
async function goneAnswer(
  engine: Engine,
  { bound, link }: LinkWork,
  error: unknown,
): Promise<Answer | undefined> {
  if (!isBowerbirdError(error) || error.code !== 'SOURCE_NOT_FOUND') return undefined;
  const { answers } = engine.stores(bound.pipeline, link.collector);
  const [entry] = await answers.readEntries([link]);
  if (!entry) return undefined;
  const gone: Entry = { ...entry, gone: error.message, checked: Date.now() };
  await answers.touch(link, gone);
  return { kind: 'gone', reason: error.message };
}

function joined(errors: readonly ErrorData[], { task }: BoundTask): ErrorData {
  const [first] = errors;
  if (!first) return { code: 'SOURCE_UNSUPPORTED', message: `no free collector takes ${task.source}` };
  if (errors.length === 1) return first;
  const message = errors
    .map((error, index) => `${task.links[index]?.collector}: ${error.message}`)
    .join('; ');
  return { ...first, message };
}

/** Asks one link until it answers, or cannot, or was asked often enough. */
async function withAttempts(engine: Engine, work: LinkWork): Promise<Answer> {
  const { signal } = work;
  const { retry } = engine.parts;
  let failed = 0;
  let waitedMs = 0;
  for (let number = 1; ; number++) {
    const limit = engine.limit(work.bound.pipeline, work.via.link);
    const outcome = await limit(() => reported(engine, work, number, failed));
    if ('answer' in outcome) return outcome.answer;
    const { error, retryAfterMs, counts } = outcome;
    if (retryAfterMs === undefined) throw error;
    if (counts) failed++;
    else waitedMs += retryAfterMs;
    if (failed >= retry.attempts || waitedMs > LONGEST_WAIT_MS) throw error;
    await sleep(retryAfterMs, undefined, { signal }).catch(() => {
      throw signal.reason;
    });
  }
}

type Tried =
  | { readonly answer: Answer }
  /** `retryAfterMs` absent: do not ask again. `counts`: it was an attempt, not a wait that the host asked for. */
  | { readonly error: unknown; readonly retryAfterMs?: number | undefined; readonly counts: boolean };

/** One attempt with its deadline, told in events. */
async function reported(engine: Engine, work: LinkWork, number: number, failed: number): Promise<Tried> {
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
  const deadline = deadlineFor(work);
  let recorder = engine.recorder(bound.pipeline, link.collector, deadline.signal);
  const recorderOf = (entry?: Entry) => {
    if (entry) recorder = engine.recorder(bound.pipeline, link.collector, deadline.signal, entry.evidence);
    return recorder;
  };
  emit({ type: 'attempt-start', ...about, source: bound.task.source });
  let tried: Tried;
  try {
    tried = { answer: await attempt(engine, work, recorderOf, deadline.signal) };
  } catch (error) {
    tried = judged(engine, work, error, failed);
  } finally {
    deadline.clear();
  }
  const durationMs = Math.round(performance.now() - started);
  const failure =
    'answer' in tried
      ? {}
      : {
          error: toErrorData(tried.error),
          ...(tried.retryAfterMs !== undefined && { retryAfterMs: tried.retryAfterMs }),
        };
  emit({ type: 'attempt-end', ...about, durationMs, ...recorder.traffic, ...failure });
  return tried;
}

function deadlineFor({ bound, link, signal }: LinkWork): { readonly signal: AbortSignal; clear(): void } {
  const { timeoutMs } = bound.pipeline;
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const message = `${link.collector} did not end within ${timeoutMs / 1000} s`;
    controller.abort(
      new CollectError('TIMED_OUT', message, {
        recovery: 'retry',
        hint: 'Raise "timeout" if it needs longer.',
      }),
    );
  }, timeoutMs);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    clear: () => clearTimeout(timer),
  };
}

/** Whether and when to ask again after an error. */
function judged(engine: Engine, { via, signal }: LinkWork, error: unknown, failed: number): Tried {
  if (signal.aborted) return { error, counts: false };
  if (isBowerbirdError(error) && error.code === 'CACHE_FAILED') return { error, counts: false };
  const recovery: Recovery = isCollectError(error) ? error.recovery : 'retry';
  if (recovery === 'stop') engine.stopped.set(via.link.identity, toErrorData(error));
  if (recovery !== 'retry') return { error, counts: true };
  const { attempts, delayMs } = engine.parts.retry;
  const asked = isCollectError(error) ? error.retryAfterMs : undefined;
  if (asked !== undefined) {
    return asked > LONGEST_WAIT_MS
      ? { error, counts: true }
      : { error, retryAfterMs: Math.max(asked, delayMs), counts: false };
  }
  if (failed + 1 >= attempts) return { error, counts: true };
  return { error, retryAfterMs: delayMs * 2 ** failed * (0.5 + Math.random()), counts: true };
}

function throwIfStopped(engine: Engine, { via }: LinkWork): void {
  const reason = engine.stopped.get(via.link.identity);
  if (!reason) return;
  const { name } = via.link.definition;
  throw new CollectError('COLLECTOR_STOPPED', `${name} is out for this run: ${reason.message}`, {
    recovery: 'next',
    hint: reason.hint,
  });
}
