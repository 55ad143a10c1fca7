import type { OutcomeData } from '@bowerbird/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { event, fakeIo } from '../../test/fake.ts';
import { Screen } from '../screen.ts';
import { jsonView, plainView, terminalView } from './run-view.ts';
import { textLogView } from './text-log.ts';

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

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('draws one line again and again, only when it changed, and clears it', () => {
  const io = fakeIo({ terminal: true });
  const view = terminalView(new Screen(io));
  view.subscriber(runStart);
  view.subscriber(taskAdd);
  view.subscriber(taskAdd);
  expect(io.written.err).toBe('');
  vi.advanceTimersByTime(500);
  expect(io.written.err).toBe('\r0 of 2 so far');
  view.say('something');
  vi.advanceTimersByTime(100);
  view.end();
  vi.advanceTimersByTime(10_000);
  const line = '0 of 2 so far';
  const blank = `\r${' '.repeat(line.length + 2)}\r`;
  expect(io.written.err).toBe(`\r${line}${blank}something\n\r${line}${blank}`);
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

it('writes events as JSON lines and nothing else', () => {
  const io = fakeIo();
  const view = jsonView(new Screen(io));
  view.subscriber(runStart);
  view.say('stopping');
  const lines = io.written.err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { type: 'run-start', run: 'run-1' },
    { type: 'warning', run: 'run-1', message: 'stopping' },
  ]);
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
