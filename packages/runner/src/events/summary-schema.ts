import * as z from 'zod/mini';

const count = (description: string) => z.int().check(z.gte(0), z.describe(description));
const dollars = (description: string) => z.number().check(z.gte(0), z.describe(`${description} US dollars.`));
const milliseconds = (description: string) =>
  z.number().check(z.gte(0), z.describe(`${description} Milliseconds.`));
const text = (description: string) => z.string().check(z.describe(description));

const counts = () => ({
  tasks: count('Sources after expansion, without duplicates.'),
  collected: count('Whose documents are in the corpus now.'),
  failed: count('See failures.'),
  pending: count('Bought and not finished: the next run goes on.'),
  skipped: count('Not tried: the run or the pipeline was stopped.'),
  gone: count('Collected before, and not there any more.'),
  from: z.strictObject({
    cache: count('Answered by the cache, also after a check with the source.'),
    evidence: count('Derived again from originals that were here.'),
    source: count('Brought from the source.'),
  }),
  change: z.strictObject({
    new: count('Not collected before.'),
    changed: count('Other documents than before.'),
    unchanged: count('The same documents as before.'),
  }),
  stale: count(
    'Due to be checked with their sources, which could not be reached: what is here was delivered.',
  ),
  hitRate: z
    .number()
    .check(z.gte(0), z.lte(1), z.describe('Share of the collected that came from the cache.')),
  documents: count('Documents that came out, before transforms take some out.'),
  duplicates: count('Sources that named what another one had named already.'),
  pruned: count('Documents that --prune removed.'),
  attempts: count('Calls of collectors, repeated ones included.'),
  requests: count('Network requests.'),
  bytes: count('Received, after decompression.'),
  purchases: count('What was bought.'),
  unbought: count('Of the skipped: what would have had to be bought. See unbought.'),
  cost: dollars('What was spent.'),
  saved: dollars('What the cache saved.'),
});

const failure = () =>
  z.strictObject({
    pipeline: z.string(),
    source: text('As the rc file or the list names it.'),
    key: z.string(),
    code: text('Stable, as in SOURCE_NOT_FOUND.'),
    message: text('The reason.'),
    hint: z.optional(z.string()).check(z.describe('What to do.')),
    recovery: z.optional(z.enum(['retry', 'next', 'stop'])),
    causes: z.optional(z.array(z.string())).check(z.describe('What led to it, outermost first.')),
  });

const remark = () => z.strictObject({ pipeline: z.string(), source: z.string(), reason: z.string() });

const taskDuration = () =>
  z
    .strictObject({
      p50: milliseconds('Median.'),
      p95: milliseconds('95th percentile.'),
      p99: milliseconds('99th percentile.'),
    })
    .check(z.describe('Of the tasks that were not hits.'));

const sink = () =>
  z.strictObject({
    pipeline: z.string(),
    sink: z.string(),
    location: z.optional(z.string()).check(z.describe('Where it writes.')),
    documents: count('Written.'),
  });

/** JSON Schema (2020-12) of `RunSummary`. Made when asked for: a run has no use for it. */
export function runSummarySchema(): Readonly<Record<string, unknown>> {
  const summary = z.strictObject({
    version: z.literal(1).check(z.describe('Of this format.')),
    run: z.string(),
    status: z.enum(['done', 'failed', 'interrupted']),
    started: z.iso.datetime(),
    durationMs: milliseconds('How long it took.'),
    total: z.strictObject(counts()),
    pipelines: z.array(z.strictObject({ name: z.string(), ...counts() })),
    taskDurationMs: taskDuration(),
    failures: z.array(failure()),
    gone: z.array(remark()),
    stale: z
      .array(remark())
      .check(z.describe('Delivered as they are here, and why they could not be checked.')),
    pending: z
      .array(remark())
      .check(z.describe('Bought and not finished, with the reasons: the next run goes on.')),
    unbought: z
      .array(z.strictObject({ ...remark().shape, price: dollars('What it would have cost at most.') }))
      .check(z.describe('Not bought, with the reasons: nobody approved, or a budget had no room.')),
    providers: z.array(
      z.strictObject({
        name: z.string(),
        purchases: count('Bought.'),
        cost: dollars('Spent.'),
        saved: dollars('Saved.'),
      }),
    ),
    bought: z.array(
      z.strictObject({
        pipeline: z.string(),
        source: z.string(),
        collector: z.string(),
        provider: z.string(),
        cost: dollars('What it cost.'),
      }),
    ),
    sinks: z.array(sink()),
    warnings: z.array(z.strictObject({ message: z.string(), hint: z.optional(z.string()) })),
  });
  const about = 'What became of a run of Bowerbird, as `bowerbird run --summary FILE` writes it.';
  return z.toJSONSchema(summary.check(z.describe(about)));
}
