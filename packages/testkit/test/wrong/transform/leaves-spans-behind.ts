import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'drops-salutations',
  summary: 'Takes the salutation off, and leaves the spans as they were.',
  create: () => ({
    transform: async (document) => {
      const text = document.text.replace(/^Dear .*\n+/, '');
      const spans = document.spans?.filter(({ end }) => end <= text.length);
      return [{ ...document, text, spans }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'spans are not shifted with the text',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /its span from 12 to 36 covered "would Thursday .*" and now covers .* still there at 0\n {2}→ Shift spans with the text/,
};
