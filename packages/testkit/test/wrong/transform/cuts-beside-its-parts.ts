import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'paragraphs',
  summary: 'One document per paragraph, tidied.',
  create: () => ({
    async transform({ spans: _, ...document }) {
      let start = 0;
      return document.text.split('\n\n').map((text, index) => {
        const end = start + text.length;
        const partOf = { id: document.id, start, end };
        // The empty line between two paragraphs is forgotten.
        start = end;
        return { ...document, id: `${document.id}#${index}`, text, partOf };
      });
    },
  }),
});

export const wrong: Wrong = {
  about: 'partOf does not slice back',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /email:1#1: its text is not what stands at 10 to 55 of email:1, .*\n {2}→ Let partOf name the place/,
};
