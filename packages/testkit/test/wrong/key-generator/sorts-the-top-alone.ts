import { hash } from 'node:crypto';
import { defineKeyGenerator } from '@bowerbird/core';
import { keyGeneratorSuite } from '../../../src/key-generator/key-generator-suite.ts';
import type { Wrong } from '../wrong.ts';

const definition = defineKeyGenerator({
  name: 'mine',
  summary: 'Makes keys.',
  create:
    () =>
    ({ collector, identity }) => {
      const top = typeof identity === 'object' && identity !== null && !Array.isArray(identity);
      return hash(
        'sha256',
        JSON.stringify([collector, top ? Object.entries(identity).sort() : [identity, 0]]),
      );
    },
});

export const wrong: Wrong = {
  about: 'it sorts the fields of the top alone',
  run: (test) => keyGeneratorSuite(test, definition),
  caughtBy: 'does not depend on the order of fields',
  message: /one identity has two keys.*\n {2}→ .*sorted at every depth/,
};
