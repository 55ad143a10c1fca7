import type { RunEvent } from '@bowerbird/core';
import type { Remark, RunCounts } from './run-store.ts';
import { cleanLine } from './text.ts';

// An answer names no more; the page about the run has them all.
const MOST_REMARKS = 50;

/** Folds the events of a run into what is told of it while it goes on. */
export class RunFold {
  readonly #counts = {
    sources: 0,
    ended: 0,
    collected: 0,
    failed: 0,
    pending: 0,
    skipped: 0,
    gone: 0,
    documents: 0,
  };
  readonly #undiscovered: Set<string>;
  readonly failures: Remark[] = [];
  /** Its id in the ledger; empty before it begins. */
  run = '';
  cost = 0;
  saved = 0;

  /** @param pipelines of the run */
  constructor(pipelines: readonly string[]) {
    this.#undiscovered = new Set(pipelines);
  }

  get counts(): RunCounts {
    return { ...this.#counts, complete: this.#undiscovered.size === 0 };
  }

  readonly subscriber = (event: RunEvent): void => {
    if (event.type === 'run-start') this.run = event.run;
    else if (event.type === 'task-add') this.#counts.sources++;
    else if (event.type === 'discover-end') this.#undiscovered.delete(event.pipeline);
    else if (event.type === 'task-end') this.#end(event);
  };

  #end({ source, outcome }: Extract<RunEvent, { readonly type: 'task-end' }>): void {
    this.#counts.ended++;
    this.#counts[outcome.status]++;
    if (outcome.status === 'collected') {
      this.#counts.documents += outcome.documents;
      this.saved += outcome.saved;
    }
    if ('cost' in outcome) this.cost += outcome.cost;
    if (outcome.status === 'failed') this.#remark(source, outcome.error.message, outcome.error.hint);
    else if (outcome.status !== 'collected') this.#remark(source, outcome.reason);
  }

  #remark(source: string, message: string, hint?: string): void {
    if (this.failures.length >= MOST_REMARKS) return;
    this.failures.push({
      source: cleanLine(source),
      message: cleanLine(message),
      ...(hint !== undefined && { hint: cleanLine(hint) }),
    });
  }
}
