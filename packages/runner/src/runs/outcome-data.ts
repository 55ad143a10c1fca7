import type { Outcome, OutcomeData } from '@bowerbird/core';

/** An outcome as events tell it: with the number of its documents in place of them. */
export function toOutcomeData(outcome: Outcome): OutcomeData {
  if (outcome.status !== 'collected') {
    const { task: _, ...data } = outcome;
    return data;
  }
  const { task: _, documents, ...data } = outcome;
  return { ...data, documents: documents.length };
}
