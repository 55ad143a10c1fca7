import { CollectError, isCollectError, toErrorData } from '@bowerbird/core';
import { isNotItsTurn } from '../network/failures.ts';
import type { Entry } from '../store/answers.ts';
import { aborted, attempt, type Brought, type LinkWork, type Looked, look } from './attempt.ts';
import { Deadline } from './deadline.ts';
import type { Answer, Engine } from './engine.ts';
import { pause } from './pause.ts';
import type { Recorder } from './recorder.ts';
import { Attempts } from './retry.ts';

/** Asks one link until it answers, or cannot, or was asked often enough. A waiting attempt holds no slot. */
export async function withAttempts(engine: Engine, work: LinkWork): Promise<Answer> {
  const attempts = new Attempts(engine.parts.retry);
  let number = 1;
  for (let isFirst = true; ; isFirst = false) {
    const limit = engine.limit(work.bound.pipeline, work.via.link);
    const looked = isFirst ? look(engine, work) : undefined;
    const tried = await limit(async () => {
      const made = await reported(engine, work, { number, attempts, looked });
      // A store that is slower than the sources holds them up: what waits for it waits in memory.
      if ('answer' in made && made.answer.kind === 'brought') await engine.keeping.room();
      return made;
    });
    if ('answer' in tried) {
      const { answer } = tried;
      return answer.kind === 'brought' ? engine.keeping.during(answer.keep()) : answer;
    }
    if (tried.retryAfterMs === undefined) throw tried.error;
    if (!isDeferred(tried)) number++;
    await pause(engine, tried.retryAfterMs, work.scope);
  }
}

const NO_TRAFFIC = { requests: 0, bytes: 0 };

/** `retryAfterMs` absent: do not ask again. */
interface Refused {
  readonly error: unknown;
  readonly retryAfterMs?: number | undefined;
}

type Tried = { readonly answer: Answer | Brought } | Refused;

/** Which attempt. */
interface Turn {
  readonly number: number;
  readonly attempts: Attempts;
  readonly looked: Looked | undefined;
}

/** One attempt with its deadline, told in events. */
async function reported(engine: Engine, work: LinkWork, { number, attempts, looked }: Turn): Promise<Tried> {
  const { bound, link } = work;
  const { emit } = engine.parts;
  work.begun?.();
  // While this waited for its slot, the run may have been stopped, or the collector.
  if (work.scope.aborted) throw work.scope.reason;
  if (engine.parts.drain.aborted) throw aborted();
  throwIfStopped(engine, work);
  const about = {
    pipeline: bound.pipeline.name,
    key: bound.task.key,
    collector: link.collector,
    attempt: number,
  };
  const started = performance.now();
  const deadline = deadlineOf(work);
  const { definition } = work.via.link;
  const recorderFor = (derived?: Entry) =>
    engine.recorder(bound.pipeline, definition, link.key, {
      deadline,
      replayed: derived?.evidence,
    });
  let recorder: Recorder | undefined;
  emit({ type: 'attempt-start', ...about, source: bound.task.source });
  let tried: Tried;
  try {
    const make = (derived?: Entry) => {
      recorder = recorderFor(derived);
      return recorder;
    };
    tried = { answer: await attempt(engine, work, { looked, deadline, recorder: make }) };
  } catch (error) {
    tried = judged(engine, work, error, attempts);
    if (tried.retryAfterMs === undefined && !deadline.aborted) await recorder?.doubt();
  } finally {
    deadline.end();
    // What it has started and left behind ends with it.
    if (recorder?.isBusy) deadline.abort(aborted());
  }
  const durationMs = Math.round(performance.now() - started);
  emit({
    type: 'attempt-end',
    ...about,
    durationMs,
    waitedMs: Math.round(deadline.stoodMs),
    ...(recorder?.traffic ?? NO_TRAFFIC),
    ...failureOf(tried),
  });
  return tried;
}

function failureOf(tried: Tried) {
  if ('answer' in tried) return {};
  const { error, retryAfterMs } = tried;
  return {
    error: toErrorData(error),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(isDeferred(tried) && { deferred: true as const }),
  };
}

/** Whether it only waits for its turn at a host. */
function isDeferred({ error, retryAfterMs }: Refused): boolean {
  return isNotItsTurn(error) && retryAfterMs !== undefined;
}

function deadlineOf({ bound, link, scope }: LinkWork): Deadline {
  const { timeoutMs } = bound.pipeline;
  const message = `${link.collector} did not end within ${timeoutMs / 1000} s`;
  const options = { recovery: 'retry', hint: 'Raise "timeout" if it needs longer.' } as const;
  return new Deadline(timeoutMs, () => new CollectError('TIMED_OUT', message, options), scope);
}

/** Whether and when to ask again after an error. */
function judged(engine: Engine, { via, scope }: LinkWork, error: unknown, attempts: Attempts): Refused {
  if (scope.aborted) return { error };
  if (isCollectError(error) && error.recovery === 'stop')
    engine.stopped.set(via.link.identity, toErrorData(error));
  return { error, retryAfterMs: attempts.failed(error) };
}

/** @throws {CollectError} `COLLECTOR_STOPPED` when the collector is out for this run */
export function throwIfStopped(engine: Engine, { via }: LinkWork): void {
  const reason = engine.stopped.get(via.link.identity);
  if (!reason) return;
  const message = `${via.link.definition.name} is out for this run: ${reason.message}`;
  throw new CollectError('COLLECTOR_STOPPED', message, { recovery: 'next', hint: reason.hint });
}

/** One turn of a paid link, told in events as an attempt is. Waiting and repeating are its own affair. */
export async function tellAttempt<T>(engine: Engine, work: LinkWork, turn: () => Promise<T>): Promise<T> {
  const { bound, link, via, traffic } = work;
  const { emit } = engine.parts;
  const about = { pipeline: bound.pipeline.name, key: bound.task.key, collector: link.collector, attempt: 1 };
  const started = performance.now();
  // What a purchase waits for is its own affair.
  const times = () => ({ durationMs: Math.round(performance.now() - started), waitedMs: 0 });
  emit({ type: 'attempt-start', ...about, source: bound.task.source });
  try {
    const result = await turn();
    emit({ type: 'attempt-end', ...about, ...times(), ...traffic });
    return result;
  } catch (error) {
    if (isCollectError(error) && error.recovery === 'stop')
      engine.stopped.set(via.link.identity, toErrorData(error));
    emit({ type: 'attempt-end', ...about, ...times(), ...traffic, error: toErrorData(error) });
    throw error;
  }
}
