import { setImmediate as turn } from 'node:timers/promises';
import { type Delivered, defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'unique',
  summary: 'Drops duplicates, and keeps the document in a field of the instance while it looks.',
  create() {
    const seen = new Set<string>();
    let current: Delivered;
    return {
      async transform(document) {
        current = document;
        await turn();
        if (seen.has(current.text)) return [];
        seen.add(current.text);
        return [current];
      },
    };
  },
});

export const wrong: Wrong = {
  about: 'one that remembers duplicates mixes up what is in flight',
  run: (test) => transformSuite(test, transform, { cases: letters, remembers: true }),
  caughtBy: 'mixes up nothing of what is in flight',
  message: /which was made of another document, while others are in flight\n {2}→ Keep what a call works on/,
};
