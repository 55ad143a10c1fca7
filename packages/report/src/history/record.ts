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
