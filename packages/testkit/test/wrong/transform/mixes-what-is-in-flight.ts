import { setImmediate as turn } from 'node:timers/promises';
import { type Delivered, defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'tidies',
  summary: 'Keeps the document in a field of the instance while it works.',
  create() {
    let current: Delivered;
    return {
      async transform(document) {
        current = document;
        await turn();
        return [{ ...current, text: current.text.trim(), spans: undefined }];
      },
    };
  },
});

export const wrong: Wrong = {
  about: 'documents in flight get mixed up',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'answers the same whatever came before and is in flight',
  message: /answers differently while others are in flight\n {2}→ .*Keep nothing between calls/,
};
