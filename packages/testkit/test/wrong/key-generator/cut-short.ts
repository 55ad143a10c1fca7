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
  create: () => (parts) => Buffer.from(canonical(parts).slice(0, 100)).toString('base64url'),
});

export const wrong: Wrong = {
  about: 'it keeps the first 100 characters',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'differs for identities that look alike',
  message: /have one key: .*\n {2}→ .*do not join, cut/,
};
