import { BowerbirdError } from '@bowerbird/core';
import type { CostEntry, CostFilter, CostsInspection } from '@bowerbird/runner';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, fakeIo } from '../../test/fake.ts';

afterEach(() => void vi.useRealTimers());

const entry = (id: number, some: Partial<CostEntry> = {}): CostEntry => ({
  id,
  state: 'done',
  collector: 'assemblyai',
  provider: 'assemblyai',
  pipeline: 'talks',
  run: 'run-1',
  source: `talk-${id}.mp4`,
  since: '2026-01-02T03:04:05.000Z',
  settled: '2026-01-02T03:06:07.000Z',
  price: 0.52,
  expected: 0.5,
  cost: 0.41,
  answered: true,
  ...some,
});
const open = { settled: undefined, cost: undefined, answered: false };
const all: readonly CostEntry[] = [
  entry(14, { ...open, state: 'started' }),
  entry(13, { ...open, state: 'unconfirmed', collector: 'openai-transcription', provider: 'openai' }),
  entry(12, { state: 'released', cost: undefined, answered: false, reason: 'no budget' }),
  entry(3, { source: 'a\u001b[2J.mp4' }),
];

/** What was bought, which remembers what was asked of it. */
function bought(entries = all, others: Partial<CostsInspection> = {}) {
  const asked: unknown[] = [];
  const costs: Partial<CostsInspection> = {
    async list(filter: CostFilter = {}) {
      asked.push(filter);
      return entries.filter(({ id }) => filter.ids?.includes(id) ?? true);
    },
    show: async (id) => {
      const found = entries.find((one) => one.id === id);
      return found && { ...found, operation: { id: 'tr_1' } };
    },
    async resolve(id, as) {
      asked.push([id, as]);
      return entry(id, { state: as === 'bought' ? 'failed' : 'released', cost: undefined });
    },
    async forget(ids) {
      asked.push(ids);
      return entries.filter(({ id }) => ids.includes(id));
    },
    ...others,
  };
  return { runner: { costs }, asked };
}

describe('costs', () => {
  it('lists what was bought, and what it cost in all', async () => {
    const { code, out, err } = await call(['costs'], bought());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "ID  SINCE             STATE        COLLECTOR             PIPELINE         COST  SOURCE
      14  2026-01-02 03:04  started      assemblyai            talks     up to $0.52  talk-14.mp4
      13  2026-01-02 03:04  unconfirmed  openai-transcription  talks     up to $0.52  talk-13.mp4
      12  2026-01-02 03:04  released     assemblyai            talks           $0.00  talk-12.mp4
       3  2026-01-02 03:04  done         assemblyai            talks           $0.41  a.mp4

        assemblyai  2 purchases  up to $0.93
        openai       1 purchase  up to $0.52

      1 purchase cost $0.41. 1 is not finished (up to $0.52): run again to go on. 1 is unconfirmed (up to $0.52).
        → Look it up at the provider, then say \`bowerbird costs resolve 13 bought\` or \`… not-bought\`.
      "
    `);
    expect((await call(['costs', 'list'], bought())).out).toBe(out);
  });

  it('says nothing of what there is nothing of', async () => {
    expect((await call(['costs'], bought([entry(1), entry(2)]))).out).toMatch(
      /\n\n2 purchases cost \$0\.82\.\n$/,
    );
    expect(await call(['costs'], bought([]))).toMatchObject({
      code: 0,
      out: '',
      err: 'Nothing was bought yet.\n',
    });
    expect((await call(['costs', '--pipeline', 'x'], bought([]))).err).toBe(
      'Nothing of that kind was bought.\n',
    );
  });

  it('prints a line of JSON for each', async () => {
    const { out } = await call(['costs', '--json'], bought());
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(JSON.parse(JSON.stringify(all)));
  });

  it('lists what it is told to', async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
    const found = bought();
    await call(
      ['costs', '--since', '7s', '--pipeline', 'talks', '--collector', 'x', '--state', 'done', 'failed'],
      found,
    );
    await call(['costs', '--since', '2026-11-01'], found);
    expect(found.asked).toEqual([
      { since: 993_000, pipeline: 'talks', collector: 'x', states: ['done', 'failed'] },
      { since: new Date(2026, 10, 1).getTime() },
    ]);
  });

  it.each([
    [['--since', 'monday'], 'neither a duration nor a date'],
    [['--since', '2026-13-01'], 'neither a duration nor a date'],
    [['--state', 'paid'], 'Allowed choices are'],
    [['show', 'x'], 'this is no number of a purchase'],
    [['show', '99'], 'there is no purchase 99\n  → `bowerbird costs` shows the numbers.'],
    [['resolve', '13', 'perhaps'], 'Allowed choices are bought, not-bought'],
    [['resolve', '0', 'bought'], 'this is no number of a purchase'],
    [['forget'], 'nothing says what to forget'],
    [['forget', '3', '98', '99', '--yes'], 'there is no purchase 98, 99'],
  ])('tells what is wrong with %j', async (argv, message) => {
    const { code, out, err } = await call(['costs', ...argv], bought());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('shows one', async () => {
    expect((await call(['costs', 'show', '13'], bought())).out).toMatchInlineSnapshot(`
      "purchase   13
      state      unconfirmed: it may have been bought, and nobody can tell
      cost       up to $0.52
      price      $0.52 at most, $0.50 expected
      collector  openai-transcription
      provider   openai
      pipeline   talks
      source     talk-13.mp4
      run        run-1
      since      2026-01-02T03:04:05.000Z
      answer     not here
      operation  {"id":"tr_1"}

        → Look it up at the provider, then say \`bowerbird costs resolve 13 bought\` or \`… not-bought\`.
      "
    `);
    expect((await call(['costs', 'show', '12'], bought())).out).toMatch(
      /cost +\$0\.00\n(?:.+\n)+reason +no budget\n/,
    );
    expect(JSON.parse((await call(['costs', 'show', '3', '--json'], bought())).out)).toMatchObject({
      id: 3,
      operation: { id: 'tr_1' },
    });
  });
});

describe('costs resolve', () => {
  it('hands on what a person has found out, and says what that means', async () => {
    const found = bought();
    expect((await call(['costs', 'resolve', '13', 'bought'], found)).err).toBe(
      'Purchase 13 was bought: up to $0.52 stays on record. The next run may buy it again.\n',
    );
    expect((await call(['costs', 'resolve', '13', 'not-bought'], found)).err).toBe(
      'Purchase 13 was not bought: $0.52 is free again. The next run may buy it again.\n',
    );
    expect(found.asked).toEqual([
      [13, 'bought'],
      [13, 'not-bought'],
    ]);
  });

  it('tells what the ledger says', async () => {
    const resolve = () =>
      Promise.reject(new BowerbirdError('LEDGER_FAILED', 'purchase 3 is not unconfirmed'));
    expect(await call(['costs', 'resolve', '3', 'bought'], bought(all, { resolve }))).toMatchObject({
      code: 1,
      err: 'error: purchase 3 is not unconfirmed\n',
    });
  });
});

describe('costs forget', () => {
  const many = [entry(1), entry(2, { cost: 2 }), entry(4, { answered: false })];

  it.each([
    ['y\n', 2, 'Threw away 2 answers that cost $2.41. What was paid stays on record.'],
    ['n\n', 1, 'Nothing was thrown away.'],
    ['', 1, 'Nothing was thrown away.'],
  ])('names the price and asks: %j', async (typed, times, text) => {
    const io = fakeIo({ terminal: true });
    io.input.end(typed);
    const found = bought(many);
    const { code, err } = await call(['costs', 'forget', '--collector', 'assemblyai'], { ...found, io });
    expect({ code, times: found.asked.length }).toEqual({ code: 0, times });
    expect(err).toMatch(
      /^Throw away 2 answers that cost \$2\.41\? Who needs them must buy them again\. \[y\/N\] /,
    );
    expect(err).toContain(text);
  });

  it('throws away what is named, and has an answer', async () => {
    const found = bought(many);
    expect((await call(['costs', 'forget', '1', '4', '--yes'], found)).code).toBe(0);
    expect(found.asked).toEqual([{ ids: [1, 4] }, [1]]);
    expect((await call(['costs', 'forget', '4', '--yes'], bought(many))).err).toBe(
      'Nothing was thrown away: no answer of that kind is here.\n',
    );
  });

  it('needs --yes where there is nobody to ask', async () => {
    const found = bought(many);
    const { code, err } = await call(['costs', 'forget', '1'], found);
    expect({ code, asked: found.asked }).toEqual({ code: 2, asked: [{ ids: [1] }] });
    expect(err).toContain('Add --yes.');
  });
});
