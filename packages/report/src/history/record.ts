import type { RunMode } from '@bowerbird/core';

/** The first line of a record: which run it is. */
export interface RunHead {
  /** Of this format. */
  readonly version: 1;
  readonly run: string;
  /** Epoch milliseconds. */
  readonly started: number;
  readonly pipelines: readonly string[];
  readonly mode: RunMode;
}

/** How a task ended, for people: a hit is what was collected without asking the collector. */
export type TaskEnd = 'hit' | 'derived' | 'collected' | 'failed' | 'pending' | 'skipped' | 'gone';

/** What became of one source. Times in milliseconds since the start of the run, money in US dollars. */
export interface TaskRecord {
  readonly pipeline: string;
  readonly source: string;
  readonly ended: TaskEnd;
  /** Who answered, or was asked last; absent: nobody was asked. */
  readonly collector?: string | undefined;
  /** Key of the answer in the cache. */
  readonly answer?: string | undefined;
  /** When it was asked first, or, if it was not, when it was settled. */
  readonly from: number;
  readonly to: number;
  readonly attempts: number;
  readonly waitedMs: number;
  readonly requests: number;
  readonly bytes: number;
  readonly documents: number;
  readonly change?: 'new' | 'changed' | 'unchanged' | undefined;
  readonly cost: number;
  readonly saved: number;
  readonly savedMs: number;
  /** Why it failed, was skipped, or is pending. */
  readonly reason?: string | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

// The order of a line. Whoever reads older ones has fewer fields: new ones come last.
const FIELDS = [
  'pipeline',
  'source',
  'ended',
  'collector',
  'answer',
  'from',
  'to',
  'attempts',
  'waitedMs',
  'requests',
  'bytes',
  'documents',
  'change',
  'cost',
  'saved',
  'savedMs',
  'reason',
  'hint',
] as const satisfies readonly (keyof TaskRecord)[];

/** A task as a line of a record: values without their names, of which there may be a million. */
export function toLine(t: TaskRecord): string {
  // Written out: to look each name up takes twice as long.
  return JSON.stringify([
    t.pipeline,
    t.source,
    t.ended,
    t.collector,
    t.answer,
    t.from,
    t.to,
    t.attempts,
    t.waitedMs,
    t.requests,
    t.bytes,
    t.documents,
    t.change,
    t.cost,
    t.saved,
    t.savedMs,
    t.reason,
    t.hint,
  ]);
}

/** The task of a line. */
export function fromLine(values: readonly unknown[]): TaskRecord {
  const fields = FIELDS.map((field, index) => [field, values[index] ?? undefined] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as TaskRecord;
}
