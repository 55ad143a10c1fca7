import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'stamps',
  summary: 'Says when it was there.',
  create: () => ({
    transform: async (document) => [
      { ...document, metadata: { ...document.metadata, stamped: new Date().toISOString().slice(0, 10) } },
    ],
  }),
});

export const wrong: Wrong = {
  about: 'the answer has the date of today in it',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'answers the same in any instance, at any time: email:1',
  message:
    /answers differently at another time, .*\n {2}→ Let the answer depend on the document and the options alone/,
};
