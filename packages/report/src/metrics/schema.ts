import * as z from 'zod/mini';

const count = (description: string) => z.int().check(z.gte(0), z.describe(description));
const share = (description: string) => z.number().check(z.gte(0), z.lte(1), z.describe(description));
const dollars = (description: string) => z.number().check(z.gte(0), z.describe(`${description} US dollars.`));
const milliseconds = (description: string) =>
  z.number().check(z.gte(0), z.describe(`${description} Milliseconds.`));

const distribution = (description: string) =>
  z
    .strictObject({
      count: count('How many.'),
      sum: milliseconds('All together.'),
      min: milliseconds('The shortest.'),
      max: milliseconds('The longest.'),
      p50: milliseconds('Median.'),
      p95: milliseconds('95th percentile, within 0.5 %.'),
      p99: milliseconds('99th percentile, within 0.5 %.'),
    })
    .check(z.describe(description));

const counts = () => ({
  tasks: count('Sources, without duplicates; of a collector: those that it answered, or was asked for last.'),
  collected: count('Whose documents are in the corpus now.'),
  failed: count('That failed.'),
  pending: count('Bought and not finished.'),
  skipped: count('Not tried.'),
  gone: count('Collected before, and not there any more.'),
  hits: count('Answered by the cache.'),
  derived: count('Derived again from originals that were here.'),
  hitRate: share('Hits among the collected.'),
  callsAvoided: count('Hits and derived: sources that were not asked.'),
  attempts: count('Calls of collectors; one that only waited for its turn at a host is none.'),
  retries: count('Of them: repeated ones.'),
  errors: count('Of them: failed ones, whatever came after.'),
  errorRate: share('Errors among the attempts.'),
  requests: count('Network requests.'),
  bytes: count('Received, after decompression.'),
  documents: count('Documents that came out.'),
  purchases: count('What was bought.'),
  cost: dollars('What was spent.'),
  saved: dollars('What the cache saved.'),
  savedMs: milliseconds('What the sources that were not asked took when they were.'),
  waitedMs: milliseconds('Waited for hosts and workers, and before something was tried again.'),
  latencyMs: distribution('How long attempts took.'),
});

const named = () => z.strictObject({ name: z.string(), ...counts() });

/** JSON Schema (2020-12) of `RunMetrics`. */
export function metricsSchema(): Readonly<Record<string, unknown>> {
  const metrics = z.strictObject({
    version: z.literal(1).check(z.describe('Of this format.')),
    run: z.string(),
    status: z.enum(['done', 'failed', 'interrupted']),
    started: z.iso.datetime(),
    durationMs: milliseconds('How long it took.'),
    total: z.strictObject(counts()),
    pipelines: z.array(named()),
    collectors: z.array(named()),
    providers: z.array(
      z.strictObject({
        name: z.string(),
        purchases: count('Bought.'),
        cost: dollars('Spent.'),
        expected: dollars('What that was expected to be.'),
        saved: dollars('Saved.'),
      }),
    ),
    stages: z.strictObject({
      discover: distribution('Finding the sources of a pipeline.'),
      lookUp: distribution('Looking up a batch of sources in the cache.'),
      execute: distribution('One attempt of a collector.'),
      deliver: distribution('Writing a batch to a sink.'),
    }),
    eventLoopDelayMs: z.optional(distribution('How late the event loop was.')),
  });
  const about = 'Figures of a run of Bowerbird, as `bowerbird run --metrics FILE` writes them.';
  return z.toJSONSchema(metrics.check(z.describe(about)));
}
