import type { Plan, RunSummary } from '@bowerbird/runner';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, counts, fakeIo, plan, plannedPipeline, price, summary } from '../test/fake.ts';

afterEach(() => void vi.useRealTimers());

const paid = ['talks'];

const bill = price({ purchases: 12, most: 6.1, expected: 3.1 });
const toBuy = plan({
  pipelines: [plannedPipeline({ hit: 1 }), plannedPipeline({ name: 'talks', price: bill })],
  price: bill,
});
const unbought = summary({ total: counts({ tasks: 12, skipped: 12, unbought: 12 }) });

/** A run, where `typed` is what a person types; nobody is there without it. */
async function run(
  argv: readonly string[],
  {
    typed,
    found = toBuy,
    ended = summary(),
    budgeted = false,
  }: {
    readonly typed?: string;
    readonly found?: Plan;
    readonly ended?: RunSummary;
    readonly budgeted?: boolean;
  } = {},
) {
  const io = fakeIo({ terminal: typed !== undefined, env: { NO_COLOR: '1' } });
  if (typed !== undefined) io.input.end(typed);
  const runner = { paid, budgeted, plan: async () => found, run: async () => ended };
  const { code, err, calls } = await call(['run', ...argv], { io, runner });
  return { code, err, runs: calls.run, plans: calls.plan };
}

describe('on a terminal', () => {
  it('asks with the price, and buys for as much at most after a yes', async () => {
    const { code, err, runs, plans } = await run([], { typed: 'y\n' });
    expect({ code, plans: plans.length }).toEqual({ code: 0, plans: 1 });
    expect(err).toContain(
      'To buy:\n  talks  $3.10 expected, $6.10 at most, 12 purchases\nBuy up to $6.10? [y/N] ',
    );
    expect(runs).toMatchObject([{ maxCost: 6.1 }]);
  });

  it.each(['n\n', '', 'what?\n'])('buys nothing after %j, and collects what is free', async (typed) => {
    const { code, err, runs } = await run([], { typed, ended: unbought });
    expect(code).toBe(3);
    expect(err).toContain('Nothing is bought; what is free is collected.\n');
    expect(runs).toHaveLength(1);
    expect(runs[0]).not.toHaveProperty('maxCost');
  });

  it('is done where what is free was enough', async () => {
    expect((await run([], { typed: 'n\n' })).code).toBe(0);
  });

  it('does not ask where there is an answer already, or nothing to ask', async () => {
    const cases = [
      run([], { typed: '', budgeted: true }),
      run([], { typed: '', found: plan() }),
      run([], { typed: '', found: plan({ price: price({ unpriced: 2 }) }) }),
    ];
    for (const { code, err, runs } of await Promise.all(cases)) {
      expect({ code, runs: runs.length }).toEqual({ code: 0, runs: 1 });
      expect(err).not.toContain('[y/N]');
      expect(runs[0]).not.toHaveProperty('maxCost');
    }
  });

  it.each([['pages'], ['--offline'], ['--max-cost', '5'], ['--log', 'json']])(
    'does not even plan with %s %s',
    async (...argv) => {
      const given = argv.filter((one) => typeof one === 'string');
      const { err, runs, plans } = await run(given, { typed: '' });
      expect({ plans, runs: runs.length }).toEqual({ plans: [], runs: 1 });
      expect(err).not.toContain('[y/N]');
    },
  );

  it('is stopped by Ctrl-C while it asks, and runs nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    const io = fakeIo({ terminal: true });
    const asked = new Promise<void>((resolve) => {
      const write = io.stderr.write.bind(io.stderr);
      io.stderr.write = (text, done) => {
        if (text.includes('[y/N]')) setImmediate(() => setImmediate(resolve));
        return write(text, done);
      };
    });
    const running = call(['run'], { io, runner: { paid, budgeted: false, plan: async () => toBuy } });
    await asked;
    io.send('SIGINT');
    const { code, calls } = await running;
    expect({ code, runs: calls.run, closed: calls.closed, exits: io.exits }).toEqual({
      code: 130,
      runs: [],
      closed: 1,
      exits: [],
    });
  });
});

describe('where there is nobody to ask', () => {
  it('buys what a budget allows, without a plan, and ends with 3 where something was not bought', async () => {
    const { code, runs, plans } = await run([], { ended: unbought });
    expect({ code, plans }).toEqual({ code: 3, plans: [] });
    expect(runs[0]).not.toHaveProperty('maxCost');
    expect((await run([])).code).toBe(0);
  });
});

describe('--max-cost', () => {
  it('is handed on', async () => {
    expect((await run(['--max-cost', '2.50 usd'])).runs).toMatchObject([{ maxCost: 2.5 }]);
    const warm = await call(['cache', 'warm', '--max-cost', '$5']);
    expect(warm.calls.run).toMatchObject([{ maxCost: 5, deliver: false }]);
  });

  it('is told to be wrong before anything runs', async () => {
    const { code, err, runs } = await run(['--max-cost', 'five']);
    expect({ code, runs }).toEqual({ code: 2, runs: [] });
    expect(err).toContain(
      '--max-cost five: this is no amount in US dollars\n  → Write it as in --max-cost 5',
    );
  });
});

describe('--buy-again', () => {
  it('is asked for with its price', async () => {
    const { err, runs, plans } = await run(['--buy-again'], { typed: 'y\n' });
    expect(plans).toMatchObject([{ buyAgain: true }]);
    expect(err).toContain('Buy up to $6.10, also what was bought before? [y/N] ');
    expect(runs).toMatchObject([{ buyAgain: true, maxCost: 6.1 }]);
  });

  it('leaves what is here in place after a no', async () => {
    const { code, runs } = await run(['--buy-again'], { typed: 'n\n' });
    expect(code).toBe(3);
    expect(runs[0]).not.toHaveProperty('buyAgain');
  });

  it('is handed on where it needs no answer', async () => {
    const { runs } = await run(['--buy-again', '--max-cost', '1']);
    expect(runs).toMatchObject([{ buyAgain: true, maxCost: 1 }]);
    expect((await run(['--buy-again'])).runs).toMatchObject([{ buyAgain: true }]);
  });
});

it.each([
  [{ failed: 1, skipped: 1, unbought: 1, pending: 1 }, 'failed', 1],
  [{ skipped: 1, unbought: 1, pending: 1 }, 'done', 3],
  [{ pending: 1 }, 'done', 4],
  [{ skipped: 1 }, 'done', 0],
  [{ unbought: 1, pending: 1 }, 'interrupted', 130],
] as const)('ends a run with %j that is %s with %i', async (some, status, code) => {
  expect((await run([], { ended: summary({ status, total: counts(some) }) })).code).toBe(code);
});
