import { hash, randomUUID } from 'node:crypto';
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
  create: () => {
    const salt = randomUUID();
    return (parts) => hash('sha256', salt + canonical(parts));
  },
});

export const wrong: Wrong = {
  about: 'each instance has a salt of its own',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'gives the same key in every instance',
  message:
    /two keys of the same parts, of two instances.*\n {2}→ Make the key of collector and identity alone/,
};
