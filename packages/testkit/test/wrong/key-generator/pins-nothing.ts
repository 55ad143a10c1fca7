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
  create: () => (parts) => hash('sha256', canonical(parts)),
});

export const wrong: Wrong = {
  about: 'it is right, and its author pins no keys',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'makes the keys of earlier versions',
  message:
    /knows no keys of earlier versions.*\n {2}→ Paste these lines into the options[\s\S]*known: \[\n {4}\{"collector":"web"/,
};
