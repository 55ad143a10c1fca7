import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'paragraphs',
  summary: 'One document per paragraph, all of one id.',
  create: () => ({
    transform: async ({ spans: _, ...document }) =>
      document.text.split('\n\n').map((text) => ({ ...document, text })),
  }),
});

export const wrong: Wrong = {
  about: 'all parts have the id of the whole',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /two documents with the id "email:1": the second would replace the first\n {2}→ Put into the id what tells them apart[^\n]*its-id#2/,
};
