import { hash } from 'node:crypto';
import { defineKeyGenerator } from '@bowerbird/core';
import { keyGeneratorSuite } from '../../../src/key-generator/key-generator-suite.ts';
import type { Wrong } from '../wrong.ts';

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create:
    () =>
    ({ collector, identity }) =>
      hash('sha256', canonical([collector.slice(0, 8), identity])),
});

export const wrong: Wrong = {
  about: 'it keeps the first characters of the name of the collector',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'differs for different collectors, also where their names end otherwise',
  message: /have one key: .*\n {2}→ .*do not join, cut/,
};
