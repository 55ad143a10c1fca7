import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'paragraphs',
  summary: 'One document per paragraph, numbered.',
  create: () => ({
    transform: async ({ spans: _, ...document }) =>
      document.text.split('\n\n').map((text, index) => ({ ...document, id: `paragraph-${index + 1}`, text })),
  }),
});

export const wrong: Wrong = {
  about: 'parts of different documents get one id',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'gives what is made of different documents different ids',
  message:
    /the id "paragraph-1" comes of "email:1" and of "email:2": .*\n {2}→ Begin the id with that of the document/,
};
