import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'cuts-salutations',
  summary: 'Makes two documents of a letter: the salutation, and the rest.',
  create: () => ({
    async transform(document) {
      const { id, text, spans } = document;
      const cut = text.indexOf('\n\n') + 2;
      const part = (name: string, start: number, end: number) => ({
        ...document,
        id: `${id}#${name}`,
        text: text.slice(start, end),
        spans: spans?.filter((span) => span.start >= start && span.end <= end),
        partOf: { id, start, end },
      });
      return [part('salutation', 0, cut), part('rest', cut, text.length)];
    },
  }),
});

export const wrong: Wrong = {
  about: 'spans of a part count from the beginning of the whole',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /its span from 12 to 36 stands at 12 to 36 of the original, which is 0 to 24 of this part\n {2}→ Shift spans with the text/,
};
