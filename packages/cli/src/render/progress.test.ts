import type { LookupState, RunEvent } from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { event, type Fact } from '../../test/fake.ts';
import { Progress, progressLine } from './progress.ts';

const mode = { refresh: false, offline: false, cache: true, prune: false };

/** A run of two pipelines, event by event. */
function play(...events: readonly (RunEvent | Fact)[]): Progress {
  const progress = new Progress();
  progress.subscriber(event({ type: 'run-start', pipelines: ['a', 'b'], mode }));
  for (const one of events) progress.subscriber('at' in one ? one : event(one));
  return progress;
}

const add = (pipeline: string, ...keys: readonly string[]): Fact[] =>
  keys.map((key) => ({ type: 'task-add', pipeline, key, source: key }));
const discovered = (pipeline: string, tasks: number): Fact => ({
  type: 'discover-end',
  durationMs: 1,
  pipeline,
  tasks,
  duplicates: 0,
  requests: 0,
  bytes: 0,
});
const lookup = (pipeline: string, states: Readonly<Record<string, LookupState>>): Fact => ({
  type: 'lookup-end',
  durationMs: 1,
  pipeline,
  tasks: Object.entries(states).map(([key, state]) => ({ key, state, reason: '' })),
});
const start = (pipeline: string, key: string, at: number): RunEvent =>
  event({ type: 'attempt-start', pipeline, key, source: key, collector: 'web', attempt: 1 }, at);
const stop = (pipeline: string, key: string): Fact => ({
  type: 'attempt-end',
  waitedMs: 0,
  pipeline,
  key,
  collector: 'web',
  attempt: 1,
  durationMs: 1,
  requests: 1,
  bytes: 1,
});
const collected = (pipeline: string, key: string, from: 'cache' | 'source'): Fact => ({
  type: 'task-end',
  pipeline,
  key,
  source: key,
  durationMs: 1,
  outcome: {
    status: 'collected',
    from,
    change: 'new',
    by: 'web',
    answer: 'k',
    documents: 1,
    cost: 0,
    saved: 0,
    savedMs: 0,
  },
});
const failed = (pipeline: string, key: string): Fact => ({
  type: 'task-end',
  pipeline,
  key,
  source: key,
  durationMs: 1,
  outcome: { status: 'failed', error: { code: 'TIMED_OUT', message: 'too slow' }, cost: 0 },
});

describe('the percentage', () => {
  it('is shown once every discover has ended', () => {
    const before = [...add('a', '1', '2'), discovered('a', 2), collected('a', '1', 'source')];
    expect(play(...before).share).toBeUndefined();
    expect(progressLine(play(...before), 0, 80)).toBe('1 of 2 so far');
    const after = play(...before, ...add('b', '3', '4'), discovered('b', 2));
    expect(after.share).toBe(0.25);
    expect(progressLine(after, 0, 80)).toBe(' 25%  1 of 4');
  });

  it('never passes 100, also where a discovery that failed was no task', () => {
    expect(play(discovered('a', 0), discovered('b', 0), failed('a', 'sitemap')).share).toBe(1);
  });

  it('is not shown of nothing', () => {
    expect(play(discovered('a', 0), discovered('b', 0)).share).toBeUndefined();
  });
});

describe('the time to go', () => {
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8'];
  const states = Object.fromEntries(keys.map((key) => [key, Number(key) <= 2 ? 'hit' : 'miss'])) as Record<
    string,
    LookupState
  >;
  const begin = [
    ...add('a', ...keys),
    discovered('a', 8),
    discovered('b', 0),
    lookup('a', states),
    start('a', '3', 1000),
  ];

  it('is not guessed from too few', () => {
    expect(play(...begin, collected('a', '3', 'source')).remainingMs(2000)).toBeUndefined();
  });

  it('comes from the pace of what is not a hit', () => {
    const three = ['3', '4', '5'].map((key) => collected('a', key, 'source'));
    // Three in three seconds; three are to go, whether the hits were delivered or not.
    expect(play(...begin, ...three).remainingMs(4000)).toBe(3000);
    const hits = ['1', '2'].map((key) => collected('a', key, 'cache'));
    expect(play(...begin, ...hits, ...three).remainingMs(4000)).toBe(3000);
  });

  it('expects as many hits among the rest as there were so far', () => {
    const unknown = add('a', '9', '10', '11', '12');
    const three = ['3', '4', '5'].map((key) => collected('a', key, 'source'));
    expect(play(...begin, ...unknown, ...three).remainingMs(4000)).toBe(6000);
  });
});

it('tells what was spent, once something was', () => {
  const charge = (cost: number): Fact => ({
    type: 'cost-charge',
    expected: 0,
    pipeline: 'a',
    key: '1',
    source: 'a.mp4',
    collector: 'assemblyai',
    provider: 'assemblyai',
    cost,
  });
  const progress = play(...add('a', '1'), discovered('a', 1), discovered('b', 0));
  expect(progressLine(progress, 0, 80)).toBe('  0%  0 of 1');
  for (const cost of [0.52, 3.58]) progress.subscriber(event(charge(cost)));
  expect(progressLine(progress, 0, 80)).toBe('  0%  0 of 1 · $4.10 spent');
});

it('fits into the width, and leaves out what matters least', () => {
  const keys = Array.from({ length: 12 }, (_, index) => String(index));
  const progress = play(
    ...add('a', ...keys),
    discovered('a', 12),
    discovered('b', 0),
    ...keys.slice(0, 4).flatMap((key) => [start('a', key, 0), stop('a', key), collected('a', key, 'source')]),
    failed('a', '4'),
    collected('a', '5', 'cache'),
    start('a', '6', 0),
  );
  expect(progressLine(progress, 60_000, 100)).toBe(
    ' 50%  6 of 12 · 1 failed · about 1 min left · 1 from cache · 6/min · 1 in progress',
  );
  expect(progressLine(progress, 60_000, 45)).toBe(' 50%  6 of 12 · 1 failed · about 1 min left');
  expect(progressLine(progress, 60_000, 10)).toBe(' 50%  6 of');
});
