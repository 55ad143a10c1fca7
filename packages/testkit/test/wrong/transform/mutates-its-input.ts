import { defineTransform, type JsonObject } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'counts-words',
  summary: 'Writes the number of words into the metadata.',
  create: () => ({
    async transform(document) {
      const metadata: Record<string, unknown> = document.metadata ?? {};
      metadata.words = document.text.split(/\s+/).length;
      return [{ ...document, metadata: metadata as JsonObject }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'transform() writes into the metadata that it is given',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /transform\(\) changes the document "email:1" that it is given\n {2}→ Make a new one: \{ \.\.\.document, text \}/,
};
