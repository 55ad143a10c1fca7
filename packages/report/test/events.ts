import type { OutcomeData, RunEvent } from '@bowerbird/core';
import fc from 'fast-check';

type Unstamped<E> = E extends RunEvent ? Omit<E, 'at' | 'run'> : never;

const money = fc.integer({ min: 0, max: 5000 }).map((cents) => cents / 100);
const ms = fc.integer({ min: 0, max: 100_000 });
const PIPELINES = ['talks', 'articles'] as const;
const COLLECTORS = ['web', 'captions', 'ears'] as const;

const outcome = (by: string): fc.Arbitrary<OutcomeData> =>
  fc.oneof(
    fc.record({
      status: fc.constant('collected' as const),
      from: fc.constantFrom('cache' as const, 'evidence' as const, 'source' as const),
      change: fc.constantFrom('new' as const, 'changed' as const, 'unchanged' as const),
      by: fc.constant(by),
      answer: fc.string(),
      documents: fc.nat({ max: 5 }),
      cost: money,
      saved: money,
      savedMs: ms,
      provider: fc.constantFrom(undefined, 'ears inc.'),
    }),
    fc.record({
      status: fc.constant('failed' as const),
      error: fc.record({ code: fc.constant('TIMED_OUT'), message: fc.string() }),
      cost: money,
    }),
    fc.record({
      status: fc.constant('pending' as const),
      by: fc.constant(by),
      reason: fc.string(),
      cost: money,
    }),
    fc.record({ status: fc.constantFrom('skipped' as const, 'gone' as const), reason: fc.string() }),
  );

const task = fc.constantFrom(...COLLECTORS).chain((collector) =>
  fc.record({
    collector: fc.constant(collector),
    pipeline: fc.constantFrom(...PIPELINES),
    source: fc.webUrl(),
    attempts: fc.array(
      fc.record({
        durationMs: ms,
        waitedMs: ms,
        requests: fc.nat(9),
        bytes: fc.nat(10_000),
        fails: fc.boolean(),
        deferrals: fc.nat(2),
      }),
      { maxLength: 3 },
    ),
    charge: fc.option(fc.record({ cost: money, expected: money }), { nil: undefined }),
    outcome: outcome(collector),
  }),
);

export type GeneratedTask = typeof task extends fc.Arbitrary<infer T> ? T : never;

/** Runs of several tasks, each as one would tell it. */
export const tasks: fc.Arbitrary<readonly GeneratedTask[]> = fc.array(task, { maxLength: 30 });

/** What a run tells of tasks. */
export function eventsOf(all: readonly GeneratedTask[]): readonly RunEvent[] {
  let at = Date.UTC(2026, 0, 1);
  const events: RunEvent[] = [];
  const tell = (event: Unstamped<RunEvent>, afterMs = 0) => {
    at += afterMs;
    events.push({ at, run: 'run-1', ...event } as RunEvent);
  };
  const mode = { refresh: false, offline: false, cache: true, prune: false };
  tell({ type: 'run-start', pipelines: PIPELINES, mode });
  for (const [index, { pipeline, source }] of all.entries())
    tell({ type: 'task-add', pipeline, key: `${index}`, source });
  for (const [index, { pipeline, source, collector, attempts, charge, outcome: ended }] of all.entries()) {
    const about = { pipeline, key: `${index}`, collector };
    for (const [number, { fails, deferrals, ...figures }] of attempts.entries()) {
      const attempt = number + 1;
      for (let deferral = 0; deferral < deferrals; deferral++) {
        tell({ type: 'attempt-start', ...about, source, attempt });
        const asked = { durationMs: 0, waitedMs: 0, requests: 0, bytes: 0 };
        const error = { code: 'SOURCE_UNAVAILABLE', message: 'is asked again in 1 s' };
        tell({ type: 'attempt-end', ...about, attempt, ...asked, error, retryAfterMs: 1000, deferred: true });
      }
      tell({ type: 'attempt-start', ...about, source, attempt });
      const error = fails ? { error: { code: 'TIMED_OUT', message: 'slow' }, retryAfterMs: 5 } : {};
      tell({ type: 'attempt-end', ...about, attempt, ...figures, ...error }, figures.durationMs);
    }
    if (charge) tell({ type: 'cost-charge', ...about, source, provider: 'ears inc.', ...charge });
    const durationMs = attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0);
    tell({ type: 'task-end', pipeline, key: `${index}`, source, durationMs, outcome: ended });
  }
  tell({ type: 'run-end', status: 'done', durationMs: at - Date.UTC(2026, 0, 1) });
  return events;
}
