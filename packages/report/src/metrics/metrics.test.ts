import { summarise } from '@bowerbird/runner';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventsOf, tasks } from '../../test/events.ts';
import type { TaskRecord } from '../history/record.ts';
import { TaskFold } from '../history/task-fold.ts';
import { Durations } from './distribution.ts';
import { Metrics } from './metrics.ts';
import { metricsSchema } from './schema.ts';

const cents = (dollars: number) => Math.round(dollars * 100);

it('agrees with the summary and the record, whatever a run tells', () => {
  fc.assert(
    fc.property(tasks, (all) => {
      const metrics = new Metrics();
      const summary = summarise();
      const records: TaskRecord[] = [];
      const fold = new TaskFold(
        () => {},
        (record) => records.push(record),
      );
      for (const event of eventsOf(all)) {
        metrics.subscriber(event);
        summary.subscriber(event);
        fold.hear(event);
      }
      const { total, pipelines, collectors, providers } = metrics.metrics();
      const { total: told, providers: toldProviders } = summary.summary();
      for (const name of ['tasks', 'collected', 'failed', 'pending', 'skipped', 'gone', 'documents'] as const)
        expect([name, total[name]]).toEqual([name, told[name]]);
      for (const name of ['attempts', 'requests', 'bytes', 'purchases', 'hitRate'] as const)
        expect([name, total[name]]).toEqual([name, told[name]]);
      expect([cents(total.cost), cents(total.saved)]).toEqual([cents(told.cost), cents(told.saved)]);
      expect(providers.map(({ expected, ...rest }) => rest)).toEqual(toldProviders);
      const tried = all.flatMap(({ attempts }) => attempts);
      // To wait for a turn at a host is no attempt, no error and no latency.
      expect(total).toMatchObject({
        attempts: tried.length,
        errors: tried.filter(({ fails }) => fails).length,
        retries: all.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0),
        latencyMs: { count: tried.length },
        waitedMs: tried.reduce(
          (sum, { waitedMs, fails, deferrals }) => sum + waitedMs + (fails ? 5 : 0) + 1000 * deferrals,
          0,
        ),
      });
      const sum = (of: (record: TaskRecord) => number) => records.reduce((all, each) => all + of(each), 0);
      expect(records).toHaveLength(all.length);
      expect(cents(sum(({ cost }) => cost))).toBe(cents(total.cost));
      expect(sum(({ savedMs }) => savedMs)).toBe(total.savedMs);
      expect(sum(({ attempts }) => attempts)).toBe(total.attempts);
      expect(records.filter(({ ended }) => ended === 'hit')).toHaveLength(total.hits);
      const added = (name: 'tasks' | 'attempts' | 'errors' | 'bytes') =>
        pipelines.reduce((all, each) => all + each[name], 0);
      for (const name of ['tasks', 'attempts', 'errors', 'bytes'] as const)
        expect(added(name)).toBe(total[name]);
      expect(collectors.reduce((all, { attempts }) => all + attempts, 0)).toBe(total.attempts);
    }),
  );
});

it('gives percentiles within 1 % of the exact ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3_600_000 }), { minLength: 1, maxLength: 500 }),
      (values) => {
        const durations = new Durations();
        for (const value of values) durations.add(value);
        const sorted = values.toSorted((a, b) => a - b);
        // The rank is rounded up by some definitions and to the nearest by others.
        const exact = (share: number, round: (rank: number) => number) =>
          sorted[Math.max(0, round(share * sorted.length) - 1)] ?? 0;
        const offBy = (found: number, wanted: number) => Math.abs(found - wanted) / Math.max(1e-9, wanted);
        const { p50, p95, p99, min, max, count } = durations.distribution();
        for (const [found, share] of [
          [p50, 0.5],
          [p95, 0.95],
          [p99, 0.99],
        ] as const)
          expect(
            Math.min(...[Math.ceil, Math.round].map((round) => offBy(found, exact(share, round)))),
          ).toBeLessThanOrEqual(0.01);
        expect([min, max, count]).toEqual([sorted[0], sorted.at(-1), sorted.length]);
      },
    ),
  );
});

it('gives zeros for a run without anything in it, and for durations of nothing', () => {
  const metrics = new Metrics();
  for (const event of eventsOf([])) metrics.subscriber(event);
  const { total, stages } = metrics.metrics();
  const none = { count: 0, sum: 0, min: 0, max: 0, p50: 0, p95: 0, p99: 0 };
  expect(total).toMatchObject({ tasks: 0, hitRate: 0, errorRate: 0, latencyMs: none });
  expect(stages).toEqual({ discover: none, lookUp: none, execute: none, deliver: none });
  const durations = new Durations();
  durations.add(0);
  expect(durations.distribution()).toEqual({ ...none, count: 1 });
});

it('is described by its schema, field by field', () => {
  const metrics = new Metrics();
  for (const event of eventsOf(fc.sample(tasks, { seed: 1, numRuns: 1 })[0] ?? [])) metrics.subscriber(event);
  const schema = metricsSchema() as { readonly properties: Readonly<Record<string, unknown>> };
  const fields = (value: object) => Object.keys(value).sort();
  const { eventLoopDelayMs: _, ...required } = schema.properties;
  expect(fields(required)).toEqual(fields(metrics.metrics()));
  const total = schema.properties.total as { readonly properties: object };
  expect(fields(total.properties)).toEqual(fields(metrics.metrics().total));
});
