import type { Delivered, Outcome } from '@bowerbird/core';
import type { Plan, PlannedPipeline, PlannedPrice, RunCounts, RunSummary } from '@bowerbird/runner';

export function counts(some: Partial<RunCounts> = {}): RunCounts {
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
    hitRate: 0,
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
    ...some,
  };
}

export function summary(some: Partial<RunSummary> = {}): RunSummary {
  const total = some.total ?? counts();
  return {
    version: 1,
    run: 'run-1',
    status: 'done',
    started: '2026-01-02T03:04:05.000Z',
    durationMs: 1234,
    total,
    pipelines: [{ name: 'pages', ...total }],
    taskDurationMs: { p50: 0, p95: 0, p99: 0 },
    failures: [],
    gone: [],
    pending: [],
    unbought: [],
    providers: [],
    bought: [],
    stale: [],
    sinks: [],
    warnings: [],
    ...some,
  };
}

/** A price in US dollars. */
export function price(some: Partial<PlannedPrice> = {}): PlannedPrice {
  return { purchases: 0, most: 0, expected: 0, unpriced: 0, ...some };
}

export function plannedPipeline(some: Partial<PlannedPipeline> = {}): PlannedPipeline {
  return {
    name: 'pages',
    transforms: [],
    sinks: ['jsonl'],
    hit: 0,
    stale: 0,
    derive: 0,
    miss: 0,
    duplicates: 0,
    failures: [],
    price: price(),
    items: [],
    ...some,
  };
}

export function plan(some: Partial<Plan> = {}): Plan {
  return { pipelines: [], price: price(), budgeted: false, budgets: [], ...some };
}

export function document(some: Partial<Delivered> = {}): Delivered {
  return {
    id: 'web:https://example.org/a',
    text: 'Bowers are built by males.',
    title: 'Bowers',
    url: 'https://example.org/a',
    ...some,
    provenance: {
      pipeline: 'collect',
      collector: 'web',
      revision: 1,
      retrieved: '2026-01-02T03:04:05.000Z',
      evidence: ['sha256:00'],
    },
  };
}

export function outcome(
  source: string,
  rest: Partial<Outcome> & { readonly status: Outcome['status'] },
): Outcome {
  const task = { pipeline: 'collect', key: source, source, links: [] };
  const collected = { from: 'source', change: 'new', by: 'web', documents: [document()], cost: 0, saved: 0 };
  return { task, ...(rest.status === 'collected' && collected), ...rest } as Outcome;
}
