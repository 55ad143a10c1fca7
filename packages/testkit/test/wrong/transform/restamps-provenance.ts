import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'redacts',
  summary: 'Takes telephone numbers out, and says that it was there.',
  create: () => ({
    transform: async (document) => [
      {
        ...document,
        text: document.text.replaceAll(/\d{3}-\d{4}/g, 'xxx-xxxx'),
        provenance: { ...document.provenance, collector: 'redacts' },
      },
    ],
  }),
});

export const wrong: Wrong = {
  about: 'a transform puts itself into the provenance',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /the provenance of "email:1" is not that of the document that it was made of\n {2}→ Pass it on as it is/,
};
