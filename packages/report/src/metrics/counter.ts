import type { OutcomeData, RunEvent } from '@bowerbird/core';
import { Durations } from './distribution.ts';
import type { Counts } from './run-metrics.ts';

type AttemptEnd = RunEvent & { readonly type: 'attempt-end' };

/** Adds up what belongs to one run, pipeline or collector. */
export class Counter {
  tasks = 0;
  purchases = 0;
  requests = 0;
  bytes = 0;
  readonly #statuses = { collected: 0, failed: 0, pending: 0, skipped: 0, gone: 0 };
  readonly #latency = new Durations();
  #hits = 0;
  #derived = 0;
  #attempts = 0;
  #retries = 0;
  #errors = 0;
  #documents = 0;
  #cost = 0;
  #saved = 0;
  #savedMs = 0;
  #waitedMs = 0;

  attempt(event: AttemptEnd): void {
    const { attempt, durationMs, waitedMs, requests, bytes, error, retryAfterMs = 0, deferred } = event;
    this.requests += requests;
    this.bytes += bytes;
    this.#waitedMs += waitedMs + retryAfterMs;
    if (deferred) return;
    this.#attempts++;
    if (attempt > 1) this.#retries++;
    if (error) this.#errors++;
    this.#latency.add(durationMs);
  }

  outcome(outcome: OutcomeData): void {
    this.#statuses[outcome.status]++;
    if ('cost' in outcome) this.#cost += outcome.cost;
    if (outcome.status !== 'collected') return;
    if (outcome.from === 'cache') this.#hits++;
    if (outcome.from === 'evidence') this.#derived++;
    this.#documents += outcome.documents;
    this.#saved += outcome.saved;
    this.#savedMs += outcome.savedMs;
  }

  counts(): Counts {
    const { collected } = this.#statuses;
    return {
      tasks: this.tasks,
      ...this.#statuses,
      hits: this.#hits,
      derived: this.#derived,
      hitRate: share(this.#hits, collected),
      callsAvoided: this.#hits + this.#derived,
      attempts: this.#attempts,
      retries: this.#retries,
      errors: this.#errors,
      errorRate: share(this.#errors, this.#attempts),
      requests: this.requests,
      bytes: this.bytes,
      documents: this.#documents,
      purchases: this.purchases,
      cost: this.#cost,
      saved: this.#saved,
      savedMs: this.#savedMs,
      waitedMs: this.#waitedMs,
      latencyMs: this.#latency.distribution(),
    };
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
