import type { OutcomeData, RunEvent, RunStatus } from '@bowerbird/core';
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
    execute: new Durations(),
    deliver: new Durations(),
  };
  // The collector that was asked last, of the tasks that are under way: what failed is its.
  readonly #asked = new Map<string, string>();
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
        this.#stages.execute.add(event.durationMs);
        this.#asked.set(taskOf(event), event.collector);
        for (const counter of this.#countersOf(event.pipeline, event.collector)) counter.attempt(event);
        break;
      case 'cost-charge':
        this.#providerOf(event.provider).purchases++;
        this.#providerOf(event.provider).cost += event.cost;
        this.#providerOf(event.provider).expected += event.expected;
        for (const counter of this.#countersOf(event.pipeline, event.collector)) counter.purchases++;
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
    const asked = this.#asked.get(taskOf(event));
    this.#asked.delete(taskOf(event));
    const collector = 'by' in outcome ? outcome.by : asked;
    for (const counter of this.#countersOf(pipeline, collector)) counter.outcome(outcome);
    if (collector !== undefined) counterOf(this.#collectors, collector).tasks++;
    this.#noteSaved(outcome);
  }

  #noteSaved(outcome: OutcomeData): void {
    if (outcome.status !== 'collected' || outcome.provider === undefined) return;
    this.#providerOf(outcome.provider).saved += outcome.saved;
  }

  #countersOf(pipeline: string, collector: string | undefined): readonly Counter[] {
    const counters = [this.#total, counterOf(this.#pipelines, pipeline)];
    return collector === undefined ? counters : [...counters, counterOf(this.#collectors, collector)];
  }

  #providerOf(name: string): Provider {
    const provider = this.#providers.get(name) ?? { name, purchases: 0, cost: 0, expected: 0, saved: 0 };
    this.#providers.set(name, provider);
    return provider;
  }

  /** What is known so far. */
  metrics(eventLoop?: Durations): RunMetrics {
    return {
      version: 1,
      run: this.#run,
      status: this.#status,
      started: new Date(this.#started).toISOString(),
      durationMs: this.#durationMs,
      total: this.#total.counts(),
      pipelines: named(this.#pipelines),
      collectors: named(this.#collectors),
      providers: [...this.#providers.values()].map((provider) => ({ ...provider })),
      stages: {
        discover: this.#stages.discover.distribution(),
        lookUp: this.#stages.lookUp.distribution(),
        execute: this.#stages.execute.distribution(),
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

function taskOf({ pipeline, key }: { readonly pipeline: string; readonly key: string }): string {
  return `${pipeline}\n${key}`;
}
