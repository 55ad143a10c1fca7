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

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(Boolean).map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field);
  return Object.fromEntries(fields.map(([name, field]) => [name, clean(field)]));
}

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create:
    () =>
    ({ collector, identity }) =>
      hash('sha256', canonical([collector, clean(identity)])),
});

export const wrong: Wrong = {
  about: 'it drops what is falsy',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'differs for identities that look alike',
  message: /have one key.*\n {2}→ .*normalise or drop anything/,
};
