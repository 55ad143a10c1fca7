import type { OutcomeData } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { AnswerCounts } from './answer-counts.ts';

const collected = {
  status: 'collected',
  change: 'new',
  by: 'page',
  answer: 'k',
  documents: 1,
  cost: 0,
  saved: 0,
  savedMs: 0,
} as const;

function countsOf(...facts: readonly (OutcomeData | { readonly asked: string })[]) {
  const counts = new AnswerCounts();
  const about = { pipeline: 'p', key: 'k', durationMs: 1 };
  for (const fact of facts) {
    if ('asked' in fact) {
      counts.hear({
        type: 'attempt-end',
        ...about,
        collector: fact.asked,
        attempt: 1,
        waitedMs: 0,
        requests: 0,
        bytes: 0,
      });
    } else counts.hear({ type: 'task-end', ...about, source: 's', outcome: fact });
  }
  return counts.counts().map(({ scope, name, amount }) => `${scope} ${name} ${amount}`);
}

it('counts by where an answer came from', () => {
  expect(
    countsOf(
      { ...collected, from: 'cache' },
      { ...collected, from: 'evidence' },
      { ...collected, from: 'source' },
      { ...collected, from: 'cache', stale: 'down' },
      { ...collected, from: 'cache', by: 'other' },
    ),
  ).toEqual(['page hits 1', 'page derived 1', 'page misses 1', 'page stale 1', 'other hits 1']);
});

it('counts what was asked in vain as a miss of the collector that was asked last, once a task', () => {
  const error = { code: 'TIMED_OUT', message: 'too slow' };
  const failed = { status: 'failed', error, cost: 0 } as const;
  expect(countsOf({ asked: 'first' }, { asked: 'first' }, { asked: 'second' }, failed, failed)).toEqual([
    'second misses 1',
  ]);
  expect(countsOf({ asked: 'first' }, { status: 'gone', reason: 'x' })).toEqual(['first misses 1']);
});

it('counts money in whole micro-dollars', () => {
  const saved = { ...collected, from: 'cache' } as const;
  expect(countsOf({ ...saved, saved: 0.1 }, { ...saved, saved: 0.2 })).toContain(
    'page microDollarsSaved 300000',
  );
});
