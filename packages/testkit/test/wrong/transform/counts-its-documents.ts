import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'numbers',
  summary: 'Numbers the documents as they come.',
  create() {
    let count = 0;
    return {
      transform: async (document) => [{ ...document, metadata: { ...document.metadata, number: ++count } }],
    };
  },
});

export const wrong: Wrong = {
  about: 'the answer depends on how many documents came before',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'answers the same whatever came before and is in flight',
  message: /answers differently at the second call\n {2}→ .*Keep nothing between calls; .* `remembers: true`/,
};
