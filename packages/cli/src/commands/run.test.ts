import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '@bowerbird/core';
import type { RunOptions, RunSummary } from '@bowerbird/runner';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, counts, event, fakeIo, summary, temporaryFolder } from '../../test/fake.ts';

afterEach(() => void vi.useRealTimers());

const failing = summary({
  status: 'failed',
  total: counts({ tasks: 2, collected: 1, failed: 1 }),
  failures: [{ pipeline: 'pages', source: 'a.html', key: 'k', code: 'TIMED_OUT', message: 'too slow' }],
});

it('collects everything and says so on standard error', async () => {
  const { code, out, err, calls } = await call(['run']);
  expect({ code, out, closed: calls.closed }).toEqual({ code: 0, out: '', closed: 1 });
  expect(err).toContain('Nothing to do');
  expect(calls.run[0]).not.toHaveProperty('pipelines');
});

it.each([
  [['--refresh'], { refresh: true }],
  [['--offline'], { offline: true }],
  [['--no-cache'], { cache: false }],
  [['--prune'], { prune: true }],
  [['talks', 'pages'], { pipelines: ['talks', 'pages'] }],
])('hands %j on', async (argv, options) => {
  expect((await call(['run', ...argv])).calls.run[0]).toMatchObject(options);
});

it('ends with 1 when a source failed, and names it', async () => {
  const { code, err } = await call(['run'], { runner: { run: async () => failing } });
  expect(code).toBe(1);
  expect(err).toContain('a.html\n    too slow');
});

it('is quiet about what went right', async () => {
  expect(await call(['run', '-q'])).toMatchObject({ code: 0, out: '', err: '' });
  const { err } = await call(['run', '-q'], { runner: { run: async () => failing } });
  expect(err).toBe('1 source failed\n\n  a.html\n    too slow\n');
});

it('writes nothing but lines of JSON with --log json', async () => {
  const mode = { refresh: false, offline: false, cache: true, prune: false };
  const events = [
    event({ type: 'run-start', pipelines: ['pages'], mode }),
    event({ type: 'run-end', status: 'failed', durationMs: 3 }),
  ];
  const run = async (_: RunOptions, emit: (event: RunEvent) => void): Promise<RunSummary> => {
    for (const one of events) emit(one);
    return failing;
  };
  const { code, err } = await call(['run', '--log', 'json'], { runner: { run } });
  expect(code).toBe(1);
  expect(
    err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { operation: 'run', msg: 'started' },
    { operation: 'run', msg: 'ended', status: 'failed' },
  ]);
});

it('uses no control sequences where there is no terminal, or NO_COLOR is set', async () => {
  const runner = { run: async () => failing };
  const sequence = '\u001b[';
  expect((await call(['run'], { runner, terminal: true })).err).toContain(sequence);
  expect((await call(['run'], { runner })).err).not.toContain(sequence);
  expect((await call(['run'], { runner, terminal: true, env: { NO_COLOR: '1' } })).err).not.toContain(
    sequence,
  );
});

it('writes the summary as a whole', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'run.json'), 'before');
  expect(await call(['run', '--summary', 'run.json'], { cwd })).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(join(cwd, 'run.json'), 'utf8'))).toEqual(summary());
  expect(readdirSync(cwd)).toEqual(['run.json']);
});

it('finds out before the run that the summary cannot be written', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'folder'));
  writeFileSync(join(cwd, 'file'), '');
  const wrong = [
    ['nowhere/run.json', `there is no folder ${join(cwd, 'nowhere')}`],
    ['file/run.json', 'there is no folder'],
    ['folder', 'this is a folder'],
    ['', '--summary needs the name of a file'],
    ...(existsSync('/proc/self') ? [['/proc/x.json', '/proc cannot be written to'] as const] : []),
  ] as const;
  for (const [name, message] of wrong) {
    const { code, err, calls } = await call(['run', '--summary', name], { cwd });
    expect({ code, runs: calls.run.length }).toEqual({ code: 2, runs: 0 });
    expect(err).toContain(message);
  }
});

/** A run that finishes what it has begun a second after it was told to begin nothing more, and ends when it is stopped. */
function untilStopped(during: () => void, lastsMs = 1000) {
  return ({ drain, signal }: RunOptions): Promise<RunSummary> =>
    new Promise((resolve) => {
      const end = () =>
        resolve(summary({ status: 'interrupted', total: counts({ tasks: 3, collected: 1 }) }));
      drain?.addEventListener('abort', () => setTimeout(end, lastsMs));
      signal?.addEventListener('abort', end);
      during();
    });
}

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('finishes what it has begun after %s', async (signal) => {
  vi.useFakeTimers();
  const io = fakeIo();
  const running = call(['run'], {
    io,
    runner: { run: untilStopped(() => setTimeout(() => io.send(signal), 50)) },
  });
  await vi.advanceTimersByTimeAsync(5000);
  const { code, err } = await running;
  expect({ code, exits: io.exits }).toEqual({ code: 130, exits: [] });
  expect(err).toMatch(
    /^stopping: what has begun is finished, for 8 s at most \(Ctrl-C again to stop at once\)\nStopped after .*1 of 3 sources/,
  );
  expect(err).toContain('Run again to go on');
});

describe('what has begun', () => {
  const hour = 3_600_000;
  /** When a run ends whose work lasts for an hour, in milliseconds after its first signal. */
  async function endsAfter(argv: readonly string[], ...signalsAt: readonly number[]) {
    vi.useFakeTimers();
    const io = fakeIo();
    const started = Date.now();
    const send = (): void => {
      for (const at of [0, ...signalsAt]) setTimeout(() => io.send('SIGINT'), at);
    };
    const running = call(argv, { io, runner: { run: untilStopped(send, hour) } });
    const ended = running.then(() => Date.now() - started);
    await vi.advanceTimersByTimeAsync(hour / 2);
    return { ms: await ended, code: (await running).code, exits: io.exits };
  }

  it('ends when the grace is over', async () => {
    expect(await endsAfter(['run'])).toEqual({ ms: 8000, code: 130, exits: [] });
    expect(await endsAfter(['run', '--grace', '60s'])).toEqual({ ms: 60_000, code: 130, exits: [] });
    expect(await endsAfter(['run', '--grace', '0s'])).toEqual({ ms: 0, code: 130, exits: [] });
  });

  it('ends at a second signal, which the echo of the first one is not', async () => {
    expect(await endsAfter(['run'], 10, 700)).toEqual({ ms: 700, code: 130, exits: [] });
  });
});

it('ends the process where something hangs after the second signal, or at the third', async () => {
  for (const [signalsAt, exitsAt] of [
    [[0, 700], 3700],
    [[0, 700, 1400], 1400],
  ] as const) {
    vi.useFakeTimers();
    const io = fakeIo();
    const hanging = () => {
      for (const at of signalsAt) setTimeout(() => io.send('SIGINT'), at);
      return new Promise<RunSummary>(() => {});
    };
    void call(['run'], { io, runner: { run: hanging } });
    await vi.advanceTimersByTimeAsync(exitsAt - 1);
    expect(io.exits).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(io.exits).toEqual([130]);
  }
});

it('says what is wrong with --grace before anything runs', async () => {
  const { code, err, calls } = await call(['run', '--grace', 'soon']);
  expect({ code, runs: calls.run.length }).toEqual({ code: 2, runs: 0 });
  expect(err).toContain('--grace soon is no duration');
});
