import { hash } from 'node:crypto';
import { defineKeyGenerator } from '@bowerbird/core';
import { keyGeneratorSuite } from '../../../src/key-generator/key-generator-suite.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create: () => (parts) => hash('sha256', JSON.stringify(parts)),
});

export const wrong: Wrong = {
  about: 'it hashes JSON.stringify() as it is',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'does not depend on the order of fields',
  message:
    /one identity has two keys, written .*\n {2}→ Make the key of canonical JSON \(RFC 8785\): fields sorted at every depth/,
};
