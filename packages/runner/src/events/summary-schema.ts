import { z } from 'zod';

const count = (description: string) => z.int().min(0).describe(description);
const dollars = (description: string) => z.number().min(0).describe(`${description} US dollars.`);
const milliseconds = (description: string) => z.number().min(0).describe(`${description} Milliseconds.`);

const counts = {
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
  hitRate: z.number().min(0).max(1).describe('Share of the collected that came from the cache.'),
  documents: count('Documents that came out, before transforms take some out.'),
  duplicates: count('Sources that named what another one had named already.'),
  pruned: count('Documents that --prune removed.'),
  attempts: count('Calls of collectors, repeated ones included.'),
  requests: count('Network requests.'),
  bytes: count('Received, after decompression.'),
  cost: dollars('What was spent.'),
  saved: dollars('What the cache saved.'),
};

const failure = z.strictObject({
  pipeline: z.string(),
  source: z.string().describe('As the rc file or the list names it.'),
  key: z.string(),
  code: z.string().describe('Stable, as in SOURCE_NOT_FOUND.'),
  message: z.string().describe('The reason.'),
  hint: z.string().optional().describe('What to do.'),
  recovery: z.enum(['retry', 'next', 'stop']).optional(),
  causes: z.array(z.string()).optional().describe('What led to it, outermost first.'),
});

const remark = z.strictObject({ pipeline: z.string(), source: z.string(), reason: z.string() });

const summary = z
  .strictObject({
    version: z.literal(1).describe('Of this format.'),
    run: z.string(),
    status: z.enum(['done', 'failed', 'interrupted']),
    started: z.iso.datetime(),
    durationMs: milliseconds('How long it took.'),
    total: z.strictObject(counts),
    pipelines: z.array(z.strictObject({ name: z.string(), ...counts })),
    taskDurationMs: z
      .strictObject({
        p50: milliseconds('Median.'),
        p95: milliseconds('95th percentile.'),
        p99: milliseconds('99th percentile.'),
      })
      .describe('Of the tasks that were not hits.'),
    failures: z.array(failure),
    gone: z.array(remark),
    stale: z.array(remark).describe('Delivered as they are here, and why they could not be checked.'),
    sinks: z.array(
      z.strictObject({
        pipeline: z.string(),
        sink: z.string(),
        location: z.string().optional().describe('Where it writes.'),
        documents: count('Written.'),
      }),
    ),
    warnings: z.array(z.strictObject({ message: z.string(), hint: z.string().optional() })),
  })
  .describe('What became of a run of Bowerbird, as `bowerbird run --summary FILE` writes it.');

/** JSON Schema (2020-12) of `RunSummary`. */
export const runSummarySchema: Readonly<Record<string, unknown>> = z.toJSONSchema(summary);
