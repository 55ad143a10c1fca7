import { hash } from 'node:crypto';
import { defineKeyGenerator } from '@bowerbird/core';
import { keyGeneratorSuite } from '../../../src/key-generator/key-generator-suite.ts';
import type { Wrong } from '../wrong.ts';

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => a.localeCompare(b)))
      : field,
  );

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create: () => (parts) => hash('sha256', canonical(parts)),
});

export const wrong: Wrong = {
  about: 'it sorts the names of fields as a dictionary does',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'does not depend on the order of fields',
  message: /one identity has two keys.*\n {2}→ .*not by localeCompare/,
};
