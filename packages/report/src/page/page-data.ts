import type { Span } from '@bowerbird/core';
import type { RecordedRun } from '../history/runs.ts';

/** A document as the page shows it. */
export interface PageDocument {
  readonly id: string;
  readonly title: string;
  readonly pipeline: string;
  readonly source: string;
  /** The beginning of it. */
  readonly text: string;
  /** Characters of the whole. */
  readonly length: number;
  readonly spans: readonly PageSpan[];
  /** Spans that are left out. */
  readonly moreSpans: number;
}

/** A part of a document with its place in the source, in words. */
export interface PageSpan extends Pick<Span, 'start' | 'end'> {
  readonly place: string;
}

/** The tasks by column: a hundred thousand rows as objects would take several times the room and time. Places in `names` for texts that recur. */
export interface TaskColumns {
  readonly names: readonly string[];
  readonly pipeline: readonly number[];
  readonly collector: readonly number[];
  readonly host: readonly number[];
  readonly ended: readonly number[];
  readonly change: readonly number[];
  readonly source: readonly string[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly attempts: readonly number[];
  readonly waitedMs: readonly number[];
  readonly bytes: readonly number[];
  readonly documents: readonly number[];
  readonly cost: readonly number[];
  readonly saved: readonly number[];
  /** By row, of those that have one. */
  readonly reasons: Readonly<Record<number, readonly [reason: string, hint?: string]>>;
}

/** All that the page shows. */
export interface PageData {
  readonly run: RecordedRun;
  readonly tasks: TaskColumns;
  readonly documents: readonly PageDocument[];
  /** How many documents there were. */
  readonly documentsInAll: number;
}
