export type { RunHead, TaskEnd, TaskRecord } from './history/record.ts';
export { RunRecorder } from './history/recorder.ts';
export { findRun, type RecordedRun, recordedRuns, type WholeRun } from './history/runs.ts';
export type { Distribution } from './metrics/distribution.ts';
export { EventLoopDelay } from './metrics/event-loop.ts';
export { Metrics } from './metrics/metrics.ts';
export type { Counts, NamedCounts, RunMetrics } from './metrics/run-metrics.ts';
export type { ReadDocuments } from './page/documents.ts';
export { renderPage } from './page/page.ts';

/** JSON Schema (2020-12) of `RunMetrics`. */
export async function runMetricsSchema(): Promise<Readonly<Record<string, unknown>>> {
  // A run has no use for the library of schemas.
  const { metricsSchema } = await import('./metrics/schema.ts');
  return metricsSchema();
}
