import { expect, it } from 'vitest';
import { checksOf } from './suite.ts';

it('asks each test runner for more time in its own way', async () => {
  const limits: unknown[] = [];
  const tests: (() => Promise<void>)[] = [];
  const check = checksOf((_name, run, limit) => {
    limits.push(limit);
    tests.push(() => run.call({ timeout: (ms: number) => limits.push(ms) }));
  }, 'subject');
  check('one', async () => {});
  await tests[0]?.();
  expect(limits).toEqual([120_000, 120_000]);
});

it('runs one check at a time, also after one that failed', async () => {
  const runs: (() => Promise<void>)[] = [];
  const order: string[] = [];
  const check = checksOf((_name, run) => runs.push(run), 'subject');
  check('fails', async () => {
    order.push('first');
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push('first ends');
    throw new Error('wrong');
  });
  check('passes', async () => void order.push('second'));
  const results = await Promise.allSettled(runs.map((run) => run()));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(order).toEqual(['first', 'first ends', 'second']);
});
