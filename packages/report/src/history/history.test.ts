import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@bowerbird/core';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { eventsOf, tasks } from '../../test/events.ts';
import { fromLine, type TaskRecord, toLine } from './record.ts';
import { RunRecorder } from './recorder.ts';
import { findRun, recordedRuns } from './runs.ts';
import { TaskFold } from './task-fold.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const [sample = []] = fc.sample(
  tasks.filter((all) => all.length > 5),
  { seed: 7, numRuns: 1 },
);

const unreachable = (message: string) => expect.unreachable(message);

/** Records a run. */
async function record(folder: string, run: string, startedAt: number): Promise<void> {
  const recorder = new RunRecorder(folder, unreachable);
  const shift = startedAt - Date.UTC(2026, 0, 1);
  for (const event of eventsOf(sample))
    recorder.subscriber({ ...event, run, at: event.at + shift } as RunEvent);
  await recorder.end();
}

const ids = async (folder: string) => {
  const found: string[] = [];
  for await (const { run } of recordedRuns(folder, unreachable)) found.push(run);
  return found;
};

it('keeps runs, the newest first, each with its tasks and what was counted', async () => {
  const folder = join(temporaryFolder(), 'runs');
  expect(await ids(folder)).toEqual([]);
  expect(await findRun(folder, unreachable)).toBeUndefined();
  for (const [index, run] of ['aaa-1', 'bbb-2', 'ccc-3'].entries())
    await record(folder, run, Date.UTC(2026, 1, index + 1));
  expect(await ids(folder)).toEqual(['ccc-3', 'bbb-2', 'aaa-1']);
  const last = await findRun(folder, unreachable);
  expect(last).toMatchObject({ run: 'ccc-3', pipelines: ['talks', 'articles'], metrics: { status: 'done' } });
  expect(last?.tasks).toHaveLength(sample.length);
  expect(last?.metrics?.total.tasks).toBe(sample.length);
  expect((await findRun(folder, unreachable, 'aa'))?.run).toBe('aaa-1');
  expect(await findRun(folder, unreachable, 'x')).toBeUndefined();
});

it('brings back what a line holds', () => {
  const records: TaskRecord[] = [];
  const fold = new TaskFold(
    () => {},
    (record) => records.push(record),
  );
  for (const event of eventsOf(sample)) fold.hear(event);
  expect(records.map((task) => fromLine(JSON.parse(toLine(task))))).toEqual(
    records.map((task) => JSON.parse(JSON.stringify(task))),
  );
});

it('keeps the last 200', async () => {
  const folder = temporaryFolder();
  for (let index = 0; index < 203; index++) {
    const name = join(folder, `2025-01-01T00-00-00-${String(index).padStart(3, '0')}Z_old-${index}`);
    writeFileSync(`${name}.tasks.jsonl.gz`, '');
    writeFileSync(`${name}.json`, '{}');
  }
  await record(folder, 'new', Date.UTC(2026, 0, 1));
  expect(readdirSync(folder)).toHaveLength(400);
  expect((await findRun(folder, unreachable))?.run).toBe('new');
});

it('keeps what a run that was killed had told', async () => {
  const folder = temporaryFolder();
  const script = `
    import { RunRecorder } from ${JSON.stringify(new URL('./recorder.ts', import.meta.url).href)};
    const recorder = new RunRecorder(${JSON.stringify(folder)}, console.error);
    for (const event of JSON.parse(${JSON.stringify(JSON.stringify(eventsOf(sample).slice(0, -1)))})) recorder.subscriber(event);
    setInterval(() => {}, 1000);
  `;
  const file = join(folder, 'life.mts');
  writeFileSync(file, script);
  const child = spawn(process.execPath, ['--conditions=@bowerbird/source', file], { stdio: 'inherit' });
  const whole = async () =>
    (await findRun(folder, unreachable).catch(() => undefined))?.tasks.length === sample.length;
  await expect.poll(whole, { timeout: 25_000 }).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const found = await findRun(folder, unreachable);
  expect(found?.metrics).toBeUndefined();
  expect(found?.tasks).toHaveLength(sample.length);
  // Cut in the middle of a line.
  const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.gz'));
  writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, -20));
  expect((await findRun(folder, unreachable))?.tasks.length).toBeLessThanOrEqual(sample.length);
});

it('gives the others, and what can be read, where a record is damaged', async () => {
  const folder = temporaryFolder();
  for (const [index, run] of ['aaa-1', 'bbb-2', 'ccc-3'].entries())
    await record(folder, run, Date.UTC(2026, 1, index + 1));
  const file = (run: string, end: string) =>
    join(folder, readdirSync(folder).find((name) => name.endsWith(`${run}${end}`)) ?? '');
  writeFileSync(file('bbb-2', '.json'), '{"');
  rmSync(file('ccc-3', '.json'));
  writeFileSync(file('ccc-3', '.tasks.jsonl.gz'), 'no archive');
  const warned: string[] = [];
  const warn = (message: string) => void warned.push(message);
  const found = await Array.fromAsync(recordedRuns(folder, warn));
  expect(found.map(({ run, metrics }) => [run, metrics?.status])).toEqual([
    ['bbb-2', undefined],
    ['aaa-1', 'done'],
  ]);
  expect(warned).toEqual([
    expect.stringMatching(/ccc-3.*\.gz is damaged: /),
    expect.stringMatching(/bbb-2\.json is damaged/),
  ]);
  expect((await findRun(folder, warn))?.tasks).toHaveLength(sample.length);
  expect(await findRun(folder, warn, 'ccc')).toBeUndefined();
});

it('stops no run when it cannot write', async () => {
  const folder = join(temporaryFolder(), 'file');
  writeFileSync(folder, '');
  const warnings: string[] = [];
  const recorder = new RunRecorder(folder, (message) => warnings.push(message));
  for (const event of eventsOf(sample)) recorder.subscriber(event);
  expect(await recorder.end()).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(/^the run is not on record: /)]);
  expect(recorder.metrics().total.tasks).toBe(sample.length);
});
