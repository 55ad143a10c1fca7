import { describe, expect, it } from 'vitest';
import { counts, summary } from '../../test/fake.ts';
import { createStyle } from './style.ts';
import { renderProblems, renderSummary } from './summary.ts';

const plain = createStyle(false);

const failure = (source: string, message: string, hint?: string, pipeline = 'pages') => ({
  pipeline,
  source,
  key: source,
  code: 'SOURCE_NOT_FOUND',
  message,
  ...(hint !== undefined && { hint }),
});

describe('the summary', () => {
  it('of a run that collected everything', () => {
    const total = counts({
      tasks: 8,
      collected: 8,
      from: { cache: 2, evidence: 1, source: 5 },
      change: { new: 5, changed: 1, unchanged: 2 },
      hitRate: 0.25,
      documents: 9,
      duplicates: 1,
      requests: 12,
      bytes: 1_234_567,
    });
    const sinks = [
      { pipeline: 'pages', sink: 'markdown', location: '/project/corpus/pages', documents: 9 },
      { pipeline: 'pages', sink: 'jsonl', documents: 9 },
    ];
    expect(renderSummary(summary({ total, sinks }), plain, '/project')).toMatchInlineSnapshot(`
      "Collected 8 sources in 1.2 s
        collected   2 from cache · 1 derived · 5 from source (25% hits)
        changes     5 new · 1 changed · 2 unchanged
        duplicates  1 named again
        documents   9 → corpus/pages
                    9 → jsonl
        network     12 requests, 1.2 MB
        money       cost $0.00, saved $0.00
      "
    `);
  });

  it('of a run with nothing new', () => {
    const total = counts({
      tasks: 1,
      collected: 1,
      from: { cache: 1, evidence: 0, source: 0 },
      change: { new: 0, changed: 0, unchanged: 1 },
      hitRate: 1,
      documents: 1,
    });
    expect(renderSummary(summary({ total }), plain, '/project')).toMatchInlineSnapshot(`
      "Nothing new: 1 source, all here already (1.2 s)
        collected  1 from cache · 0 derived · 0 from source (100% hits)
        changes    0 new · 0 changed · 1 unchanged
        documents  1
        network    0 requests, 0 B
        money      cost $0.00, saved $0.00
      "
    `);
  });

  it('of a run in which no pipeline could be run', () => {
    const told = renderSummary(summary({ status: 'failed' }), plain, '/project');
    expect(told).toContain('Nothing was run\n');
    expect(told).not.toContain('Add addresses');
  });

  it('of a run with nothing to do', () => {
    expect(renderSummary(summary(), plain, '/project')).toMatchInlineSnapshot(`
      "Nothing to do: there is no source

      Add addresses, files or lists under \`sources\` of a pipeline.
      "
    `);
  });

  it('of a run without sources says what it removed', () => {
    const total = counts({ pruned: 1200 });
    expect(renderSummary(summary({ total }), plain, '/project')).toContain('pruned  1,200 documents\n');
  });

  it('names every failure, with equal reasons together, what is gone, and what to do next', () => {
    const check = 'Check the address, or take the source out of the list.';
    const failures = [
      failure('https://example.org/a', 'https://example.org/a is not there (HTTP 404)', check),
      failure('./slides.odp', 'no collector reads it'),
      failure('https://example.org/b', 'https://example.org/b is not there (HTTP 404)', check, 'talks'),
      { ...failure('https://example.org/c', 'fetch failed'), causes: ['connect ECONNREFUSED 192.0.2.1:443'] },
    ];
    const gone = [{ pipeline: 'pages', source: 'https://example.org/old', reason: 'HTTP 410' }];
    const warnings = [{ message: 'a subscriber was dropped', hint: 'Mend it.' }];
    const total = counts({ tasks: 60, collected: 55, failed: 4, gone: 1 });
    const pipelines = [
      { name: 'pages', ...counts({ tasks: 50, collected: 46, failed: 3 }) },
      { name: 'talks', ...counts({ tasks: 10, collected: 9, failed: 1 }) },
    ];
    const text = renderSummary(
      summary({ status: 'failed', total, pipelines, failures, gone, warnings }),
      plain,
      '/project',
    );
    expect(text).toMatchInlineSnapshot(`
      "Collected 55 of 60 sources in 1.2 s
        collected      0 from cache · 0 derived · 0 from source (0% hits)
        changes        0 new · 0 changed · 0 unchanged
        not collected  4 failed · 1 gone
        documents      0
        network        0 requests, 0 B
        money          cost $0.00, saved $0.00
        pipelines      pages: 46 of 50, 3 failed
                       talks: 9 of 10, 1 failed

      4 sources failed

        https://example.org/a  (pages)
        https://example.org/b  (talks)
          is not there (HTTP 404)
            → Check the address, or take the source out of the list.

        ./slides.odp  (pages)
          no collector reads it

        https://example.org/c  (pages)
          fetch failed (connect ECONNREFUSED 192.0.2.1:443)

      1 source is gone; what was delivered stays, unless a run has --prune

        https://example.org/old  HTTP 410

      warning: a subscriber was dropped
        → Mend it.

      4 sources failed. Run again at any time: what is here is not fetched again.
      "
    `);
  });

  it('names what was delivered though it could not be checked', () => {
    const total = counts({ tasks: 3, collected: 3, stale: 1, from: { cache: 3, evidence: 0, source: 0 } });
    const stale = [
      {
        pipeline: 'pages',
        source: 'https://example.org/a',
        reason: 'https://example.org/a is not available now (HTTP 503)',
      },
    ];
    expect(renderProblems(summary({ total, stale }), plain)).toMatchInlineSnapshot(`
      "1 source could not be checked; what is here was delivered

        https://example.org/a  is not available now (HTTP 503)
      "
    `);
  });

  it('of a run that was stopped', () => {
    const total = counts({ tasks: 10, collected: 4, from: { cache: 0, evidence: 0, source: 4 } });
    const text = renderSummary(summary({ status: 'interrupted', total }), plain, '/project');
    expect(text).toContain('Stopped after 1.2 s: 4 of 10 sources collected');
    expect(text).toContain('Run again to go on');
  });

  it('lets nothing through that would move the cursor', () => {
    const failures = [
      failure('https://example.org/\u001b]0;title\u0007x', 'bad\u001b[2J\r\nnews \u202eevil'),
    ];
    const text = renderSummary(
      summary({ status: 'failed', failures, total: counts({ failed: 1 }) }),
      plain,
      '/project',
    );
    expect(text).toContain('https://example.org/x\n    bad news evil\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('the summary of what was bought', () => {
  const total = counts({
    tasks: 17,
    collected: 12,
    pending: 2,
    skipped: 3,
    unbought: 2,
    purchases: 12,
    cost: 4.1,
    saved: 6.2,
    from: { cache: 0, evidence: 0, source: 12 },
  });
  const pipelines = [
    { name: 'pages', ...counts({ tasks: 1, skipped: 1 }) },
    { name: 'talks', ...counts({ tasks: 16, collected: 12, purchases: 12, cost: 4.1 }) },
  ];
  const remark = (source: string, reason: string) => ({ pipeline: 'talks', source, reason });
  const bought = summary({
    total,
    pipelines,
    providers: [{ name: 'assemblyai', purchases: 12, cost: 4.1, saved: 6.2 }],
    pending: [remark('a.mp4', 'assemblyai is at it'), remark('b.mp4', 'b.mp4: no answer for 10 min')],
    unbought: [
      { ...remark('c.mp4', 'no budget'), price: 0.524 },
      { ...remark('d.mp4', 'no budget'), price: 10 },
    ],
  });

  it('tells the cost in all, by provider and by pipeline, and what is to be done', () => {
    expect(renderSummary(bought, plain, '/project')).toMatchInlineSnapshot(`
      "Collected 12 of 17 sources in 1.2 s
        collected      0 from cache · 0 derived · 12 from source (0% hits)
        changes        0 new · 0 changed · 0 unchanged
        not collected  2 pending · 2 not bought · 1 skipped
        documents      0
        network        0 requests, 0 B
        money          cost $4.10 (12 purchases), saved $6.20
        providers      assemblyai: cost $4.10 (12 purchases), saved $6.20
        pipelines      pages: 0 of 1
                       talks: 12 of 16, cost $4.10

      2 purchases are not finished; run again to go on: nothing is bought twice

        a.mp4  assemblyai is at it
        b.mp4  no answer for 10 min

      2 sources were not bought; $10.53 at most

        c.mp4   $0.53  no budget
        d.mp4  $10.00  no budget

        → Run with --max-cost 10.53, or set or raise \`budget\` in the rc file.
      "
    `);
  });

  it('is told in what went wrong too, but for the figures', () => {
    const told = renderProblems(bought, plain);
    expect(told).toContain('2 purchases are not finished; run again to go on');
    expect(told).toContain('--max-cost 10.53');
    expect(told).not.toContain('$4.10');
  });

  it('speaks of one as of one', () => {
    const [pending, unbought] = [bought.pending.slice(0, 1), bought.unbought.slice(0, 1)];
    const told = renderProblems(summary({ pending, unbought }), plain);
    expect(told).toContain('1 purchase is not finished');
    expect(told).toContain('1 source was not bought; $0.53 at most');
  });
});

it('keeps figures to itself when only what went wrong is wanted', () => {
  expect(renderProblems(summary({ total: counts({ tasks: 1, collected: 1 }) }), plain)).toBe('');
});
