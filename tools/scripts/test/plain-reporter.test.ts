import { expect, test } from 'vitest';
import { failuresIn, tally } from '../plain-reporter.ts';

const module = (state: 'passed' | 'failed' | 'skipped', ...tests: readonly string[]) => ({
  state: () => state,
  children: { allTests: () => tests.map((one) => ({ result: () => ({ state: one }) })) },
});

test('counts tests', () => {
  const modules = [
    module('failed', 'passed', 'failed', 'failed'),
    module('passed', 'passed', 'skipped', 'pending'),
  ];
  expect(tally(modules, 0)).toEqual({ passed: 2, failed: 2, skipped: 2 });
});

test('what failed without a failing test is a failure', () => {
  expect(tally([module('failed'), module('failed', 'passed', 'skipped')], 1)).toEqual({
    passed: 1,
    failed: 3,
    skipped: 1,
  });
});

test('names what failed', () => {
  const named = (relativeModuleId: string, ...tests: readonly (readonly [string, string])[]) => ({
    relativeModuleId,
    state: () => 'failed' as const,
    children: { allTests: () => tests.map(([fullName, state]) => ({ fullName, result: () => ({ state }) })) },
  });
  const modules = [
    named('a.test.ts', ['one', 'failed'], ['two', 'passed']),
    named('b.test.ts', ['three', 'passed']),
  ];
  expect(failuresIn(modules)).toEqual(['a.test.ts > one', 'b.test.ts']);
});
