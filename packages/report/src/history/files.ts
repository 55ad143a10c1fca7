import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHead } from './record.ts';

// Records are for looking back, not for keeping: the corpus and the ledger are.
const MOST_RECORDS = 200;
const TASKS = '.tasks.jsonl.gz';
const METRICS = '.json';

/** The files of a record. Their names sort by time. */
export function filesOf(
  folder: string,
  { started, run }: Pick<RunHead, 'started' | 'run'>,
): { readonly tasks: string; readonly metrics: string } {
  const time = new Date(started).toISOString().replaceAll(/[:.]/g, '-');
  const name = join(folder, `${time}_${run}`);
  return { tasks: name + TASKS, metrics: name + METRICS };
}

/** A record in a folder. */
export interface RecordFiles {
  readonly run: string;
  readonly tasks: string;
  readonly metrics: string;
}

/** The records in a folder, the newest first. */
export async function listRecords(folder: string): Promise<readonly RecordFiles[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(TASKS))
    .sort()
    .reverse()
    .map((name) => {
      const stem = name.slice(0, -TASKS.length);
      return {
        run: stem.slice(stem.indexOf('_') + 1),
        tasks: join(folder, name),
        metrics: join(folder, stem + METRICS),
      };
    });
}

/** Removes the oldest records where there are too many. */
export async function removeOldest(folder: string): Promise<void> {
  const records = await listRecords(folder);
  for (const { tasks, metrics } of records.slice(MOST_RECORDS)) {
    await rm(metrics, { force: true });
    await rm(tasks, { force: true });
  }
}
