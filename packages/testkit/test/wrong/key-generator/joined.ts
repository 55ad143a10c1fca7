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
      hash('sha256', `${collector}${canonical(identity)}`),
});

export const wrong: Wrong = {
  about: 'it joins collector and identity',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'differs for different collectors, also where their names end otherwise',
  message:
    /"identity":2\} and .*"identity":12\} have one key.*\n {2}→ .*canonical JSON \(RFC 8785\) of \{ collector, identity \}/,
};
