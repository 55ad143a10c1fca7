import type { ErrorData } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Outcome } from './task.ts';

/** The names of all events. */
export const EVENT_TYPES = [
  'run-start',
  'task-add',
  'discover-end',
  'lookup-end',
  'attempt-start',
  'attempt-end',
  'operation-start',
  'cost-charge',
  'task-end',
  'sink-write',
  'prune-end',
  'log',
  'warning',
  'run-end',
] as const;

/** The name of an event: a noun and a verb. */
export type EventType = (typeof EVENT_TYPES)[number];

/** What look-up found out about a task. */
export type LookupState = 'hit' | 'stale' | 'derive' | 'miss';

/**
 * A fact about a run, as JSON. Reports are folds over events. `at` is epoch milliseconds, durations end in `Ms`.
 * `key` is the key of the task, `source` what the user wrote.
 */
export type RunEvent = { readonly at: number; readonly run: string } & (
  | { readonly type: 'run-start'; readonly pipelines: readonly string[]; readonly mode: RunMode }
  | { readonly type: 'task-add'; readonly pipeline: string; readonly key: string; readonly source: string }
  /** All sources of a pipeline are known. */
  | {
      readonly type: 'discover-end';
      readonly pipeline: string;
      readonly tasks: number;
      readonly duplicates: number;
      /** What discovering took of the network. */
      readonly requests: number;
      readonly bytes: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'lookup-end';
      readonly pipeline: string;
      readonly durationMs: number;
      readonly tasks: readonly {
        readonly key: string;
        readonly state: LookupState;
        readonly reason: string;
      }[];
    }
  | {
      readonly type: 'attempt-start';
      readonly pipeline: string;
      readonly key: string;
      readonly source: string;
      readonly collector: string;
      /** From 1. */
      readonly attempt: number;
    }
  | {
      readonly type: 'attempt-end';
      readonly pipeline: string;
      readonly key: string;
      readonly collector: string;
      readonly attempt: number;
      readonly durationMs: number;
      /** Of them: waiting for its turn, at a host or for a worker. */
      readonly waitedMs: number;
      readonly requests: number;
      readonly bytes: number;
      readonly error?: ErrorData | undefined;
      /** The same collector is asked again after this time. */
      readonly retryAfterMs?: number | undefined;
      /** Its turn at a host has not come: `error` says so, nothing has failed, and the next one is the same attempt. */
      readonly deferred?: true | undefined;
    }
  | {
      readonly type: 'operation-start';
      readonly pipeline: string;
      readonly key: string;
      readonly collector: string;
    }
  | {
      readonly type: 'cost-charge';
      readonly pipeline: string;
      readonly key: string;
      readonly source: string;
      readonly collector: string;
      readonly provider: string;
      /** US dollars. */
      readonly cost: number;
      /** What it was expected to cost, in US dollars. */
      readonly expected: number;
    }
  | {
      readonly type: 'task-end';
      readonly pipeline: string;
      readonly key: string;
      readonly source: string;
      readonly durationMs: number;
      readonly outcome: OutcomeData;
    }
  | {
      readonly type: 'sink-write';
      readonly pipeline: string;
      readonly sink: string;
      readonly location?: string | undefined;
      readonly documents: number;
      readonly durationMs: number;
    }
  /** Documents of sources that are not in the pipeline any more were removed from its sinks. */
  | { readonly type: 'prune-end'; readonly pipeline: string; readonly documents: number }
  | {
      readonly type: 'log';
      readonly pipeline: string;
      readonly key?: string | undefined;
      readonly collector: string;
      readonly message: string;
      readonly data?: JsonObject | undefined;
    }
  | {
      readonly type: 'warning';
      readonly message: string;
      readonly hint?: string | undefined;
      readonly pipeline?: string | undefined;
    }
  | { readonly type: 'run-end'; readonly status: RunStatus; readonly durationMs: number }
);

/** An outcome without its task and with the number of its documents in place of them. */
export type OutcomeData = OutcomeWithout<Outcome>;
type OutcomeWithout<O> = O extends { readonly status: 'collected' }
  ? Omit<O, 'task' | 'documents'> & { readonly documents: number }
  : Omit<O, 'task'>;

/** How a run treats what is here already. */
export interface RunMode {
  readonly refresh: boolean;
  readonly offline: boolean;
  readonly cache: boolean;
  readonly prune: boolean;
}

/** How a run ended. `interrupted`: stopped by a signal, everything that was done is kept. */
export type RunStatus = 'done' | 'failed' | 'interrupted';

/** A function that hears facts about a run. One that throws is dropped, with a warning. */
export type Subscriber = (event: RunEvent) => void;
