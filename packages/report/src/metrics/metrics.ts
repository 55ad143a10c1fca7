import type { OutcomeData, RunEvent, RunStatus } from '@bowerbird/core';
import { PerTask } from '../per-task.ts';
import { Counter } from './counter.ts';
import { Durations } from './distribution.ts';
import type { NamedCounts, RunMetrics } from './run-metrics.ts';

interface Provider {
  readonly name: string;
  purchases: number;
  cost: number;
  expected: number;
  saved: number;
}

/**
 * The fold of a run's events into its metrics. The first run that it hears of is its run: others may go on beside it. Memory grows with
 * the number of pipelines and collectors, and of the tasks that are under way.
 */
export class Metrics {
  readonly #total = new Counter();
  readonly #pipelines = new Map<string, Counter>();
  readonly #collectors = new Map<string, Counter>();
  readonly #providers = new Map<string, Provider>();
  readonly #stages = {
    discover: new Durations(),
    lookUp: new Durations(),
    deliver: new Durations(),
  };
  // The collector that was asked last, of the tasks that are under way: what failed is its.
  readonly #asked = new PerTask<string>();
  #run = '';
  #started = 0;
  #durationMs = 0;
  #status: RunStatus = 'interrupted';

  readonly subscriber = (event: RunEvent): void => {
    if (event.type === 'run-start' && this.#run === '') {
      this.#run = event.run;
      this.#started = event.at;
      for (const name of event.pipelines) counterOf(this.#pipelines, name);
    }
    if (event.run !== this.#run) return;
    this.#durationMs = Math.max(0, event.at - this.#started);
    this.#hear(event);
  };

  #hear(event: RunEvent): void {
    switch (event.type) {
      case 'task-add':
        this.#total.tasks++;
        counterOf(this.#pipelines, event.pipeline).tasks++;
        break;
      case 'discover-end':
        this.#stages.discover.add(event.durationMs);
        for (const counter of [this.#total, counterOf(this.#pipelines, event.pipeline)]) {
          counter.requests += event.requests;
          counter.bytes += event.bytes;
        }
        break;
      case 'lookup-end':
        this.#stages.lookUp.add(event.durationMs);
        break;
      case 'attempt-end':
        // Who answers is told with the outcome.
        if (event.error) this.#asked.set(event, event.collector);
        this.#total.attempt(event);
        counterOf(this.#pipelines, event.pipeline).attempt(event);
        counterOf(this.#collectors, event.collector).attempt(event);
        break;
      case 'cost-charge':
        this.#providerOf(event.provider).purchases++;
        this.#providerOf(event.provider).cost += event.cost;
        this.#providerOf(event.provider).expected += event.expected;
        this.#total.purchases++;
        counterOf(this.#pipelines, event.pipeline).purchases++;
        counterOf(this.#collectors, event.collector).purchases++;
        break;
      case 'task-end':
        this.#end(event);
        break;
      case 'sink-write':
        this.#stages.deliver.add(event.durationMs);
        break;
      case 'run-end':
        this.#status = event.status;
        this.#durationMs = event.durationMs;
        break;
    }
  }

  #end(event: RunEvent & { readonly type: 'task-end' }): void {
    const { outcome, pipeline } = event;
    const asked = this.#asked.take(event);
    const collector = 'by' in outcome ? outcome.by : asked;
    this.#total.outcome(outcome);
    counterOf(this.#pipelines, pipeline).outcome(outcome);
    if (collector !== undefined) {
      const counter = counterOf(this.#collectors, collector);
      counter.outcome(outcome);
      counter.tasks++;
    }
    this.#noteSaved(outcome);
  }

  #noteSaved(outcome: OutcomeData): void {
    if (outcome.status !== 'collected' || outcome.provider === undefined) return;
    this.#providerOf(outcome.provider).saved += outcome.saved;
  }

  #providerOf(name: string): Provider {
    const provider = this.#providers.get(name) ?? { name, purchases: 0, cost: 0, expected: 0, saved: 0 };
    this.#providers.set(name, provider);
    return provider;
  }

  /** What is known so far. */
  metrics(eventLoop?: Durations): RunMetrics {
    const total = this.#total.counts();
    return {
      version: 1,
      run: this.#run,
      status: this.#status,
      started: new Date(this.#started).toISOString(),
      durationMs: this.#durationMs,
      total,
      pipelines: named(this.#pipelines),
      collectors: named(this.#collectors),
      providers: [...this.#providers.values()].map((provider) => ({ ...provider })),
      stages: {
        discover: this.#stages.discover.distribution(),
        lookUp: this.#stages.lookUp.distribution(),
        execute: total.latencyMs,
        deliver: this.#stages.deliver.distribution(),
      },
      ...(eventLoop && { eventLoopDelayMs: eventLoop.distribution() }),
    };
  }
}

function counterOf(counters: Map<string, Counter>, name: string): Counter {
  const counter = counters.get(name) ?? new Counter();
  counters.set(name, counter);
  return counter;
}

function named(counters: ReadonlyMap<string, Counter>): readonly NamedCounts[] {
  return [...counters].map(([name, counter]) => ({ name, ...counter.counts() }));
}
