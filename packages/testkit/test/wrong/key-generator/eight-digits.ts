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
  create: () => (parts) => hash('sha256', canonical(parts)).slice(0, 8),
});

export const wrong: Wrong = {
  about: 'it keeps eight digits of the hash',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'makes keys that do not meet by chance',
  message: /keys are 8 characters of 16 different ones.* 32 bits\n {2}→ So short two of many sources meet/,
};
