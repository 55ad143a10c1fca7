import { hash } from 'node:crypto';
import { defineKeyGenerator } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { keyGeneratorSuite } from '../src/key-generator/key-generator-suite.ts';
import { runSuite } from './wrong/wrong.ts';

/** Sorted JSON, told from `toJSON` and half surrogate pairs by JSON.stringify itself. */
const sorted = (_: string, field: unknown) =>
  typeof field === 'object' && field !== null && !Array.isArray(field)
    ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
    : field;
const right = defineKeyGenerator({
  name: 'right',
  summary: 'Makes keys.',
  create:
    () =>
    ({ collector, identity }) =>
      hash('sha256', JSON.stringify([collector, identity], sorted)),
});

keyGeneratorSuite(it, right, {
  known: [
    {
      collector: 'web',
      identity: 'https://example.org/',
      key: hash('sha256', '["web","https://example.org/"]'),
    },
  ],
});

it('fails in one test alone while no keys are known, with lines that can be pasted', async () => {
  const failed = (await runSuite((test) => keyGeneratorSuite(test, right))).filter(({ error }) => error);
  expect(failed.map(({ name }) => name)).toEqual(['key generator right: makes the keys of earlier versions']);
  const [, lines = ''] = /known: (\[[\s\S]*\]),\n/.exec(String(failed[0]?.error)) ?? [];
  const known = JSON.parse(lines.replace(/,\s*\]$/, ']'));
  const again = await runSuite((test) => keyGeneratorSuite(test, right, { known }));
  expect(again.filter(({ error }) => error)).toEqual([]);
});
