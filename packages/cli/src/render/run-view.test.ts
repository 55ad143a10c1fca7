import { stripVTControlCharacters } from 'node:util';
import type { OutcomeData } from '@bowerbird/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { event, fakeIo } from '../../test/fake.ts';
import { Screen } from '../screen.ts';
import { jsonLogView } from './json-log.ts';
import { plainView, quietView, terminalView } from './run-view.ts';
import { textLogView } from './text-log.ts';
import { verboseView } from './verbose.ts';

const mode = { refresh: false, offline: false, cache: true, prune: false };
const runStart = event({ type: 'run-start', pipelines: ['a'], mode });
const taskAdd = event({ type: 'task-add', pipeline: 'a', key: '1', source: 'x' });
const failure = event({
  type: 'task-end',
  pipeline: 'a',
  key: '1',
  source: 'https://example.org/\u001b[31m1',
  durationMs: 40,
  outcome: { status: 'failed', error: { code: 'TIMED_OUT', message: 'took too long' }, cost: 0 },
});

const hit: OutcomeData = {
  status: 'collected',
  from: 'cache',
  change: 'unchanged',
  by: 'web',
  answer: 'k',
  documents: 1,
  cost: 0,
  saved: 0,
  savedMs: 5,
};
const ended = (source: string, outcome: OutcomeData) =>
  event({ type: 'task-end', pipeline: 'a', key: '1', source, durationMs: 40, outcome });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('draws lines again and again, and clears them for what is said', async () => {
  const io = fakeIo({ terminal: true });
  const view = terminalView(new Screen(io));
  view.subscriber(runStart);
  view.subscriber(taskAdd);
  view.subscriber(taskAdd);
  expect(io.written.err).toBe('');
  // What draws is loaded when it is needed.
  await import('log-update');
  await vi.advanceTimersByTimeAsync(500);
  expect(stripVTControlCharacters(io.written.err)).toContain('0 of 2 so far');
  view.say('something');
  view.end();
  expect(io.written.err).toContain('something\n');
  expect(io.written.err.lastIndexOf('0 of 2')).toBeLessThan(io.written.err.indexOf('something'));
});

it('writes failures and now and then a line where there is no terminal', () => {
  const io = fakeIo();
  const view = plainView(new Screen(io));
  view.subscriber(runStart);
  view.subscriber(taskAdd);
  view.subscriber(failure);
  expect(io.written.err).toBe('failed: https://example.org/1: took too long\n');
  vi.advanceTimersByTime(25_000);
  view.end();
  vi.advanceTimersByTime(25_000);
  expect(io.written.err.split('\n').slice(1)).toEqual([
    '1 of 1 so far · 1 failed',
    '1 of 1 so far · 1 failed',
    '',
  ]);
});

describe('lines of JSON', () => {
  const written = (verbose: boolean) => {
    const io = fakeIo();
    const view = jsonLogView(new Screen(io), verbose);
    view.subscriber(runStart);
    view.subscriber(taskAdd);
    view.subscriber(failure);
    view.subscriber(
      event({
        type: 'lookup-end',
        pipeline: 'a',
        durationMs: 7,
        tasks: [{ key: '1', state: 'hit', reason: 'checked 2 d ago' }],
      }),
    );
    view.subscriber(ended('x', hit));
    view.say('stopping');
    vi.advanceTimersByTime(10_000);
    view.end();
    return io.written.err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('say what happens, with level and time, and nothing of a source that is well', () => {
    expect(written(false)).toMatchObject([
      { level: 'info', time: '1970-01-01T00:00:00.000Z', run: 'run-1', operation: 'run', pipelines: ['a'] },
      {
        level: 'error',
        operation: 'collect',
        source: expect.any(String),
        code: 'TIMED_OUT',
        reason: 'took too long',
      },
      { level: 'info', operation: 'look up', tasks: 1, hit: 1, miss: 0, durationMs: 7 },
      { level: 'warn', operation: 'run', msg: 'stopping' },
      { level: 'info', operation: 'progress', done: 2, hits: 1, failed: 1 },
    ]);
  });

  it('say each source where that is asked for', () => {
    expect(written(true)).toContainEqual(
      expect.objectContaining({
        level: 'debug',
        operation: 'collect',
        msg: 'collected',
        source: 'x',
        collector: 'web',
      }),
    );
  });
});

it('says what became of each source', () => {
  const io = fakeIo();
  const view = verboseView(quietView(new Screen(io)));
  const tasks = [{ key: '1', state: 'hit', reason: 'checked 2 d ago' }] as const;
  view.subscriber(event({ type: 'lookup-end', pipeline: 'a', durationMs: 1, tasks }));
  view.subscriber(ended('x', hit));
  view.subscriber(ended('y', { ...hit, from: 'source', change: 'new', savedMs: 0 }));
  view.subscriber(failure);
  expect(io.written.err).toBe(
    'hit       a/x (checked 2 d ago)\nnew       a/y (by web, 40 ms)\nfailed    a/https://example.org/1 (took too long)\n',
  );
});

it('writes a log for people', () => {
  const io = fakeIo();
  const view = textLogView(new Screen(io));
  view.subscriber(runStart);
  view.subscriber(taskAdd);
  view.subscriber(failure);
  view.subscriber(event({ type: 'log', pipeline: 'a', collector: 'web', message: 'a redirect' }, 61_000));
  view.subscriber(
    event({ type: 'sink-write', pipeline: 'a', sink: 'markdown', documents: 2, durationMs: 3 }),
  );
  expect(io.written.err).toMatchInlineSnapshot(`
    "00:00:00 run        a
    00:00:00 failed     https://example.org/1: took too long, 40 ms
    00:01:01 web        a redirect
    00:00:00 written    2 documents of a to markdown
    "
  `);
});

it('writes what was bought into the log for people', () => {
  const io = fakeIo();
  const view = textLogView(new Screen(io));
  const about = { pipeline: 'talks', key: '1' };
  const ended = (source: string, outcome: OutcomeData) =>
    event({ type: 'task-end', ...about, source, durationMs: 40, outcome });
  view.subscriber(event({ type: 'operation-start', ...about, collector: 'assemblyai' }));
  view.subscriber(
    event({
      type: 'cost-charge',
      expected: 0,
      ...about,
      source: 'a.mp4',
      collector: 'assemblyai',
      provider: 'assemblyai',
      cost: 0.41,
    }),
  );
  view.subscriber(
    ended('a.mp4', {
      status: 'collected',
      from: 'source',
      change: 'new',
      by: 'assemblyai',
      answer: 'k',
      documents: 1,
      cost: 0.41,
      saved: 0,
      savedMs: 0,
      passed: [{ collector: 'captions', reason: 'a.mp4 has no captions' }],
    }),
  );
  view.subscriber(
    ended('b.mp4', { status: 'pending', by: 'assemblyai', reason: 'b.mp4: still queued', cost: 0 }),
  );
  view.subscriber(ended('c.mp4', { status: 'skipped', reason: 'not approved', price: 0.521 }));
  expect(io.written.err).toMatchInlineSnapshot(`
    "00:00:00 ordered    from assemblyai for talks
    00:00:00 charged    $0.41 by assemblyai for talks
    00:00:00 collected  a.mp4: 1 document from source, new, by assemblyai (captions: has no captions), 40 ms
    00:00:00 pending    b.mp4: waiting for assemblyai: still queued, 40 ms
    00:00:00 skipped    c.mp4: not approved ($0.53 at most), 40 ms
    "
  `);
});
