import type { RunEvent } from '@bowerbird/core';
import pino, { type Logger } from 'pino';
import type { Screen } from '../screen.ts';
import { cleanLine } from './format.ts';
import { Progress } from './progress.ts';
import type { RunView } from './run-view.ts';

const PROGRESS_MS = 10_000;

/**
 * A line of JSON (pino) for what happens, and nothing else: level in words, time as ISO 8601, `operation`, and what there is of `run`,
 * `pipeline`, `collector`, `source`, `key`, `durationMs`, `cost` in US dollars, `reason`. What becomes of a single source, unless it
 * failed, is at the level `debug`.
 */
export function jsonLogView(screen: Screen, verbose: boolean): RunView {
  const log = pino(
    {
      level: verbose ? 'debug' : 'info',
      base: null,
      timestamp: false,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => screen.say(line) },
  );
  const progress = new Progress();
  let run: string | undefined;
  const timer = setInterval(() => tellProgress(log, run, progress), PROGRESS_MS);
  timer.unref();
  return {
    subscriber(event) {
      run = event.run;
      progress.subscriber(event);
      tell(log, event);
    },
    say: (text) => log.warn({ time: now(), run, operation: 'run' }, cleanLine(text)),
    clear() {},
    end: () => clearInterval(timer),
  };
}

function now(): string {
  return new Date().toISOString();
}

function tellProgress(log: Logger, run: string | undefined, progress: Progress): void {
  const { ended: done, total, hits, failed, running, cost } = progress;
  const remainingMs = progress.remainingMs(Date.now());
  log.info(
    { time: now(), run, operation: 'progress', done, total, hits, failed, running, cost, remainingMs },
    'so far',
  );
}

type Level = 'debug' | 'info' | 'warn' | 'error';
type Of<T extends RunEvent['type']> = RunEvent & { readonly type: T };

function tell(log: Logger, event: RunEvent): void {
  // A line that is not written is not made: of a single source there may be a million.
  if (isOfOneSource(event) && !log.isLevelEnabled('debug')) return;
  const line = lineOf(event);
  if (line === undefined || !log.isLevelEnabled(line.level)) return;
  const { at, run } = event;
  const { level, operation, message, ...fields } = line;
  log[level]({ time: new Date(at).toISOString(), run, operation, ...fields }, message);
}

/** What is at the level `debug`. */
function isOfOneSource(event: RunEvent): boolean {
  return event.type === 'attempt-end' || (event.type === 'task-end' && event.outcome.status === 'collected');
}

interface Line extends Readonly<Record<string, unknown>> {
  readonly level: Level;
  readonly operation: string;
  readonly message: string;
}

/** An event as a line; `undefined` where another one says it. */
function lineOf(event: RunEvent): Line | undefined {
  switch (event.type) {
    case 'run-start':
      return { level: 'info', operation: 'run', message: 'started', ...only(event, 'pipelines', 'mode') };
    case 'discover-end': {
      const fields = only(event, 'pipeline', 'tasks', 'duplicates', 'requests', 'bytes', 'durationMs');
      return { level: 'info', operation: 'discover', message: 'sources found', ...fields };
    }
    case 'lookup-end':
      return lookedUp(event);
    case 'attempt-end':
      return attempted(event);
    case 'operation-start':
      return {
        level: 'debug',
        operation: 'buy',
        message: 'ordered',
        ...only(event, 'pipeline', 'collector', 'key'),
      };
    case 'cost-charge': {
      const fields = only(event, 'pipeline', 'collector', 'provider', 'source', 'key', 'cost', 'expected');
      return { level: 'info', operation: 'buy', message: 'charged', ...fields };
    }
    case 'task-end':
      return ended(event);
    case 'sink-write': {
      const fields = only(event, 'pipeline', 'sink', 'location', 'documents', 'durationMs');
      return { level: 'info', operation: 'deliver', message: 'written', ...fields };
    }
    case 'prune-end':
      return {
        level: 'info',
        operation: 'deliver',
        message: 'pruned',
        ...only(event, 'pipeline', 'documents'),
      };
    case 'log': {
      const fields = only(event, 'pipeline', 'collector', 'key', 'data');
      return { level: 'debug', operation: 'collect', ...fields, message: event.message };
    }
    case 'warning':
      return { level: 'warn', operation: 'run', ...only(event, 'pipeline', 'hint'), message: event.message };
    case 'run-end':
      return { level: 'info', operation: 'run', message: 'ended', ...only(event, 'status', 'durationMs') };
    default:
      return undefined;
  }
}

function only<E extends object, K extends keyof E>(event: E, ...names: readonly K[]): Pick<E, K> {
  return Object.fromEntries(names.map((name) => [name, event[name]])) as Pick<E, K>;
}

function lookedUp({ tasks, ...event }: Of<'lookup-end'>): Line {
  const counts = { hit: 0, stale: 0, derive: 0, miss: 0 };
  for (const { state } of tasks) counts[state]++;
  const fields = only(event, 'pipeline', 'durationMs');
  return {
    level: 'info',
    operation: 'look up',
    message: 'looked up',
    tasks: tasks.length,
    ...counts,
    ...fields,
  };
}

function attempted(event: Of<'attempt-end'>): Line {
  const { error, retryAfterMs } = event;
  const fields = only(
    event,
    'pipeline',
    'collector',
    'key',
    'attempt',
    'durationMs',
    'waitedMs',
    'requests',
    'bytes',
  );
  const reason = error && { code: error.code, reason: error.message, retryAfterMs };
  const message =
    error === undefined ? 'answered' : retryAfterMs === undefined ? 'failed' : 'to be tried again';
  return { level: 'debug', operation: 'collect', message, ...fields, ...reason };
}

function ended(event: Of<'task-end'>): Line {
  const { outcome } = event;
  const fields = { operation: 'collect', ...only(event, 'pipeline', 'source', 'key', 'durationMs') };
  switch (outcome.status) {
    case 'collected': {
      const { by: collector, stale: reason, passed, ...rest } = outcome;
      return { level: 'debug', message: 'collected', ...fields, collector, reason, ...rest };
    }
    case 'failed': {
      const { code, message: reason, hint, recovery } = outcome.error;
      return {
        level: 'error',
        message: 'failed',
        ...fields,
        status: 'failed',
        cost: outcome.cost,
        code,
        reason,
        hint,
        recovery,
      };
    }
    default: {
      const { status, ...rest } = outcome;
      return { level: 'warn', message: status, ...fields, status, ...rest };
    }
  }
}
