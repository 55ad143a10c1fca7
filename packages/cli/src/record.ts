import { join } from 'node:path';
import type { RunEvent, Subscriber } from '@bowerbird/core';
import type { RunMetrics, RunRecorder } from '@bowerbird/report';
import type { Runner } from '@bowerbird/runner';

// Where the API of OpenTelemetry keeps what was registered (`@opentelemetry/api`, internal/global-utils).
const OPEN_TELEMETRY = Symbol.for('opentelemetry.js.api.1');

/** Tells OpenTelemetry of a run where the process has an SDK registered; where it has none, nothing is even loaded. */
export async function traceRun(runner: Runner): Promise<void> {
  if (!(OPEN_TELEMETRY in globalThis)) return;
  const { traces } = await import('@bowerbird/report/tracing');
  runner.subscribe(traces());
}

/** Where the records of runs are. */
export function recordsOf({ folder }: Pick<Runner, 'folder'>): string {
  return join(folder, 'runs');
}

/** A run that is being recorded. */
export interface Recording {
  readonly subscriber: Subscriber;
  /** Writes the record, however the run has ended. What was counted; `undefined` where that could not be, which was told. */
  end(): Promise<RunMetrics | undefined>;
}

/**
 * Keeps a record of a run while it goes on, for `bowerbird runs` and `bowerbird report`.
 * @param options.loop measures how late the event loop is
 * @param options.warn is told when there can be no record: a run does not fail by it
 */
export function recordRun(
  runner: Runner,
  { loop, warn }: { readonly loop: boolean; readonly warn: (message: string) => void },
): Recording {
  // The run does not wait for what records it to be loaded.
  const early: RunEvent[] = [];
  let recorder: RunRecorder | undefined;
  const loading = import('@bowerbird/report').then(({ EventLoopDelay, RunRecorder: Recorder }) => {
    const delay = loop ? new EventLoopDelay() : undefined;
    recorder = new Recorder(recordsOf(runner), warn, delay);
    for (const event of early.splice(0)) recorder.subscriber(event);
    return recorder;
  });
  // It counts as unhandled until the end of the run waits for it.
  loading.catch(() => undefined);
  return {
    subscriber: (event) => (recorder ? recorder.subscriber(event) : void early.push(event)),
    async end() {
      try {
        const recorded = await loading;
        await recorded.end();
        return recorded.metrics();
      } catch (error) {
        warn(`the run is not on record: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
  };
}
