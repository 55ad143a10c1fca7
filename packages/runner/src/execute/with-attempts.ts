import { setTimeout as sleep } from 'node:timers/promises';
import { CollectError, isCollectError, toErrorData } from '@bowerbird/core';
import type { Entry } from '../store/answers.ts';
import { attempt, type LinkWork } from './attempt.ts';
import { Deadline } from './deadline.ts';
import type { Answer, Engine } from './engine.ts';
import { Attempts } from './retry.ts';

/** Asks one link until it answers, or cannot, or was asked often enough. A waiting attempt holds no slot. */
export async function withAttempts(engine: Engine, work: LinkWork): Promise<Answer> {
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
