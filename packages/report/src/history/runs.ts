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

/** Is told of a record that is damaged. What can be read of it is given all the same. */
export type Warn = (message: string) => void;

/** The runs on record, the newest first. */
export async function* recordedRuns(folder: string, warn: Warn): AsyncGenerator<RecordedRun> {
  for (const files of await listRecords(folder)) {
    const run = await readRun(files, warn);
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
export async function findRun(folder: string, warn: Warn, id = ''): Promise<WholeRun | undefined> {
  for (const files of await listRecords(folder)) {
    const found = files.run.startsWith(id) ? await readWhole(files, warn) : undefined;
    if (found) return found;
  }
  return undefined;
}

async function readRun(files: RecordFiles, warn: Warn): Promise<RecordedRun | undefined> {
  const written = await readFile(files.metrics, 'utf8').catch(() => undefined);
  const ended = written === undefined ? undefined : parsed(written);
  if (written !== undefined && ended === undefined) warn(`${files.metrics} is damaged`);
  if (ended !== undefined) return ended as RecordedRun;
  for await (const head of recordsOf(files.tasks, warn)) return head as RunHead;
  return undefined;
}

async function readWhole(files: RecordFiles, warn: Warn): Promise<WholeRun | undefined> {
  const run = await readRun(files, warn);
  if (!run) return undefined;
  const tasks: TaskRecord[] = [];
  let isHead = true;
  for await (const record of recordsOf(files.tasks, warn)) {
    if (!isHead) tasks.push(fromLine(record as readonly unknown[]));
    isHead = false;
  }
  return { ...run, tasks };
}

/** The records in a file, also of one that a kill has cut off, or that is damaged: up to there. */
async function* recordsOf(file: string, warn: Warn): AsyncGenerator<unknown> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const source = createReadStream(file);
  source.on('error', (error) => gunzip.destroy(error));
  const lines = createInterface({ input: source.pipe(gunzip), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) {
      const record = parsed(line);
      if (record !== undefined) yield record;
    }
  } catch (error) {
    // Another run may have removed the oldest meanwhile.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') warn(`${file} is damaged: ${message}`);
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
