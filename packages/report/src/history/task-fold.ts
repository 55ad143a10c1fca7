import type { OutcomeData, RunEvent } from '@bowerbird/core';
import { PerTask } from '../per-task.ts';
import type { RunHead, TaskEnd, TaskRecord } from './record.ts';

interface Underway {
  from: number;
  attempts: number;
  waitedMs: number;
  requests: number;
  bytes: number;
  collector: string;
}

/** The fold of a run's events into a record for each task, when it ends. Holds those that are under way, and no more. */
export class TaskFold {
  readonly #onHead: (head: RunHead) => void;
  readonly #onTask: (task: TaskRecord) => void;
  readonly #underway = new PerTask<Underway>();
  #run = '';
  #started = 0;

  constructor(onHead: (head: RunHead) => void, onTask: (task: TaskRecord) => void) {
    this.#onHead = onHead;
    this.#onTask = onTask;
  }

  hear(event: RunEvent): void {
    if (event.type === 'run-start' && this.#run === '') {
      const { run, at: started, pipelines, mode } = event;
      this.#run = run;
      this.#started = started;
      this.#onHead({ version: 1, run, started, pipelines, mode });
    }
    if (event.run !== this.#run) return;
    if (event.type === 'attempt-start') this.#begin(event);
    else if (event.type === 'attempt-end') this.#add(event);
    else if (event.type === 'task-end') this.#end(event);
  }

  #begin(event: RunEvent & { readonly type: 'attempt-start' }): void {
    const { collector, at } = event;
    const known = this.#underway.get(event);
    if (known) known.collector = collector;
    else {
      const from = at - this.#started;
      this.#underway.set(event, { from, attempts: 0, waitedMs: 0, requests: 0, bytes: 0, collector });
    }
  }

  #add(event: RunEvent & { readonly type: 'attempt-end' }): void {
    const known = this.#underway.get(event);
    if (!known) return;
    if (!event.deferred) known.attempts++;
    known.waitedMs += event.waitedMs + (event.retryAfterMs ?? 0);
    known.requests += event.requests;
    known.bytes += event.bytes;
  }

  #end(event: RunEvent & { readonly type: 'task-end' }): void {
    const known = this.#underway.take(event);
    const { outcome, pipeline, source } = event;
    const to = event.at - this.#started;
    const collector = 'by' in outcome ? outcome.by : known?.collector;
    this.#onTask({
      pipeline,
      source,
      ended: endOf(outcome),
      collector,
      from: known?.from ?? to,
      to,
      attempts: known?.attempts ?? 0,
      waitedMs: known?.waitedMs ?? 0,
      requests: known?.requests ?? 0,
      bytes: known?.bytes ?? 0,
      ...factsOf(outcome),
    });
  }
}

const COLLECTED = { cache: 'hit', evidence: 'derived', source: 'collected' } as const;

function endOf(outcome: OutcomeData): TaskEnd {
  if (outcome.status !== 'collected') return outcome.status;
  return COLLECTED[outcome.from];
}

type Facts = Pick<
  TaskRecord,
  'answer' | 'documents' | 'change' | 'cost' | 'saved' | 'savedMs' | 'reason' | 'hint'
>;

const NONE = { documents: 0, cost: 0, saved: 0, savedMs: 0 };

function factsOf(outcome: OutcomeData): Facts {
  switch (outcome.status) {
    case 'collected': {
      const { answer, documents, change, cost, saved, savedMs, stale } = outcome;
      const reason = stale === undefined ? undefined : `could not be checked: ${stale}`;
      return { answer, documents, change, cost, saved, savedMs, ...(reason !== undefined && { reason }) };
    }
    case 'failed': {
      const { message, hint } = outcome.error;
      return { ...NONE, cost: outcome.cost, reason: message, ...(hint !== undefined && { hint }) };
    }
    case 'pending':
      return { ...NONE, cost: outcome.cost, reason: outcome.reason };
    default:
      return { ...NONE, reason: outcome.reason };
  }
}
