import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'not-awaited',
  summary: 'Starts to write, and does not wait for it.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      rightSink(home)
        .write(documents)
        .catch(() => {});
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'write() does not wait for what it has started',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'holds what was written, also after it was opened again',
  message:
    /after write\(\) and close\(\), the document "plain:a" is not there .*\n {2}→ Let write\(\) keep every document of the batch/,
};
