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

function sorted(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) for (const field of Object.values(value)) sorted(field);
  return Array.isArray(value) ? value.sort() : value;
}

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create: () => (parts) => hash('sha256', canonical(sorted(parts))),
});

export const wrong: Wrong = {
  about: 'it sorts the lists that it is given',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'does not change what it is given',
  message: /it has changed what it was given\n {2}→ Copy before sorting/,
};
