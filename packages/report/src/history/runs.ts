import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { constants, createGunzip } from 'node:zlib';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { listRecords, type RecordFiles } from './files.ts';
import { fromLine, type RunHead, type TaskRecord } from './record.ts';

/** A run on record. */
export interface RecordedRun extends RunHead {
  /** Absent: it has not ended, or was killed. */
  readonly metrics?: RunMetrics | undefined;
}

/** The runs on record, the newest first. */
export async function* recordedRuns(folder: string): AsyncGenerator<RecordedRun> {
  for (const files of await listRecords(folder)) {
    const run = await readRun(files);
    if (run) yield run;
  }
}

/** A run with its tasks. */
export interface WholeRun extends RecordedRun {
  readonly tasks: readonly TaskRecord[];
}

/**
 * A run with its tasks, by its id or the beginning of it.
 * @param id absent: the last one
 * @returns `undefined`: there is none
 */
export async function findRun(folder: string, id?: string): Promise<WholeRun | undefined> {
  const records = await listRecords(folder);
  const files = id === undefined ? records[0] : records.find(({ run }) => run.startsWith(id));
  return files && readWhole(files);
}

async function readRun(files: RecordFiles): Promise<RecordedRun | undefined> {
  const ended = await readFile(files.metrics, 'utf8').catch(() => undefined);
  if (ended !== undefined) return JSON.parse(ended) as RecordedRun;
  for await (const head of recordsOf(files.tasks)) return head as RunHead;
  return undefined;
}

async function readWhole(files: RecordFiles): Promise<WholeRun | undefined> {
  const run = await readRun(files);
  if (!run) return undefined;
  const tasks: TaskRecord[] = [];
  let isHead = true;
  for await (const record of recordsOf(files.tasks)) {
    if (!isHead) tasks.push(fromLine(record as readonly unknown[]));
    isHead = false;
  }
  return { ...run, tasks };
}

/** The records in a file, also of one that a kill has cut off. */
async function* recordsOf(file: string): AsyncGenerator<unknown> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const source = createReadStream(file);
  source.on('error', (error) => gunzip.destroy(error));
  const lines = createInterface({ input: source.pipe(gunzip), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const record = parsed(line);
    if (record !== undefined) yield record;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The last one may be half a line.
    return undefined;
  }
}
