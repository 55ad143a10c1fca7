import type { Outcome, OutcomeData } from '@bowerbird/core';
import type { Emit } from '../events/bus.ts';

/** Tells what became of a task: with the number of its documents in place of them. */
export function emitOutcome(emit: Emit, outcome: Outcome, durationMs: number): void {
  const { pipeline, key, source } = outcome.task;
  emit({ type: 'task-end', pipeline, key, source, durationMs, outcome: toOutcomeData(outcome) });
}

function toOutcomeData(outcome: Outcome): OutcomeData {
  if (outcome.status !== 'collected') {
    const { task: _, ...data } = outcome;
    return data;
  }
  const { task: _, documents, ...data } = outcome;
  return { ...data, documents: documents.length };
}
