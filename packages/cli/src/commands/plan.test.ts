import type { Plan, PlannedItem, PlannedPipeline } from '@bowerbird/runner';
import { describe, expect, it } from 'vitest';
import { call, plan as planned, plannedPipeline, price } from '../../test/fake.ts';

const item = (source: string, state: PlannedItem['state'], reason: string): PlannedItem => ({
  source,
  key: source,
  state,
  reason,
  collector: 'web',
  route: state === 'hit' ? [] : ['web'],
});

const plan: Plan = planned({
  pipelines: [
    plannedPipeline({
      name: 'pages',
      hit: 2,
      stale: 1,
      miss: 5,
      failures: [
        {
          source: 'list.txt',
          error: { code: 'SOURCE_NOT_FOUND', message: 'list.txt is not there', hint: 'Make it.' },
        },
      ],
      items: [
        item('a', 'hit', 'checked 3 hours ago'),
        item('b', 'hit', 'checked 2 hours ago'),
        item('c', 'stale', 'older than 7 days'),
        ...['d', 'e'].map((source) => item(source, 'miss', 'never collected')),
        ...['f', 'g', 'h'].map((source, index) =>
          item(source, 'miss', ['robots', 'first', 'new'][index] ?? ''),
        ),
      ],
    }),
    plannedPipeline({ name: 'talks' }),
  ],
});
const runner = { plan: async () => plan };

it('shows what documents go through on their way to the sinks', async () => {
  const pipelines = [
    plannedPipeline({ transforms: ['redact', 'chunk'], sinks: ['sqlite', 'jsonl'] }),
    plannedPipeline(),
  ];
  const { out } = await call(['plan'], { runner: { plan: async () => planned({ pipelines }) } });
  expect(out.match(/.*→.*/g)).toEqual(['pages → redact → chunk → sqlite, jsonl']);
});

it('shows a line for each pipeline, with the reasons', async () => {
  const { code, out, err, calls } = await call(['plan'], { runner });
  expect({ code, err, closed: calls.closed }).toEqual({ code: 0, err: '', closed: 1 });
  expect(out).toMatchInlineSnapshot(`
    "PIPELINE  SOURCES  HIT  STALE  DERIVE  MISS  FAILED  WHY
    pages           8    2      1       0     5       1  hit: e.g. checked 3 hours ago; stale: older than 7 days; miss: never collected (2), robots (1), first (1), and 1 other reason
    talks           0    0      0       0     0       0

    1 source cannot be planned

      list.txt
        is not there
          → Make it.

    A run would ask for 6 sources (1 of them only to check); 2 are here.
    "
  `);
});

it('shows every source', async () => {
  expect((await call(['plan', 'pages', '--items'], { runner })).out).toMatchInlineSnapshot(`
    "PIPELINE  SOURCES  HIT  STALE  DERIVE  MISS  FAILED
    pages           8    2      1       0     5       1
    talks           0    0      0       0     0       0

    pages
      hit    web  a  checked 3 hours ago
      hit    web  b  checked 2 hours ago
      stale  web  c  older than 7 days
      miss   web  d  never collected
      miss   web  e  never collected
      miss   web  f  robots
      miss   web  g  first
      miss   web  h  new

    1 source cannot be planned

      list.txt
        is not there
          → Make it.

    A run would ask for 6 sources (1 of them only to check); 2 are here.
    "
  `);
});

it('prints JSON', async () => {
  expect(JSON.parse((await call(['plan', '--json'], { runner })).out)).toEqual(plan);
});

it.each([
  [{ hit: 3 }, 'A run would fetch nothing: 3 sources, all here.'],
  [{}, 'A run would do nothing: there is no source.'],
  [{ derive: 1, miss: 1 }, 'A run would ask for 1 source; 1 is here.'],
])('says what a run would do: %j', async (states, text) => {
  const pipelines = [plannedPipeline(states)];
  const { out } = await call(['plan'], { runner: { plan: async () => planned({ pipelines }) } });
  expect(out).toContain(text);
});

it('warns of problems of pipelines that were not asked for', async () => {
  const problems = [{ path: 'pipelines.talks.use[0]', message: 'no such collector', pipeline: 'talks' }];
  const broken = { ...runner, pipelines: ['pages'], problems };
  expect(await call(['plan', 'pages'], { runner: broken })).toMatchObject({
    code: 0,
    err: 'warning: pipelines.talks.use[0]: no such collector\n',
  });
  expect(await call(['plan', 'talks'], { runner: broken })).toMatchObject({ code: 0, err: '' });
});

describe('the price', () => {
  const sold = (source: string, some: Partial<PlannedItem> = {}): PlannedItem => ({
    ...item(source, 'miss', 'not collected yet'),
    collector: 'captions',
    route: ['captions', 'assemblyai'],
    price: price({ purchases: 1, most: 0.52, expected: 0.26 }),
    ...some,
  });
  const items = [
    sold('talk-1'),
    sold('talk-2', { route: ['assemblyai'], price: price({ purchases: 1, most: 0.52, expected: 0.52 }) }),
    sold('talk-3', { price: price({ unpriced: 1 }) }),
    item('page', 'hit', 'bought 3 days ago'),
  ];
  const some = price({ purchases: 2, most: 1.04, expected: 0.78, unpriced: 1 });
  const talks = plannedPipeline({ name: 'talks', hit: 1, miss: 3, items, price: some });
  const costly = (more: Partial<Plan> = {}, pipelines: readonly PlannedPipeline[] = [talks]) => ({
    plan: async () => planned({ pipelines, price: some, ...more }),
  });

  it('is shown for each pipeline and in all, with who will ask', async () => {
    const pipelines = [plannedPipeline({ hit: 2 }), talks];
    expect((await call(['plan'], { runner: costly({}, pipelines) })).out).toMatchInlineSnapshot(`
      "PIPELINE  SOURCES  HIT  STALE  DERIVE  MISS  FAILED  PRICE                                                                WHY
      pages           0    2      0       0     0       0
      talks           4    1      0       0     3       0  $0.78 expected, $1.04 at most, 2 purchases, 1 without a known price  hit: bought 3 days ago; miss: not collected yet

      A run would ask for 3 sources; 3 are here.
      It would make 2 purchases: $0.78 expected, $1.04 at most.
      No budget allows it: on a terminal a run asks, elsewhere it needs --max-cost 1.04 or \`budget\` in the rc file.
      Nobody knows the price of 1 purchase: it is bought only if \`budget.unknownPrices\` allows it.
      "
    `);
    const budgets = [{ name: 'the budget for a day', most: 5, spent: 3.5 }];
    const { out } = await call(['plan'], { runner: costly({ budgeted: true, budgets }) });
    expect(out).not.toContain('No budget');
    expect(out).toContain('Of the budget for a day, $1.50 of $5.00 is left.\n');
  });

  it('is shown for each source, with who will be asked', async () => {
    expect((await call(['plan', '--items'], { runner: costly() })).out).toMatchInlineSnapshot(`
      "PIPELINE  SOURCES  HIT  STALE  DERIVE  MISS  FAILED  PRICE
      talks           4    1      0       0     3       0  $0.78 expected, $1.04 at most, 2 purchases, 1 without a known price

      talks
        miss  captions → assemblyai  talk-1  $0.26 expected, $0.52 at most  not collected yet
        miss  assemblyai             talk-2  $0.52                          not collected yet
        miss  captions → assemblyai  talk-3  no known price                 not collected yet
        hit   web                    page                                   bought 3 days ago

      A run would ask for 3 sources; 1 is here.
      It would make 2 purchases: $0.78 expected, $1.04 at most.
      No budget allows it: on a terminal a run asks, elsewhere it needs --max-cost 1.04 or \`budget\` in the rc file.
      Nobody knows the price of 1 purchase: it is bought only if \`budget.unknownPrices\` allows it.
      "
    `);
  });

  it('of nothing but what has no price is none', async () => {
    const runner = costly({ price: price({ unpriced: 2 }) }, [
      plannedPipeline({ price: price({ unpriced: 2 }) }),
    ]);
    const { code, out } = await call(['plan', '--detailed-exitcode'], { runner });
    expect(code).toBe(0);
    expect(out).toContain('2 without a known price');
    expect(out).toContain('Nobody knows the price of 2 purchases: they are bought only');
    expect(out).not.toContain('$');
  });

  it('makes the exit code 3 with --detailed-exitcode', async () => {
    expect((await call(['plan', '--detailed-exitcode'], { runner: costly() })).code).toBe(3);
    expect((await call(['plan'], { runner: costly() })).code).toBe(0);
    expect((await call(['plan', '--detailed-exitcode'], { runner })).code).toBe(0);
  });

  it('is that of buying again with --buy-again', async () => {
    expect((await call(['plan', '--buy-again'])).calls.plan).toMatchObject([{ buyAgain: true }]);
    expect((await call(['plan'])).calls.plan[0]).not.toHaveProperty('buyAgain');
  });
});
