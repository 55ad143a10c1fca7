import type { Plan, PlannedItem } from '@bowerbird/runner';
import { expect, it } from 'vitest';
import { call } from '../../test/fake.ts';

const item = (source: string, state: PlannedItem['state'], reason: string): PlannedItem => ({
  source,
  key: source,
  state,
  reason,
  collector: 'web',
});

const plan: Plan = {
  pipelines: [
    {
      name: 'pages',
      hit: 2,
      stale: 1,
      derive: 0,
      miss: 5,
      duplicates: 0,
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
    },
    { name: 'talks', hit: 0, stale: 0, derive: 0, miss: 0, duplicates: 0, failures: [], items: [] },
  ],
};
const runner = { plan: async () => plan };

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
  const pipeline = {
    name: 'a',
    hit: 0,
    stale: 0,
    derive: 0,
    miss: 0,
    duplicates: 0,
    failures: [],
    items: [],
    ...states,
  };
  const { out } = await call(['plan'], { runner: { plan: async () => ({ pipelines: [pipeline] }) } });
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
