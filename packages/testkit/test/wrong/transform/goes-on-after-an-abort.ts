import { setTimeout as sleep } from 'node:timers/promises';
import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'tidies-lines',
  summary: 'Races its work with the signal, and does not stop the work.',
  create: () => ({
    async transform(document, { signal, log }) {
      const work = async () => {
        for (const line of document.text.split('\n').slice(0, 3)) {
          await sleep(2);
          log(`tidied ${line.length} characters`);
        }
        return [document];
      };
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      return Promise.race([work(), aborted]);
    },
  }),
});

export const wrong: Wrong = {
  about: 'after an abort the work goes on and uses the context',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'settles after an abort: email:1',
  message:
    /aborted during the call, has ended, and its context was used afterwards: .*\n {2}→ Await everything that it starts, also after an abort/,
};
