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
  create: () => (parts) => hash('sha256', canonical(parts).normalize('NFC')),
});

export const wrong: Wrong = {
  about: 'it takes NFD for NFC',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'differs for identities that look alike',
  message:
    /\{"collector":"web","identity":"\u00e9"\} and \{"collector":"web","identity":"e\u0301"\} have one key.*\n {2}→ .*normalise/,
};
