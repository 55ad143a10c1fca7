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
  create: () => canonical,
});

export const wrong: Wrong = {
  about: 'the key is the JSON itself',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'makes keys that every cache can hold',
  message: /the key of .* has \d+ characters: .*\n {2}→ A key is 1 to 200 characters.*use a hash/,
};
