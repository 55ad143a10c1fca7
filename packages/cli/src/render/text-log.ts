import type { OutcomeData, RunEvent } from '@bowerbird/core';
import type { Screen } from '../screen.ts';
import { describe, withoutSource } from './failures.ts';
import { cleanLine, count, duration, money, moneyAtMost } from './format.ts';
import type { RunView } from './run-view.ts';

/** A line for everything that a person would want to read of a run. */
export function textLogView(screen: Screen): RunView {
  return {
    subscriber(event) {
      const line = logLine(event);
      if (line !== undefined) screen.say(`${new Date(event.at).toISOString().slice(11, 19)} ${line}`);
    },
    say: (text) => screen.say(text),
    clear() {},
    end() {},
  };
}

/** An event in words; `undefined` where it says nothing to people. */
function logLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'run-start':
      return `run        ${event.pipelines.join(', ')}`;
    case 'discover-end':
      return `discovered ${count(event.tasks, 'source')} of ${event.pipeline}`;
    case 'attempt-end':
      return event.error === undefined || event.retryAfterMs === undefined
        ? undefined
        : `retry      in ${duration(event.retryAfterMs)}: ${cleanLine(event.error.message)}`;
    case 'operation-start':
      return `ordered    from ${event.collector} for ${event.pipeline}`;
    case 'cost-charge':
      return `charged    ${money(event.cost)} by ${event.provider} for ${event.pipeline}`;
    case 'task-end': {
      const what = outcomeText(event.outcome, event.source);
      return `${event.outcome.status.padEnd(10)} ${cleanLine(event.source)}: ${what}, ${duration(event.durationMs)}`;
    }
    case 'sink-write':
      return `written    ${count(event.documents, 'document')} of ${event.pipeline} to ${event.sink}`;
    case 'prune-end':
      return `removed    ${count(event.documents, 'document')} of ${event.pipeline}`;
    case 'log':
      return `${event.collector.padEnd(10)} ${cleanLine(event.message)}`;
    case 'warning':
      return `warning    ${cleanLine(event.message)}`;
    default:
      return undefined;
  }
}

function staleText(
  { stale }: OutcomeData & { readonly status: 'collected' },
  source: string,
): string | undefined {
  return stale === undefined ? undefined : `not checked (${withoutSource(stale, source)})`;
}

/** Who answered, and why those before it in the chain did not. */
function passedText(
  { by, passed = [] }: OutcomeData & { readonly status: 'collected' },
  source: string,
): string {
  if (passed.length === 0) return '';
  const reasons = passed.map(({ collector, reason }) => `${collector}: ${withoutSource(reason, source)}`);
  return `, by ${by} (${reasons.join('; ')})`;
}

function outcomeText(outcome: OutcomeData, source: string): string {
  switch (outcome.status) {
    case 'collected':
      return `${count(outcome.documents, 'document')} from ${outcome.from}, ${staleText(outcome, source) ?? outcome.change}${passedText(outcome, source)}`;
    case 'failed':
      return describe({ ...outcome.error, source });
    case 'pending':
      return `waiting for ${outcome.by}: ${withoutSource(outcome.reason, source)}`;
    case 'skipped':
      return `${cleanLine(outcome.reason)}${outcome.price === undefined ? '' : ` (${moneyAtMost(outcome.price)} at most)`}`;
    default:
      return cleanLine(outcome.reason);
  }
}
