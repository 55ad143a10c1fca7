import { hash } from 'node:crypto';
import { defineKeyGenerator, type JsonValue } from '@bowerbird/core';
import { keyGeneratorSuite } from '../../../src/key-generator/key-generator-suite.ts';
import type { Wrong } from '../wrong.ts';

function flat(value: JsonValue | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries
    .filter(([, field]) => field !== undefined)
    .flatMap(([name, field]) => [name, ...flat(field)]);
}

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create:
    () =>
    ({ collector, identity }) =>
      hash('sha256', [collector, ...flat(identity)].join(':')),
});

export const wrong: Wrong = {
  about: 'it joins the values of the identity with colons',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'differs for identities that look alike',
  message: /have one key.*\n {2}→ .*do not join, cut/,
};
