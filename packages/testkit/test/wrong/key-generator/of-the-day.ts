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
  create: () => (parts) => `${new Date().toISOString().slice(0, 10)}-${hash('sha256', canonical(parts))}`,
});

export const wrong: Wrong = {
  about: 'it puts the date into the key',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'gives the same key at another time, in another time zone',
  message: /two keys of the same parts, at another time.*\n {2}→ .*no time, chance, counter/,
};
