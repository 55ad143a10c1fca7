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
  create: () => (parts) => hash('sha512', canonical(parts)),
});

export const wrong: Wrong = {
  about: 'it makes other keys than its last version, which used SHA-256',
  run: (test) =>
    keyGeneratorSuite(test, definition, {
      known: [
        {
          collector: 'web',
          identity: 'https://example.org/',
          key: 'e5d2fad78dcafa8910a7f28a4f9f9c7c00a9be589b7f3910eff8606f1ae517ff',
        },
      ],
    }),
  caughtBy: 'makes the keys of earlier versions',
  message:
    /the key of .* was "e5d2.*", and is ".*"\n {2}→ Nothing that is cached would be found any more.*a name of its own/,
};
