import type { OutcomeData, RunEvent, RunStatus, Subscriber } from '@bowerbird/core';
import type { Bought, ProviderCosts, RunCounts, RunFailure, RunRemark, RunSummary } from '../api.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };
type Counting = Omit<Mutable<RunCounts>, 'hitRate'>;

/** The fold of a run's events into its summary: what is shown at the end and what `--summary FILE` writes cannot disagree. */
export function summarise(): { readonly subscriber: Subscriber; summary(): RunSummary } {
  const fold = new SummaryFold();
  return { subscriber: (event) => fold.hear(event), summary: () => fold.summary() };
}

class SummaryFold {
  readonly #pipelines = new Map<string, Counting>();
  readonly #failures: RunFailure[] = [];
  readonly #gone: RunRemark[] = [];
  readonly #stale: RunRemark[] = [];
  readonly #pending: RunRemark[] = [];
  readonly #unbought: RunSummary['unbought'][number][] = [];
  readonly #bought: Bought[] = [];
  readonly #providers = new Map<string, Mutable<ProviderCosts>>();
  readonly #sinks = new Map<string, RunSummary['sinks'][number]>();
  readonly #warnings: { message: string; hint?: string }[] = [];
  readonly #durations: number[] = [];
  #run = '';
  #started = 0;
  #durationMs = 0;
  #status: RunStatus = 'done';

  /** The first run that it hears of is its run: others may go on beside it. */
  hear(event: RunEvent): void {
    if (event.type === 'run-start' && this.#run === '') this.#run = event.run;
    if (event.run !== this.#run) return;
    switch (event.type) {
      case 'run-start':
        this.#started = event.at;
        for (const name of event.pipelines) this.#countsOf(name);
        break;
      case 'task-add':
        this.#countsOf(event.pipeline).tasks++;
        break;
      case 'discover-end':
        this.#countsOf(event.pipeline).duplicates += event.duplicates;
        this.#countTraffic(event.pipeline, event);
        break;
      case 'attempt-end':
        if (!event.deferred) this.#countsOf(event.pipeline).attempts++;
        this.#countTraffic(event.pipeline, event);
        break;
      case 'task-end':
        this.#hearOutcome(event.pipeline, event.source, event.key, event.outcome);
        if (event.durationMs > 0) this.#durations.push(event.durationMs);
        break;
      case 'cost-charge': {
        const provider = this.#providerOf(event.provider);
        provider.purchases++;
        provider.cost += event.cost;
        const { pipeline, source, collector, cost } = event;
        this.#bought.push({ pipeline, source, collector, provider: event.provider, cost });
        this.#countsOf(event.pipeline).purchases++;
        break;
      }
      case 'sink-write': {
        const { pipeline, sink, location } = event;
        const name = `${pipeline}\n${sink}\n${location}`;
        const documents = (this.#sinks.get(name)?.documents ?? 0) + event.documents;
        this.#sinks.set(name, { pipeline, sink, ...(location !== undefined && { location }), documents });
        break;
      }
      case 'prune-end':
        this.#countsOf(event.pipeline).pruned += event.documents;
        break;
      case 'warning':
        this.#warnings.push({
          message: event.message,
          ...(event.hint !== undefined && { hint: event.hint }),
        });
        break;
      case 'run-end':
        this.#status = event.status;
        this.#durationMs = event.durationMs;
        break;
    }
  }

  summary(): RunSummary {
    const pipelines = [...this.#pipelines].map(([name, counts]) => ({ name, ...withRate(counts) }));
    const total = [...this.#pipelines.values()].reduce(add, noCounts());
    const sorted = this.#durations.toSorted((a, b) => a - b);
    return {
      version: 1,
      run: this.#run,
      status: this.#status,
      started: new Date(this.#started).toISOString(),
      durationMs: this.#durationMs,
      total: withRate(total),
      pipelines,
      taskDurationMs: {
        p50: percentile(sorted, 0.5),
        p95: percentile(sorted, 0.95),
        p99: percentile(sorted, 0.99),
      },
      failures: this.#failures,
      gone: this.#gone,
      stale: this.#stale,
      pending: this.#pending,
      unbought: this.#unbought,
      providers: [...this.#providers.values()],
      bought: this.#bought,
      sinks: [...this.#sinks.values()],
      warnings: this.#warnings,
    };
  }

  #hearOutcome(pipeline: string, source: string, key: string, outcome: OutcomeData): void {
    const counts = this.#countsOf(pipeline);
    counts[outcome.status]++;
    if ('cost' in outcome) counts.cost += outcome.cost;
    if (outcome.status === 'collected') {
      counts.from[outcome.from]++;
      counts.change[outcome.change]++;
      counts.documents += outcome.documents;
      counts.saved += outcome.saved;
      if (outcome.provider !== undefined) this.#providerOf(outcome.provider).saved += outcome.saved;
      if (outcome.stale !== undefined) {
        counts.stale++;
        this.#stale.push({ pipeline, source, reason: outcome.stale });
      }
    } else if (outcome.status === 'failed') {
      this.#failures.push({ pipeline, source, key, ...outcome.error });
    } else if (outcome.status === 'gone') {
      this.#gone.push({ pipeline, source, reason: outcome.reason });
    } else if (outcome.status === 'pending') {
      this.#pending.push({ pipeline, source, reason: outcome.reason });
    } else if (outcome.price !== undefined) {
      counts.unbought++;
      this.#unbought.push({ pipeline, source, reason: outcome.reason, price: outcome.price });
    }
  }

  #providerOf(name: string): Mutable<ProviderCosts> {
    const costs = this.#providers.get(name) ?? { name, purchases: 0, cost: 0, saved: 0 };
    this.#providers.set(name, costs);
    return costs;
  }

  #countTraffic(pipeline: string, traffic: { readonly requests: number; readonly bytes: number }): void {
    const counts = this.#countsOf(pipeline);
    counts.requests += traffic.requests;
    counts.bytes += traffic.bytes;
  }

  #countsOf(pipeline: string): Counting {
    const counts = this.#pipelines.get(pipeline) ?? noCounts();
    this.#pipelines.set(pipeline, counts);
    return counts;
  }
}

function noCounts(): Counting {
  return {
    tasks: 0,
    collected: 0,
    failed: 0,
    pending: 0,
    skipped: 0,
    gone: 0,
    from: { cache: 0, evidence: 0, source: 0 },
    change: { new: 0, changed: 0, unchanged: 0 },
    stale: 0,
    documents: 0,
    duplicates: 0,
    pruned: 0,
    attempts: 0,
    requests: 0,
    bytes: 0,
    purchases: 0,
    unbought: 0,
    cost: 0,
    saved: 0,
  };
}

function add(total: Counting, counts: Counting): Counting {
  const sum = (a: object, b: object): object =>
    Object.fromEntries(
      Object.entries(a).map(([name, value]) => {
        const other = (b as Record<string, unknown>)[name];
        return [
          name,
          typeof value === 'number' ? value + (other as number) : sum(value as object, other as object),
        ];
      }),
    );
  return sum(total, counts) as Counting;
}

function withRate(counts: Counting): RunCounts {
  return { ...counts, hitRate: counts.collected === 0 ? 0 : counts.from.cache / counts.collected };
}

/** Nearest rank; 0 where there is nothing to rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
