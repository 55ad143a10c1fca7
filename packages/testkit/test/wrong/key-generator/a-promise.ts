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
  create: () => (parts) => {
    const digest = crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(parts)));
    // As plain JavaScript lets one do.
    return digest.then((bytes) => Buffer.from(bytes).toString('hex')) as unknown as string;
  },
});

export const wrong: Wrong = {
  about: 'it hashes with WebCrypto, which answers later',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'gives the same key again',
  message: /the key of .* is a promise\n {2}→ A key generator returns a string, at once/,
};
