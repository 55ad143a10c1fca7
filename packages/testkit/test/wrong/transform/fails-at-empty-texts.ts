import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'titles',
  summary: 'Takes the first words for a title.',
  create: () => ({
    async transform(document) {
      const [title] = /\w+( \w+){0,4}/.exec(document.text)!;
      return [{ ...document, title }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'an empty text makes it throw',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'takes a text of no characters',
  message:
    /takes a text of no characters\n.*has rejected with .*TypeError.*\n {2}→ Return the document as it is, or none/,
};
