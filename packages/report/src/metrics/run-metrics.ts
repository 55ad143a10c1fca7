import type { RunStatus } from '@bowerbird/core';
import type { Distribution } from './distribution.ts';

/** What is counted of a run, a pipeline or a collector. Money in US dollars, times in milliseconds. */
export interface Counts {
  readonly tasks: number;
  readonly collected: number;
  readonly failed: number;
  readonly pending: number;
  readonly skipped: number;
  readonly gone: number;
  /** Collected without calling a collector. */
  readonly hits: number;
  /** Collected from originals that were here, without asking the source. */
  readonly derived: number;
  /** Share of the hits in the collected, 0 to 1. */
  readonly hitRate: number;
  /** Sources that did not have to be asked: hits and derived. */
  readonly callsAvoided: number;
  readonly attempts: number;
  /** Of the attempts: those after the first for the same source. */
  readonly retries: number;
  /** Of the attempts: those that failed, whatever came after. */
  readonly errors: number;
  /** Share of the errors in the attempts, 0 to 1. */
  readonly errorRate: number;
  readonly requests: number;
  /** Received, after decompression. */
  readonly bytes: number;
  readonly documents: number;
  readonly purchases: number;
  readonly cost: number;
  readonly saved: number;
  /** What the sources that were not asked took when they were. */
  readonly savedMs: number;
  /** Waited for hosts, for workers, and before something was tried again. */
  readonly waitedMs: number;
  /** Of the attempts. */
  readonly latencyMs: Distribution;
}

/** One of several that are counted. */
export interface NamedCounts extends Counts {
  readonly name: string;
}

/** What `--metrics FILE` writes. */
export interface RunMetrics {
  /** Of this format. */
  readonly version: 1;
  readonly run: string;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly started: string;
  readonly durationMs: number;
  readonly total: Counts;
  readonly pipelines: readonly NamedCounts[];
  readonly collectors: readonly NamedCounts[];
  readonly providers: readonly {
    readonly name: string;
    readonly purchases: number;
    readonly cost: number;
    /** What it was expected to cost before. */
    readonly expected: number;
    readonly saved: number;
  }[];
  /** How long each step of a stage took: finding the sources of a pipeline, looking a batch up, an attempt, writing a batch. */
  readonly stages: {
    readonly discover: Distribution;
    readonly lookUp: Distribution;
    readonly execute: Distribution;
    readonly deliver: Distribution;
  };
  /** How late the event loop was; absent where nobody measured it. */
  readonly eventLoopDelayMs?: Distribution | undefined;
}
